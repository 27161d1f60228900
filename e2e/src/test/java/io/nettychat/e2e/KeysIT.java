package io.nettychat.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole chat without a mouse. */
class KeysIT extends BrowserTest {
    @AutoClose
    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.start();
    }

    @Test
    void fromTheFirstKeyToTheLast() {
        Chatter anna = desk(server.url() + "#keys");
        Keyboard keys = anna.page().keyboard();
        assertThat(anna.nameBox()).isFocused();
        keys.type("Key");
        keys.press("Enter");
        anna.waitUntilConnected();
        assertThat(anna.messageBox()).isFocused();
        keys.type("line one");
        keys.press("Shift+Enter");
        keys.type("line two");
        keys.press("Enter");
        anna.sees("line one");
        assertThat(anna.message("line one")).containsText("line two");
        keys.press("ArrowUp");
        assertThat(anna.messageBox()).hasValue("line one\nline two");
        assertThat(anna.messageBox()).isFocused();
    }

    @Test
    void theListIsWalkedMessageByMessage() {
        Chatter anna = desk(server.url() + "#walk").connect("Walker").say("one").sees("one");
        anna.say("two").sees("two");
        anna.log().focus();
        Keyboard keys = anna.page().keyboard();

        keys.press("ArrowUp");
        assertThat(anna.log().locator(".msg:focus")).containsText("two");
        keys.press("ArrowUp");
        assertThat(anna.log().locator(".msg:focus")).containsText("one");
        // The buttons move to the message with the next frame; those of the one before can still be seen.
        assertThat(anna.log().locator(".msg:focus [aria-label='Copy link']")).isVisible();
        keys.press("Tab");
        assertThat(anna.button("Quote")).isFocused();
        keys.press("Enter");
        assertThat(anna.messageBox()).hasValue("> one\n\n");
    }

    @Test
    void aKeyRightAfterADialogWasClosedOpensTheNext() {
        Chatter anna = desk(server.url() + "#quick").connect("Quick");
        anna.button("Settings").click();
        assertThat(anna.dialog()).isVisible();

        anna.button("Close")
                .evaluate("button => { button.click();"
                        + " document.dispatchEvent(new KeyboardEvent('keydown', { key: '?' })); }");

        assertThat(anna.dialog()).isVisible();
        assertThat(anna.dialog()).hasAccessibleName("Help");
    }

    @Test
    void dialogsOpenAndCloseAndGiveTheFocusBack() {
        Chatter anna = desk(server.url() + "#dialogs").connect("Dialog");
        Keyboard keys = anna.page().keyboard();

        keys.press("Control+k");
        assertThat(anna.dialog()).isVisible();
        assertThat(anna.textbox("Room")).isFocused();
        keys.press("Escape");
        assertThat(anna.dialog()).hasCount(0);
        assertThat(anna.messageBox()).isFocused();

        anna.log().focus();
        keys.press("?");
        assertThat(anna.dialog()).containsText("New line");
        keys.press("Escape");
        assertThat(anna.dialog()).hasCount(0);
        assertThat(anna.log()).isFocused();
    }

    @Test
    void aDialogThatIsDoneGivesTheFocusBackToo() {
        Chatter anna = desk(server.url() + "#renamed").connect("Before");
        Keyboard keys = anna.page().keyboard();
        anna.page().getByTitle("Change name").focus();
        keys.press("Enter");
        assertThat(anna.textbox("New name")).isFocused();
        anna.textbox("New name").fill("Meanwhile");
        keys.press("Enter");
        assertThat(anna.dialog()).hasCount(0);
        assertThat(anna.page().getByTitle("Change name")).isFocused();

        anna.button("Settings").focus();
        keys.press("Enter");
        anna.dialog().getByText("Change name").click();
        assertThat(anna.textbox("New name")).isFocused();
        anna.textbox("New name").fill("Afterwards");
        keys.press("Enter");
        assertThat(anna.dialog()).hasCount(0);
        assertThat(anna.button("Settings")).isFocused();
        assertThat(anna.list("People")).containsText("Afterwards");
    }

    @Test
    void aQuestionMarkInAMessageIsAQuestionMark() {
        Chatter anna = desk(server.url() + "#question").connect("Asker");

        anna.page().keyboard().type("why?");

        assertThat(anna.messageBox()).hasValue("why?");
        assertThat(anna.dialog()).hasCount(0);
    }

    @Test
    void roomsAreSwitchedWithAltAndArrows() {
        Chatter anna = desk(server.url() + "#alpha").connect("Switcher");
        Keyboard keys = anna.page().keyboard();
        keys.press("Control+k");
        keys.type("beta");
        keys.press("Enter");
        assertThat(anna.page()).hasURL(Pattern.compile("#beta$"));

        keys.press("Alt+ArrowUp");

        assertThat(anna.page()).hasURL(Pattern.compile("#alpha$"));
        anna.page().goBack();
        assertThat(anna.page()).hasURL(Pattern.compile("#beta$"));
        assertThat(anna.page().getByRole(AriaRole.HEADING).first()).containsText("beta");
    }

    @Test
    void everyRoomKeepsItsDraft() {
        Chatter anna = desk(server.url() + "#draft-a").connect("Drafter");
        Keyboard keys = anna.page().keyboard();
        keys.type("half a thought");
        keys.press("Control+k");
        keys.type("draft-b");
        keys.press("Enter");
        assertThat(anna.page()).hasURL(Pattern.compile("#draft-b$"));
        assertThat(anna.messageBox()).hasValue("");

        keys.press("Alt+ArrowUp");

        assertThat(anna.messageBox()).hasValue("half a thought");
        anna.page().reload();
        assertThat(anna.messageBox()).hasValue("half a thought");
    }
}
