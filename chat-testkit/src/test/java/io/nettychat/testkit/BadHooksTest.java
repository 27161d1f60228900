package io.nettychat.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hooks that sleep, throw and never answer, and what those notice of it whom they are not about: nothing. */
@Timeout(120)
class BadHooksTest {
    @Test
    void bystandersNoticeNothing() {
        try (ChatTestServer chat =
                ChatTestServer.start(settings -> settings.hub(hub -> hub.hookTime(Duration.ofSeconds(8))
                        .intercept((room, sender, draft) -> switch (draft.text()) {
                            case "sleep" -> {
                                TimeUnit.SECONDS.sleep(5);
                                yield CompletableFuture.completedFuture(draft);
                            }
                            case "throw" -> throw new IllegalStateException("a fault of the host, on purpose");
                            case "never" -> new CompletableFuture<>();
                            default -> CompletableFuture.completedFuture(draft);
                        })))) {
            TestClient[] bad = new TestClient[9];
            for (int i = 0; i < bad.length; i++) {
                bad[i] = chat.connect("bad" + i, "lobby");
            }
            TestClient ann = chat.connect("ann", "lobby");
            TestClient bob = chat.connect("bob", "lobby");
            ann.say("warm up");
            bob.awaitMessage("warm up");
            for (int i = 0; i < bad.length; i++) {
                bad[i].say(new String[] {"sleep", "throw", "never"}[i % 3]);
            }
            long begun = System.nanoTime();
            for (int i = 0; i < 5; i++) {
                ann.say("meanwhile " + i);
                bob.awaitMessage("meanwhile " + i);
            }
            // Far less than any of the hooks takes; a slow machine may take its time for the rest.
            assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(4));
            assertThat(bad[1].await("error").text("code")).isEqualTo("internal");
            bob.awaitMessage("sleep");
            assertThat(bad[2].await("error").number("retryAfter")).isPositive();
        }
    }
}
