package io.nettychat.testkit;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A client of the full dialect, for tests. Methods that wait do so for 10 seconds unless set otherwise, and fail with an
 * {@link AssertionError} that says what came instead. May be used from any thread, but not from an event loop.
 */
public final class TestClient {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Duration patience;
    private final List<TestFrame> frames = new ArrayList<>();
    private @Nullable WebSocket socket;
    private @Nullable String room;
    private int closeCode = -1;
    private int messages;

    private TestClient(Duration patience) {
        this.patience = patience;
    }

    /** How a client is to be. */
    public static final class Builder {
        private final URI server;
        private final Consumer<TestClient> made;
        private final List<String> headers = new ArrayList<>();
        private Duration patience = Duration.ofSeconds(10);
        private String query = "";
        private @Nullable String token;
        private @Nullable String session;

        Builder(URI server, Consumer<TestClient> made) {
            this.server = server;
            this.made = made;
        }

        /** Sends a token with the {@code hello}. */
        public Builder token(String value) {
            this.token = value;
            return this;
        }

        /** Comes back with the {@code session} of an earlier {@code welcome}. */
        public Builder session(String value) {
            this.session = value;
            return this;
        }

        /** Sends a header with the request. */
        public Builder header(String name, String value) {
            headers.add(name);
            headers.add(value);
            return this;
        }

        /** Sends a parameter with the request. */
        public Builder query(String name, String value) {
            query += (query.isEmpty() ? "?" : "&") + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
            return this;
        }

        /** Sets how long the client waits for anything; 10 seconds unless set. */
        public Builder patience(Duration time) {
            this.patience = time;
            return this;
        }

        /**
         * Connects and says hello.
         *
         * @throws AssertionError when the server refuses the request or the name; the message says how
         */
        public TestClient connect(String name) {
            TestClient client = open();
            client.send("{\"type\":\"hello\",\"name\":" + TestFrame.quoted(name)
                    + (token == null ? "" : ",\"token\":" + TestFrame.quoted(token))
                    + (session == null ? "" : ",\"session\":" + TestFrame.quoted(session)) + "}");
            TestFrame answer = client.await("welcome", frame -> isOneOf(frame, "welcome", "error", "bye"));
            if (!answer.type().equals("welcome")) {
                client.cut();
                throw new AssertionError("The hello was refused: " + answer);
            }
            return client;
        }

        /**
         * Connects and says nothing yet.
         *
         * @throws AssertionError when the server refuses the request; the message has the status
         */
        public TestClient open() {
            TestClient client = new TestClient(patience);
            WebSocket.Builder socket =
                    HTTP.newWebSocketBuilder().subprotocols("chat.v1").connectTimeout(patience);
            for (int i = 0; i < headers.size(); i += 2) {
                socket.header(headers.get(i), headers.get(i + 1));
            }
            try {
                client.opened(socket.buildAsync(URI.create(server + query), client.new Ear())
                        .join());
            } catch (CompletionException e) {
                String why = e.getCause() instanceof WebSocketHandshakeException refused
                        ? "answered " + refused.getResponse().statusCode()
                        : String.valueOf(e.getCause());
                throw new AssertionError("The server does not let this client in: " + why, e.getCause());
            }
            made.accept(client);
            return client;
        }
    }

    private static boolean isOneOf(TestFrame frame, String... types) {
        return List.of(types).contains(frame.type());
    }

    /** Is called by the HTTP client, one call after the other. */
    private final class Ear implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                heard(TestFrame.parse(text));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed(code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            closed(1006);
        }
    }

    private synchronized void opened(WebSocket open) {
        socket = open;
    }

    private synchronized void heard(TestFrame frame) {
        frames.add(frame);
        notifyAll();
    }

    private synchronized void closed(int code) {
        if (closeCode < 0) {
            closeCode = code;
        }
        notifyAll();
    }

    // ---- speaking

    /** Joins a room and waits until it is in. What is said without a room is said in the one joined last. */
    public TestClient join(String name) {
        send("{\"type\":\"join\",\"id\":\"join\",\"room\":" + TestFrame.quoted(name) + "}");
        TestFrame answer = await(
                "joined",
                frame -> frame.type().equals("bye")
                        || (isOneOf(frame, "joined", "error")
                                && "join".equals(frame.fields().get("id"))));
        if (!answer.type().equals("joined")) {
            throw new AssertionError("The join was refused: " + answer);
        }
        synchronized (this) {
            room = name;
        }
        return this;
    }

    /** Says something in the room joined last. */
    public TestClient say(String text) {
        String where;
        synchronized (this) {
            where = room;
        }
        if (where == null) {
            throw new AssertionError("The client has joined no room.");
        }
        return say(where, text);
    }

    /** Says something in a room. */
    public TestClient say(String name, String text) {
        int number;
        synchronized (this) {
            number = ++messages;
        }
        return send("{\"type\":\"message\",\"id\":\"m" + number + "\",\"room\":" + TestFrame.quoted(name) + ",\"text\":"
                + TestFrame.quoted(text) + "}");
    }

    /** Sends a frame as it is. */
    public TestClient send(String json) {
        WebSocket open;
        synchronized (this) {
            open = socket;
        }
        try {
            Objects.requireNonNull(open, "not connected")
                    .sendText(json, true)
                    .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new AssertionError("The connection takes no frames any more: " + this, e.getCause());
        }
        return this;
    }

    // ---- hearing

    /**
     * Waits for a message with this text, from whomever and in whichever room. It is taken away: the next call waits for
     * another one.
     */
    public TestFrame awaitMessage(String text) {
        return await(
                "message \"" + text + "\"",
                frame -> frame.type().equals("message")
                        && text.equals(frame.fields().get("text")));
    }

    /** Waits for a frame of this type and takes it away. */
    public TestFrame await(String type) {
        return await(type, frame -> frame.type().equals(type));
    }

    /** Waits until the connection is closed, and returns the close code; 1006 when it broke. */
    public synchronized int awaitClose() {
        return waitUntil("the end of the connection", true, () -> closeCode >= 0 ? closeCode : null);
    }

    private synchronized TestFrame await(String what, Predicate<TestFrame> wanted) {
        return waitUntil(what, false, () -> {
            for (int i = 0; i < frames.size(); i++) {
                if (wanted.test(frames.get(i))) {
                    return frames.remove(i);
                }
            }
            return null;
        });
    }

    /** Something that may be there. */
    private interface Look<T> {
        @Nullable
        T find();
    }

    private synchronized <T> T waitUntil(String what, boolean afterTheEnd, Look<T> look) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            T found = look.find();
            if (found != null) {
                return found;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0 || (closeCode >= 0 && !afterTheEnd)) {
                throw new AssertionError("Waited for " + what + " in vain. " + this);
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("Was interrupted while waiting for " + what, e);
            }
        }
    }

    /** Returns what has come and was not awaited, in order. */
    public synchronized List<TestFrame> frames() {
        return List.copyOf(frames);
    }

    // ---- going

    /** Closes the connection in order and waits for the server's answer. */
    public void disconnect() {
        WebSocket open;
        synchronized (this) {
            open = socket;
        }
        if (open != null && !open.isOutputClosed()) {
            open.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        }
        awaitClose();
    }

    /** Breaks the connection off, as a network does. */
    public synchronized void cut() {
        if (socket != null) {
            socket.abort();
        }
        closed(1006);
    }

    @Override
    public synchronized String toString() {
        return (closeCode < 0 ? "Connected; " : "Closed with " + closeCode + "; ") + "heard and not awaited: " + frames;
    }
}
