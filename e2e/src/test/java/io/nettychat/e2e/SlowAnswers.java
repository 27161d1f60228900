package io.nettychat.e2e;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The socket of one page, on which answers of some types wait until they are let go. Lives on the thread of the test. */
final class SlowAnswers {
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

    private final Page page;
    private final List<Runnable> waiting = new ArrayList<>();
    private Set<String> slow = Set.of();
    private String refused = "";

    /** To be made before the page is visited. */
    SlowAnswers(Chatter chatter) {
        page = chatter.page();
        page.routeWebSocket(Pattern.compile("/chat$"), socket -> {
            WebSocketRoute server = socket.connectToServer();
            server.onMessage(frame -> {
                Matcher id = ID.matcher(frame.text());
                if (!refused.isEmpty() && isOf(refused, frame.text()) && id.find()) {
                    refused = "";
                    socket.send("{\"type\":\"error\",\"id\":\"" + id.group(1)
                            + "\",\"code\":\"rate_limited\",\"reason\":\"Later.\",\"retryAfter\":100}");
                } else if (slow.stream().anyMatch(type -> isOf(type, frame.text()))) {
                    waiting.add(() -> socket.send(frame.text()));
                } else {
                    socket.send(frame.text());
                }
            });
        });
    }

    /** From now on frames of these types wait. */
    void hold(String... types) {
        slow = Set.of(types);
    }

    /** The next frame of this type becomes a refusal for the moment. */
    void refuse(String type) {
        refused = type;
    }

    /** Whether a frame was refused since. */
    boolean hasRefused() {
        return refused.isEmpty();
    }

    /** Returns when a frame waits. */
    void await() {
        Awaitility.await().pollInSameThread().until(() -> {
            page.waitForTimeout(20); // lets the driver hand on what came
            return !waiting.isEmpty();
        });
    }

    /** Lets go what waits, in order, and holds nothing any more. */
    void release() {
        slow = Set.of();
        waiting.forEach(Runnable::run);
        waiting.clear();
    }

    private static boolean isOf(String type, String frame) {
        return frame.contains("\"type\":\"" + type + "\"");
    }
}
