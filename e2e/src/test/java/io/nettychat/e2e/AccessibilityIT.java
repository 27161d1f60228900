package io.nettychat.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What axe-core finds wrong, in every state of the page, in light and in dark: nothing. */
class AccessibilityIT extends BrowserTest {
    @AutoClose
    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.start("--rate-limit", "0");
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

    @Test
    void whatIsTouchedIsLargeEnough() {
        String room = "a-room-with-a-long-name";
        try (Talker talker = new Talker(server.port(), room, "Maximiliane-von-und-zu-Hohenfels");
                Talker other = new Talker(server.port(), "second", "Somebody")) {
            talker.say("hello");
            Chatter anna = open(
                    "about:blank",
                    new Browser.NewContextOptions()
                            .setViewportSize(320, 568)
                            .setIsMobile(true)
                            .setHasTouch(true));
            Roles.give(anna, "moderator");
            anna.visit(server.url() + "#second").connect("Thumb").goTo(room).sees("hello");
            other.say("something unread");
            assertThat(anna.page().getByTitle("Next unread room (Alt+A)")).isVisible();
            isLargeEnough(anna, "talk");
            anna.message("hello").click();
            assertThat(anna.button("Moderate")).isVisible();
            isLargeEnough(anna, "message actions");
            anna.button("Moderate").click();
            assertThat(anna.dialog()).isVisible();
            isLargeEnough(anna, "moderation");
            anna.button("Close").click();
            for (String title : List.of("Switch rooms (Ctrl+K)", "People", "Invite", "Settings")) {
                assertThat(anna.dialog()).hasCount(0);
                anna.page().getByTitle(title).click();
                assertThat(anna.dialog()).isVisible();
                isLargeEnough(anna, title);
                anna.button("Close").click();
            }
        }
    }

    /** 44 pixels, with what belongs to it around it; and not beyond the edge of the screen. */
    private static void isLargeEnough(Chatter chatter, String state) {
        @SuppressWarnings("unchecked")
        List<String> small = (List<String>) chatter.page().evaluate("""
                () => {
                  const found = [];
                  const look = (root) => {
                    for (const element of root.querySelectorAll('*')) {
                      if (element.shadowRoot) look(element.shadowRoot);
                      if (!element.matches('button, input, textarea, [role=option]')) continue;
                      const target = element.closest('label') ?? element;
                      if (!target.checkVisibility({ visibilityProperty: true })) continue;
                      const { width, height, left, right } = target.getBoundingClientRect();
                      const around = -2 * (parseFloat(getComputedStyle(target, '::after').inset) || 0);
                      const fits = left >= 0 && right <= innerWidth + 0.5;
                      if (width + around < 43.5 || height + around < 43.5 || !fits) found.push(
                        `${target.ariaLabel ?? target.title ?? ''} ${target.textContent.trim()} ${width}x${height} at ${left}`);
                    }
                  };
                  look(document);
                  return found;
                }
                """);
        assertThat(small).as(state).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void forAModerator(ColorScheme scheme) {
        String room = "watched" + scheme;
        try (Talker talker = new Talker(server.port(), room, "Noisy " + scheme)) {
            talker.say("something nobody wants to read");
            for (boolean small : new boolean[] {false, true}) {
                Chatter mod = small ? phone("about:blank", scheme) : desk("about:blank", scheme);
                Roles.give(mod, "owner");
                mod.visit(server.url() + "#" + room).connect("Mod " + scheme + small);
                mod.sees("something nobody").message("something nobody").click();
                check(mod, "message actions of a moderator");
                mod.button("Moderate").click();
                assertThat(mod.dialog()).containsText("something nobody wants to read");
                check(mod, "a message");
                shoot(mod, "moderation-" + (small ? "phone-" : "desk-") + scheme);
                mod.button("Close").click();
                assertThat(mod.dialog()).hasCount(0);
                if (small) {
                    mod.page().getByTitle("People").click();
                }
                mod.button("Moderate Noisy " + scheme).click();
                assertThat(mod.button("Mute for 10 minutes")).isVisible();
                assertThat(mod.button("Delete the message")).hasCount(0);
                check(mod, "a person");
            }
        }
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
        Axe.check(chatter.page(), state);
    }
}
