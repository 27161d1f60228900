package io.nettychat.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.WebSocketRoute;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What moderators see, and others do not. The wire is played between page and server, so that it fits any server. */
class ModerationIT extends BrowserTest {
    private static final Pattern DELETE = Pattern.compile("\"action\":\"delete\",\"seq\":(\\d+)");

    @AutoClose
    private static ServerProcess server;

    private final List<String> measures = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() {
        server = ServerProcess.start();
    }

    @Test
    void aModeratorDeletesAMessage() {
        try (Talker talker = new Talker(server.port(), "watched", "Rude")) {
            talker.say("something nobody wants to read");
            Chatter mod = desk("about:blank");
            mod.page().routeWebSocket(Pattern.compile("/chat$"), this::withRole);
            mod.visit(server.url() + "#watched").connect("Mod").sees("something nobody wants to read");

            mod.message("something nobody").hover();
            mod.button("Moderate").click();
            assertThat(mod.dialog()).containsText("something nobody wants to read");
            shoot(mod, "moderation");
            mod.button("Delete the message").click();

            mod.sees("Message deleted");
            assertThat(mod.message("something nobody wants to read")).hasCount(0);
            assertThat(mod.dialog()).hasCount(0);
            mod.message("Message deleted").hover();
            assertThat(mod.button("Copy text")).hasCount(0);
            assertThat(mod.log()).not().containsText("missing");
        }
    }

    @Test
    void aModeratorMutesSomebody() {
        try (Talker talker = new Talker(server.port(), "loud", "Noisy")) {
            talker.say("la la la");
            Chatter mod = desk("about:blank");
            mod.page().routeWebSocket(Pattern.compile("/chat$"), this::withRole);
            mod.visit(server.url() + "#loud").connect("Mod Two");

            mod.button("Moderate Noisy").click();
            mod.button("Mute for 10 minutes").click();

            assertThat(mod.text("Noisy is muted for 10 minutes")).isVisible();
            assertThat(measures).singleElement().asString().contains("\"mute\"").contains("\"seconds\":600");
        }
    }

    @Test
    void whoIsTakenOutOfARoomIsToldWhyAndMayAskToComeBack() {
        Chatter anna = desk("about:blank");
        anna.page().routeWebSocket(Pattern.compile("/chat$"), page -> {
            WebSocketRoute real = page.connectToServer();
            page.onMessage(frame -> {
                if (frame.text().contains("remove me")) {
                    page.send("{\"type\":\"left\",\"room\":\"door\",\"reason\":\"A moderator removed you.\"}");
                } else {
                    real.send(frame.text());
                }
            });
        });
        anna.visit(server.url() + "#door").connect("Anna Out").say("hello").sees("hello");

        anna.say("remove me");
        assertThat(anna.page().getByRole(AriaRole.ALERT)).containsText("A moderator removed you.");
        anna.sees("hello").button("Join again").click();

        assertThat(anna.button("Join again")).hasCount(0);
        assertThat(anna.list("People")).containsText("Anna Out");
    }

    @Test
    void whatWasBegunIsKeptForTheReturn() {
        Chatter anna = desk("about:blank");
        WebSocketRoute[] wire = new WebSocketRoute[1];
        anna.page().routeWebSocket(Pattern.compile("/chat$"), page -> {
            wire[0] = page;
            page.connectToServer();
        });
        anna.visit(server.url() + "#gate").connect("Anna Gone").say("hello").sees("hello");
        anna.messageBox().fill("half a sent");

        wire[0].send("{\"type\":\"left\",\"room\":\"gate\",\"reason\":\"A moderator removed you.\"}");

        assertThat(anna.page().getByRole(AriaRole.ALERT)).containsText("A moderator removed you.");
        assertThat(anna.messageBox())
                .hasAccessibleDescription("You are not in this room: what you wrote is kept, join again to send it.");
        anna.messageBox().pressSequentially("ence");
        anna.messageBox().press("Enter");
        anna.button("Send").click(new Locator.ClickOptions().setForce(true));
        assertThat(anna.messageBox()).hasValue("half a sentence");
        assertThat(anna.message("half a sentence")).hasCount(0);
        Axe.check(anna.page(), "removed");
        shoot(anna, "removed");

        anna.button("Join again").click();
        assertThat(anna.messageBox()).hasAccessibleDescription("");
        anna.messageBox().press("Enter");
        anna.sees("half a sentence");
    }

    @Test
    void whoIsNotLetInIsToldSoAndKeepsTheText() {
        Chatter anna = desk("about:blank");
        boolean[] banned = {true};
        anna.page().routeWebSocket(Pattern.compile("/chat$"), page -> {
            WebSocketRoute real = page.connectToServer();
            page.onMessage(frame -> {
                if (banned[0] && frame.text().contains("\"type\":\"join\"")) {
                    String id = frame.text().replaceFirst(".*\"id\":\"([^\"]+)\".*", "$1");
                    page.send("{\"type\":\"error\",\"id\":\"" + id
                            + "\",\"room\":\"shut\",\"code\":\"forbidden\",\"reason\":\"You are banned.\"}");
                } else {
                    real.send(frame.text());
                }
            });
        });
        anna.visit(server.url() + "#shut").connect("Anna Banned");
        assertThat(anna.page().getByRole(AriaRole.ALERT)).containsText("You are banned.");

        anna.messageBox().fill("let me in");
        anna.messageBox().press("Enter");
        assertThat(anna.messageBox()).hasValue("let me in");
        banned[0] = false;
        anna.button("Join again").click();
        assertThat(anna.button("Join again")).hasCount(0);
        anna.messageBox().press("Enter");
        anna.sees("let me in");
    }

    @Test
    void othersSeeNothingOfIt() {
        try (Talker talker = new Talker(server.port(), "calm", "Kind")) {
            talker.say("hello there");
            Chatter anna = desk(server.url() + "#calm").connect("Anna").sees("hello there");

            anna.message("hello there").hover();

            assertThat(anna.button("Copy text")).isVisible();
            assertThat(anna.button("Moderate")).hasCount(0);
            assertThat(anna.button("Moderate Kind")).hasCount(0);
        }
    }

    /** The server, as one that gave this user a role and takes every measure. */
    private void withRole(WebSocketRoute page) {
        WebSocketRoute real = page.connectToServer();
        real.onMessage(frame -> page.send(Roles.withRole(frame.text(), "moderator")));
        page.onMessage(frame -> {
            String text = frame.text();
            if (!text.startsWith("{\"type\":\"mod\"")) {
                real.send(text);
                return;
            }
            measures.add(text);
            String id = text.replaceFirst(".*\"id\":\"([^\"]+)\".*", "$1");
            Matcher delete = DELETE.matcher(text);
            if (delete.find()) {
                int seq = Integer.parseInt(delete.group(1));
                page.send("{\"type\":\"deleted\",\"id\":\"" + id + "\",\"room\":\"watched\",\"seq\":" + (seq + 1)
                        + ",\"target\":" + seq + ",\"time\":1,\"user\":\"m\",\"name\":\"Mod\"}");
            } else {
                page.send("{\"type\":\"ack\",\"id\":\"" + id + "\"}");
            }
        });
    }
}
