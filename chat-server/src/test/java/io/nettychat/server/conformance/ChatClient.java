package io.nettychat.server.conformance;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client on the JDK's own WebSocket: what a program that is not ours would use. */
final class ChatClient extends Peer {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final WebSocket socket;
    private CompletableFuture<WebSocket> sent;

    private ChatClient(WebSocket.Builder builder, URI uri) {
        this.socket = builder.buildAsync(uri, new Receiver())
                .orTimeout(Inbox.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        this.sent = CompletableFuture.completedFuture(socket);
    }

    /** Connects with {@code chat.v1}. */
    static ChatClient connect(URI uri) {
        return new ChatClient(HTTP.newWebSocketBuilder().subprotocols("chat.v1"), uri);
    }

    /** Connects without asking for a sub-protocol. */
    static ChatClient connectSimple(URI uri) {
        return new ChatClient(HTTP.newWebSocketBuilder(), uri);
    }

    static HttpClient http() {
        return HTTP;
    }

    String subprotocol() {
        return socket.getSubprotocol();
    }

    @Override
    synchronized void sendText(String text) {
        // The JDK's client takes one text at a time.
        sent = sent.thenCompose(webSocket -> webSocket.sendText(text, true));
    }

    synchronized void sendPing(String payload) {
        ByteBuffer bytes = ByteBuffer.wrap(payload.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        sent = sent.thenCompose(webSocket -> webSocket.sendPing(bytes));
    }

    /** Leaves as a closing page does: with a close frame. */
    synchronized void leave() {
        sent = sent.thenCompose(webSocket -> webSocket.sendClose(WebSocket.NORMAL_CLOSURE, ""));
        try {
            sent.orTimeout(Inbox.PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            throw new AssertionError("could not send a close frame", e);
        }
    }

    @Override
    void drop() {
        socket.abort();
    }

    private final class Receiver implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                String whole = text.toString();
                text.setLength(0);
                inbox.add(Frame.of(whole));
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            inbox.end(new Closed(statusCode, reason));
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            inbox.end(new Closed(Closed.NO_CLOSE_FRAME, error.toString()));
        }
    }
}
