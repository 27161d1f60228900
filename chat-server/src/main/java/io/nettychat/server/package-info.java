/**
 * The Netty pipeline around the engine: HTTP, the page, the WebSocket handshake and everything of RFC 6455 that is not
 * chat.
 *
 * <p>Begin with {@link io.nettychat.server.ChatServer}, which is a whole server on one port, or with
 * {@link io.nettychat.server.ChatPipeline}, which mounts the chat in a server that is there already. Which handler
 * stands where is in {@code WebSocketPipeline}.
 *
 * <pre>{@code
 * try (ChatServer server = ChatServer.builder().port(0).start()) {
 *     … server.port() …
 * }
 * }</pre>
 */
@NullMarked
package io.nettychat.server;

import org.jspecify.annotations.NullMarked;
