/**
 * The wire: frames as values, the reader of what clients send and the writer of what they are sent.
 *
 * <p>{@link io.nettychat.protocol.FrameReader} turns bytes into {@link io.nettychat.protocol.ClientFrame}s,
 * {@link io.nettychat.protocol.FrameWriter} is the only place that knows how a server frame looks in bytes, and
 * {@link io.nettychat.protocol.WebSocketFraming} puts the RFC 6455 header around them. Text is encoded once for all
 * readers, header included.
 */
@NullMarked
package io.nettychat.protocol;

import org.jspecify.annotations.NullMarked;
