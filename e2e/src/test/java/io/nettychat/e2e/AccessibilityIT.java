package io.nettychat.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What axe-core finds wrong, in every state of the page, in light and in dark: nothing. */
class AccessibilityIT extends BrowserTest {
    private static final String RUN = """
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.map(
              (v) => `${v.id} (${v.impact}): ${v.help}: ${v.nodes.map((n) => n.target.flat().join(' ') + ' ' + n.failureSummary).join(' | ')}`)
            """;

    private static ServerProcess server;
    private static String axe = "";

    @BeforeAll
    static void start() throws IOException {
        server = ServerProcess.start("--rate-limit", "0");
        try (InputStream script = AccessibilityIT.class.getResourceAsStream("/axe.min.js")) {
            axe = new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void atADesk(ColorScheme scheme) {
        try (Talker talker = new Talker(server.port(), "desk" + scheme, "Talker " + scheme)) {
            Chatter anna = desk(server.url() + "#desk" + scheme, scheme);
            check(anna, "entry");
            anna.connect("Anna " + scheme);
            talker.say(3, "hello **you** `code` @Anna " + scheme + " %d https://example.org");
            anna.say("# title\n\n> quote\n\n- list\n\n```\ncode\n```").sees("quote");
            check(anna, "talk");
            anna.message("quote").hover();
            assertThat(anna.button("Copy link")).isVisible();
            check(anna, "message actions");
            for (String dialog : List.of("Invite", "Settings")) {
                anna.button(dialog).click();
                assertThat(anna.dialog()).isVisible();
                check(anna, dialog);
                anna.button("Close").click();
                assertThat(anna.dialog()).hasCount(0);
            }
            for (String keys : List.of("?", "Control+k")) {
                anna.log().focus();
                assertThat(anna.log()).isFocused();
                anna.page().keyboard().press(keys);
                assertThat(anna.dialog()).isVisible();
                check(anna, keys);
                anna.button("Close").click();
                assertThat(anna.dialog()).hasCount(0);
            }
            anna.messageBox().pressSequentially("@tal");
            assertThat(anna.page().getByRole(AriaRole.LISTBOX)).isVisible();
            check(anna, "completion");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void onAPhone(ColorScheme scheme) {
        Chatter anna = phone(server.url() + "#phone" + scheme, scheme);
        check(anna, "entry");
        anna.connect("Phone " + scheme).say("hello").sees("hello");
        check(anna, "talk");
        anna.page().getByTitle("People").click();
        assertThat(anna.dialog()).isVisible();
        check(anna, "people");
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void whenTheConnectionIsLost(ColorScheme scheme) {
        try (ServerProcess own = ServerProcess.start("--idle-timeout", "6s")) {
            Chatter anna = desk(own.url(), scheme).connect("Anna");
            assertThat(anna.button("I'm here")).isVisible();
            check(anna, "idle warning");
            assertThat(anna.dialog()).isVisible();
            check(anna, "idle dialog");
            anna.button("Reconnect").click();
            anna.waitUntilConnected();
            own.kill();
            assertThat(anna.text("Reconnecting…")).isVisible();
            anna.say("pending");
            check(anna, "reconnecting");
        }
    }

    private static void check(Chatter chatter, String state) {
        // Colours are judged when nothing fades in or out.
        chatter.page().emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        if (!Boolean.TRUE.equals(chatter.page().evaluate("() => 'axe' in window"))) {
            chatter.page().evaluate(axe);
        }
        @SuppressWarnings("unchecked")
        List<String> violations = (List<String>) chatter.page().evaluate(RUN);
        assertThat(violations).as(state).isEmpty();
    }
}
