package io.nettychat.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;

/** Someone who uses the page by what can be seen and heard of it: roles, names and texts. */
final class Chatter {
    private final Page page;

    Chatter(Page page) {
        this.page = page;
    }

    Chatter visit(String url) {
        page.navigate(url);
        return this;
    }

    Chatter connect(String name) {
        nameBox().fill(name);
        button("Connect").click();
        assertThat(messageBox()).isVisible();
        return waitUntilConnected();
    }

    Chatter waitUntilConnected() {
        // As long as a server takes to start on a busy machine, and the longest wait between two attempts.
        assertThat(page.getByText("Connected", new Page.GetByTextOptions().setExact(true)))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(40_000));
        return this;
    }

    Chatter say(String text) {
        messageBox().fill(text);
        button("Send").click();
        return this;
    }

    /** Waits until somebody's words stand in the list, once. */
    Chatter sees(String text) {
        assertThat(message(text)).hasCount(1);
        return this;
    }

    Chatter goTo(String room) {
        page.keyboard().press("Control+k");
        textbox("Room").fill(room);
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.HEADING).first()).containsText(room);
        return this;
    }

    /** Scrolls up until it comes into view, or the beginning. */
    Chatter scrollUpTo(Locator wanted) {
        log().hover();
        for (int i = 0; i < 300 && wanted.count() == 0; i++) {
            page.mouse().wheel(0, -700);
            page.waitForTimeout(30);
        }
        assertThat(wanted).hasCount(1);
        return this;
    }

    Locator message(String text) {
        return log().locator(".text").filter(new Locator.FilterOptions().setHasText(text));
    }

    Locator log() {
        return page.getByRole(AriaRole.LOG, new Page.GetByRoleOptions().setName("Messages"));
    }

    Locator messageBox() {
        return textbox("Message");
    }

    Locator nameBox() {
        return textbox("Name");
    }

    Locator textbox(String name) {
        return page.getByRole(
                AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator list(String name) {
        return page.getByRole(
                AriaRole.LIST, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator dialog() {
        return page.getByRole(AriaRole.DIALOG);
    }

    Locator text(String text) {
        return page.getByText(text);
    }

    Page page() {
        return page;
    }

    BrowserContext context() {
        return page.context();
    }
}
