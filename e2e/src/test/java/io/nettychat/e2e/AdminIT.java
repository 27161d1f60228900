package io.nettychat.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.nettychat.server.ChatServer;
import org.junit.jupiter.api.Test;

/** The page for administrators, used by what can be seen of it. */
class AdminIT extends BrowserTest {
    private static final String TOKEN = "a-token-that-is-long-enough";

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    @Test
    void administratorModerates() {
        try (ChatServer server = ChatServer.builder().port(0).adminToken(TOKEN).start()) {
            String url = "http://127.0.0.1:" + server.port() + "/";
            Chatter ann = desk(url + "#lobby").connect("Ann");
            Chatter bob = desk(url + "#lobby").connect("Bob");
            ann.say("Hello everybody");
            bob.sees("Hello everybody").say("Something that must go");
            ann.sees("Something that must go");

            Page admin = desk(url + "admin").page();
            admin.getByLabel("Token").fill(TOKEN);
            button(admin, "Sign in").click();
            assertThat(button(admin, "#lobby")).isVisible();
            assertThat(admin.getByText("Something that must go")).isVisible();
            admin.screenshot(
                    new Page.ScreenshotOptions().setPath(screenshot("admin")).setFullPage(true));

            button(admin, "Delete message 2").click();
            assertThat(admin.getByRole(AriaRole.STATUS)).hasText("Deleted.");
            assertThat(admin.getByText("Something that must go")).hasCount(0);
            button(admin, "Ban Bob").first().click();
            assertThat(admin.getByRole(AriaRole.STATUS)).hasText("Bob is banned for an hour.");
            assertThat(admin.getByRole(
                            AriaRole.HEADING,
                            new Page.GetByRoleOptions().setName("Banned").setExact(true)))
                    .isVisible();
            assertThat(button(admin, "Kick Bob")).hasCount(0);
        }
    }
}
