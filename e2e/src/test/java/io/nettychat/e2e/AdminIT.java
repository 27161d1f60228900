package io.nettychat.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.LoadState;
import io.nettychat.model.Limits;
import io.nettychat.server.ChatServer;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page for administrators, used by what can be seen of it. */
class AdminIT extends BrowserTest {
    private static final String TOKEN = "a-token-that-is-long-enough";

    private ChatServer server;
    private String url;

    @BeforeEach
    void start() {
        server = ChatServer.builder()
                .port(0)
                .adminToken(TOKEN)
                .hub(hub -> hub.limits(Limits.builder().rate(0).build()))
                .start();
        url = "http://127.0.0.1:" + server.port() + "/";
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void administratorModerates() {
        Chatter ann = desk(url + "#lobby").connect("Ann");
        Chatter bob = desk(url + "#lobby").connect("Bob");
        ann.say("Hello everybody");
        bob.sees("Hello everybody").say("Something that must go");
        ann.sees("Something that must go");

        Page admin = signIn(desk(url + "admin"));
        assertThat(button(admin, "#lobby")).isVisible();
        assertThat(admin.getByText("Something that must go")).isVisible();

        button(admin, "Delete message 2").click();
        assertThat(admin.getByRole(AriaRole.STATUS)).hasText("Deleted.");
        assertThat(admin.getByText("Something that must go")).hasCount(0);
        button(admin, "Ban Bob").first().click();
        assertThat(admin.getByRole(AriaRole.STATUS)).hasText("Bob is banned for an hour.");
        assertThat(list(admin, "Banned")).containsText("Bob");
        assertThat(button(admin, "Kick Bob")).hasCount(0);
    }

    @Test
    void theFirstLookShowsTheRoomToo() {
        try (Talker talker = new Talker(server.port(), "lobby", "Ann")) {
            talker.say("Hello everybody");
            Chatter desk = desk(url + "admin");
            stopTheClock(desk);

            Page admin = signIn(desk);

            assertThat(list(admin, "People (1)")).containsText("Ann");
            assertThat(admin.getByText("Hello everybody")).isVisible();
        }
    }

    @Test
    void saysWhoTalksMostOfWhat() {
        try (Talker ann = new Talker(server.port(), "lobby", "Ann");
                Talker bob = new Talker(server.port(), "lobby", "Bob")) {
            bob.say("one");
            ann.say(3, "number %d");

            Page admin = signIn(desk(url + "admin"));

            Locator talkers = list(admin, "Who talks most of the last 4 messages");
            assertThat(talkers.getByRole(AriaRole.LISTITEM).first()).containsText("Ann 3 messages");
            assertThat(talkers.getByRole(AriaRole.LISTITEM).last()).containsText("Bob 1 message");
            ann.say("more");
            assertThat(list(admin, "Who talks most of the last 5 messages")).containsText("Ann 4 messages");
        }
    }

    @Test
    void namesTheSlowReaderAndLeadsToTheRoom() {
        try (Sleeper sleeper = new Sleeper(server.port(), "busy", "Sleepy");
                Talker talker = new Talker(server.port(), "busy", "Talker")) {
            await().until(() -> server.hub()
                            .room("busy")
                            .members()
                            .toCompletableFuture()
                            .join()
                            .size()
                    == 2);
            Page admin = signIn(desk(url + "admin"));
            assertThat(region(admin, "Slow readers")).containsText("Everybody keeps up.");

            talker.say(4000, "%d " + "x".repeat(3000));

            Locator slow = region(admin, "Slow readers");
            assertThat(slow).containsText(sleeper.name(), within(20_000));
            assertThat(slow).containsText("behind");
            slow.getByRole(AriaRole.BUTTON).click();
            assertThat(button(admin, "Kick Sleepy").first()).isVisible();
            admin.screenshot(new Page.ScreenshotOptions()
                    .setPath(screenshot("admin-slow"))
                    .setFullPage(true));
        }
    }

    @Test
    void aRoomThatIsChosenIsShownAtOnceAndAskedForOnceInAWhile() {
        try (Talker ann = new Talker(server.port(), "first", "Ann");
                Talker bob = new Talker(server.port(), "second", "Bob")) {
            ann.say("in the first");
            bob.say("in the second");
            Chatter desk = desk(url + "admin");
            stopTheClock(desk);
            Page admin = signIn(desk);
            for (int i = 0; i < 5; i++) {
                button(admin, "#second").click();
                assertThat(admin.getByText("in the second")).isVisible();
                button(admin, "#first").click();
                assertThat(admin.getByText("in the first")).isVisible();
            }
            admin.waitForLoadState(LoadState.NETWORKIDLE);

            int[] looks = {0};
            admin.onRequest(request -> looks[0] += request.url().endsWith("/api/slow") ? 1 : 0);
            admin.waitForResponse(
                    response -> response.url().endsWith("/mutes"),
                    () -> admin.clock().runFor(2100));

            assertThat(looks[0]).isEqualTo(1);
        }
    }

    @Test
    void nothingMovesUnderAMouseThatIsOnItsWay() {
        try (Talker ann = new Talker(server.port(), "lobby", "Ann")) {
            ann.say("before");
            Chatter desk = desk(url + "admin");
            stopTheClock(desk);
            Page admin = signIn(desk);
            assertThat(admin.getByText("before")).isVisible();
            region(admin, "Room lobby").hover();
            int[] looks = {0, 0};
            admin.onRequest(request -> {
                looks[0] += request.url().endsWith("/api/slow") ? 1 : 0;
                looks[1] += request.url().endsWith("/mutes") ? 1 : 0;
            });
            ann.say("meanwhile");

            for (int way = 0; looks[0] < 3; way = (way + 1) % 40) {
                admin.mouse().move(900 + way, 300);
                passASecond(admin);
            }
            assertThat(looks[1]).isZero();
            assertThat(admin.getByText("meanwhile")).hasCount(0);

            while (looks[1] == 0) {
                passASecond(admin);
            }
            assertThat(admin.getByText("meanwhile")).isVisible();
        }
    }

    @Test
    void whatIsDoneAfterTheSignOutSaysNothing() {
        try (Talker ann = new Talker(server.port(), "lobby", "Ann")) {
            ann.say("Hello everybody");
            Page admin = signIn(desk(url + "admin"));
            Route[] held = {null};
            admin.route("**/mute", route -> held[0] = route);
            button(admin, "Mute Ann").first().click();
            await().pollInSameThread().until(() -> {
                admin.waitForTimeout(20);
                return held[0] != null;
            });

            button(admin, "Sign out").click();
            admin.waitForResponse("**/mute", () -> held[0].resume());

            admin.evaluate("() => fetch('healthz').then(() => fetch('healthz'))"); // the answer has been read, and more
            assertThat(admin.getByRole(AriaRole.ALERT)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void isFineForEverybodyOnADeskAndOnAPhone(ColorScheme scheme) {
        try (Talker ann = new Talker(server.port(), "lobby", "Ann");
                Talker other = new Talker(
                        server.port(),
                        "a-room-with-a-name-that-is-too-long-for-a-phone",
                        "Maximiliane-von-und-zu-Hohenfels")) {
            ann.say("Hello everybody");
            ann.say("x".repeat(900));
            other.say("سلام");

            for (Chatter administrator : new Chatter[] {desk(url + "admin", scheme), phone(url + "admin", scheme)}) {
                Page admin = administrator.page();
                String size = admin.viewportSize().width > 600 ? "desk" : "phone";
                Axe.check(admin, "sign in, " + size);
                signIn(administrator);
                for (String room : new String[] {"#a-room-with-a-name-that-is-too-long-for-a-phone", "#lobby"}) {
                    button(admin, room).click();
                    assertThat(region(admin, "Room " + room.substring(1))).isVisible();
                    Axe.check(admin, room + ", " + size);
                    assertThat((Integer)
                                    admin.evaluate("() => { const page = document.querySelector('netty-chat-admin');"
                                            + " return page.scrollWidth - page.clientWidth; }"))
                            .as("wider than the screen")
                            .isZero();
                }
                admin.screenshot(new Page.ScreenshotOptions()
                        .setPath(
                                screenshot("admin-" + size + "-" + scheme.name().toLowerCase(Locale.ROOT))));
            }
        }
    }

    /** From here on there is no second look. */
    private static void stopTheClock(Chatter chatter) {
        chatter.page().clock().install();
        chatter.page().clock().pauseAt(System.currentTimeMillis() + 1000);
    }

    private static void passASecond(Page page) {
        page.clock().runFor(1000);
        page.waitForTimeout(50); // of the driver: lets it hand on what was asked for
    }

    private static Page signIn(Chatter administrator) {
        Page page = administrator.page();
        page.getByLabel("Token").fill(TOKEN);
        button(page, "Sign in").click();
        return page;
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator list(Page page, String name) {
        return page.getByRole(AriaRole.LIST, new Page.GetByRoleOptions().setName(name));
    }

    private static Locator region(Page page, String name) {
        return page.getByRole(
                AriaRole.REGION, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static LocatorAssertions.ContainsTextOptions within(double millis) {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(millis);
    }
}
