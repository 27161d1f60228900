package io.nettychat.redis;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A client of {@code chat.v1}: frames as they come, one line each. */
final class Chatter implements WebSocket.Listener {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final List<String> frames = new CopyOnWriteArrayList<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;
    private volatile int closeCode;

    Chatter(int port) {
        socket = HTTP.newWebSocketBuilder()
                .subprotocols("chat.v1")
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/chat"), this)
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    static Chatter named(int port, String name) {
        Chatter chatter = new Chatter(port);
        chatter.send("{'type':'hello','name':'" + name + "'}");
        chatter.frame("welcome");
        return chatter;
    }

    /** Sends a frame, in which single quotes stand for double ones. */
    Chatter send(String frame) {
        socket.sendText(frame.replace('\'', '"'), true)
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        return this;
    }

    Chatter join(String room) {
        send("{'type':'join','room':'" + room + "'}");
        frame("joined");
        return this;
    }

    /** Awaits a frame in which all of these stand. */
    String frame(String... parts) {
        await().atMost(Duration.ofSeconds(30)).until(() -> find(parts) != null);
        return String.valueOf(find(parts));
    }

    @Nullable
    String find(String... parts) {
        for (String frame : frames) {
            boolean all = frame.startsWith("{\"type\":\"" + parts[0] + "\"");
            for (int i = 1; i < parts.length; i++) {
                all &= frame.contains(parts[i].replace('\'', '"'));
            }
            if (all) {
                return frame;
            }
        }
        return null;
    }

    static String field(String frame, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(frame);
        return found.find() ? found.group(1) : "";
    }

    int closeCode() {
        await().atMost(Duration.ofSeconds(30)).until(() -> closeCode != 0);
        return closeCode;
    }

    boolean isOpen() {
        return closeCode == 0;
    }

    void cut() {
        socket.abort();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            frames.add(partial.toString());
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closeCode = code;
        return null;
    }
}
