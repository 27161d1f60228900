package io.nettychat.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Rooms in which much is said. The bounds are far from what is measured on a quiet machine, as this one may be busy; a
 * page that draws everything, or draws for every message, misses them by far.
 */
class SpeedIT extends BrowserTest {
    /** Frames, long tasks, and how long a key waits for the page, all in milliseconds. */
    private static final String PROBE = """
            () => {
              const probe = (window.probe = { frames: [], tasks: [0], keys: [0] });
              new PerformanceObserver((list) => probe.tasks.push(...list.getEntries().map((task) => task.duration)))
                .observe({ type: 'longtask' });
              document.addEventListener('input', (event) => probe.keys.push(performance.now() - event.timeStamp), true);
              let before = performance.now();
              const frame = (now) => {
                probe.frames.push(now - before);
                before = now;
                requestAnimationFrame(frame);
              };
              requestAnimationFrame(frame);
            }
            """;

    private static final String FIGURES = """
            () => {
              const at = (list, part) => list.sort((a, b) => a - b)[Math.floor((list.length - 1) * part)];
              const { frames, tasks, keys } = probe;
              return {
                frames: frames.length, frame: at(frames, 0.5), slowFrame: at(frames, 0.95),
                longestTask: at(tasks, 1), key: at(keys, 0.5), slowestKey: at(keys, 1), keys: keys.length - 1,
              };
            }
            """;

    /** Upwards, a screen and more with each frame, until the first message is there. */
    private static final String TO_THE_TOP = """
            async () => {
              const log = document.querySelector('netty-chat').shadowRoot.querySelector('netty-chat-log').shadowRoot;
              const scroller = log.querySelector('[role=log]');
              let most = 0;
              for (let i = 0; i < 3000 && !log.querySelector('[data-seq="1"]'); i++) {
                scroller.scrollTop -= 900;
                await new Promise(requestAnimationFrame);
                most = Math.max(most, log.querySelectorAll('*').length);
              }
              return most;
            }
            """;

    @AutoClose
    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.start("--rate-limit", "0", "--history", "20000");
    }

    @Test
    void tenThousandMessagesScrollSmoothly() {
        Chatter anna = desk(server.url() + "#long").connect("Reader");
        try (Talker talker = new Talker(server.port(), "long", "Crowd")) {
            talker.say(10_000, "line %05d, as long as what people usually write, with `code` and **weight**");
        }
        assertThat(anna.message("line 10000")).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(60_000));

        anna.page().evaluate(PROBE);
        int nodes = ((Number) anna.page().evaluate(TO_THE_TOP)).intValue();
        Map<?, ?> figures = figures(anna, "10,000 messages, scrolled through");

        assertThat(anna.message("line 00001")).hasCount(1);
        assertThat(nodes).as("elements in the list at any time").isLessThan(6_000);
        assertThat(number(figures, "frame")).as("the usual frame, ms").isLessThan(60);
        assertThat(number(figures, "longestTask")).as("the longest task, ms").isLessThan(1_000);
    }

    @Test
    void fiveHundredMessagesASecondDoNotBlockTyping() {
        Chatter anna = desk(server.url() + "#storm").connect("Typist");
        String text = "calm in the storm, and typing all the while";
        try (Talker talker = new Talker(server.port(), "storm", "Noise")) {
            CompletableFuture<Void> storm = talker.sayEvenly(3_000, 500, "noise %04d :tada: `code` and some words");
            anna.page().evaluate(PROBE);
            anna.messageBox().pressSequentially(text, new Locator.PressSequentiallyOptions().setDelay(100));
            Map<?, ?> figures = figures(anna, "500 messages a second");

            assertThat(anna.messageBox()).hasValue(text);
            assertThat(number(figures, "keys")).as("keys").isEqualTo(text.length());
            assertThat(number(figures, "key")).as("the usual wait of a key, ms").isLessThan(150);
            assertThat(number(figures, "slowestKey"))
                    .as("the longest wait of a key, ms")
                    .isLessThan(1_000);
            assertThat(number(figures, "longestTask"))
                    .as("the longest task, ms")
                    .isLessThan(1_000);
            assertThat(storm).succeedsWithin(Duration.ofSeconds(60));
        }
        assertThat(anna.message("noise 3000")).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(60_000));
        assertThat(anna.log().locator(".msg").count()).isLessThanOrEqualTo(250);
    }

    private static Map<?, ?> figures(Chatter chatter, String what) {
        Map<?, ?> figures = (Map<?, ?>) chatter.page().evaluate(FIGURES);
        System.out.println(what + ": " + figures);
        return figures;
    }

    private static double number(Map<?, ?> figures, String name) {
        return figures.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }
}
