package io.nettychat.e2e;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** Someone without a browser, who talks faster than anyone types. */
final class Talker implements AutoCloseable {
    private final WebSocket socket;
    private final String room;
    private final AtomicInteger heard = new AtomicInteger();
    private volatile int expected = Integer.MAX_VALUE;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final CompletableFuture<Void> joined = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** Connects and joins; returns when both are done, fails with what the server said. */
    Talker(int port, String room, String name) {
        this.room = room;
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("chat.v1")
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/chat"), new Listener())
                .join();
        send("{\"type\":\"hello\",\"name\":\"" + name + "\"}");
        send("{\"type\":\"join\",\"room\":\"" + room + "\",\"limit\":0}");
        within(joined);
    }

    /**
     * Says so many messages and waits until all have been placed.
     *
     * @param text with a place for the number
     */
    void say(int count, String text) {
        sayInBackground(count, text);
        within(done);
    }

    /**
     * Says one thing and waits until it has come back.
     *
     * @param text as inside a JSON string
     */
    void say(String text) {
        int before = heard.get();
        sendText("s" + before, text);
        Awaitility.await().until(() -> heard.get() > before);
    }

    void sayInBackground(int count, String text) {
        expected = count;
        for (int i = 1; i <= count; i++) {
            sendText("t" + i, String.format(text, i));
        }
    }

    /**
     * Says so many messages, evenly over time.
     *
     * @param text with a place for the number
     * @return done when all have been placed
     */
    CompletableFuture<Void> sayEvenly(int count, int perSecond, String text) {
        expected = count;
        AtomicInteger said = new AtomicInteger();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        clock.scheduleAtFixedRate(
                () -> {
                    for (int i = 0; i < perSecond / 50 && said.get() < count; i++) {
                        int number = said.incrementAndGet();
                        sendText("e" + number, String.format(text, number));
                    }
                },
                0,
                20,
                TimeUnit.MILLISECONDS);
        return done.whenComplete((all, failure) -> clock.shutdown());
    }

    private void sendText(String id, String text) {
        send("{\"type\":\"message\",\"id\":\"" + id + "\",\"room\":\"" + room + "\",\"text\":\"" + text + "\"}");
    }

    void types() {
        send("{\"type\":\"typing\",\"room\":\"" + room + "\"}");
    }

    @Override
    public void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
        within(closed); // the name is free again
    }

    private static void within(CompletableFuture<?> future) {
        future.orTimeout(30, TimeUnit.SECONDS).join();
    }

    private void send(String frame) {
        socket.sendText(frame, true).join();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder frame = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            frame.append(data);
            if (last) {
                heard(frame);
                frame.setLength(0);
            }
            webSocket.request(1);
            return CompletableFuture.completedStage(null);
        }

        private void heard(StringBuilder frame) {
            if (frame.indexOf("\"type\":\"message\"") >= 0) {
                if (heard.incrementAndGet() >= expected) {
                    done.complete(null);
                }
            } else if (frame.indexOf("\"type\":\"joined\"") >= 0) {
                joined.complete(null);
            } else if (frame.indexOf("\"type\":\"error\"") >= 0) {
                failed(new IllegalStateException(frame.toString()));
            }
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
            failed(new IllegalStateException("closed: " + code + ' ' + reason));
            closed.complete(null);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            failed(error);
            closed.complete(null);
        }

        private void failed(Throwable cause) {
            joined.completeExceptionally(cause);
            done.completeExceptionally(cause);
        }
    }
}
