package io.nettychat.e2e;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The socket of one page, on which answers of some types wait until they are let go. Lives on the thread of the test. */
final class SlowAnswers {
    private final Page page;
    private final List<Runnable> waiting = new ArrayList<>();
    private Set<String> slow = Set.of();

    /** To be made before the page is visited. */
    SlowAnswers(Chatter chatter) {
        page = chatter.page();
        page.routeWebSocket(Pattern.compile("/chat$"), socket -> {
            WebSocketRoute server = socket.connectToServer();
            server.onMessage(frame -> {
                if (slow.stream().anyMatch(type -> frame.text().contains("\"type\":\"" + type + "\""))) {
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
}
