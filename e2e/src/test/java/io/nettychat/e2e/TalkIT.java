package io.nettychat.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people do all day. */
class TalkIT extends BrowserTest {
    @AutoClose
    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.start("--rate-limit", "0");
    }

    @Test
    void twoPeopleTalk() {
        Chatter anna = desk(server.url() + "#talk").connect("Anna");
        Chatter bob = desk(server.url() + "#talk").connect("Bob");

        anna.say("Hello, Bob").sees("Hello, Bob");
        bob.sees("Hello, Bob").say("Hello, Anna").sees("Hello, Anna");

        anna.sees("Hello, Anna");
        assertThat(anna.list("People")).containsText("Bob");
        assertThat(bob.list("People")).containsText("Anna");
        assertThat(anna.messageBox()).hasValue("");
    }

    @Test
    void aPhoneJoins() {
        Chatter desk = desk(server.url() + "#phones").connect("Desk");
        Chatter phone = phone(server.url() + "#phones").connect("Phone");

        phone.say("On my way").sees("On my way");
        desk.sees("On my way");

        Object width = phone.page().evaluate("() => document.documentElement.scrollWidth");
        assertThat(((Number) width).intValue()).isLessThanOrEqualTo(360);
        phone.page().getByLabel(Pattern.compile("People, ")).click();
        assertThat(phone.dialog()).containsText("Desk");
    }

    @Test
    void whatWasSaidBeforeIsThereOnArrival() {
        desk(server.url() + "#before").connect("Early").say("I was here first").sees("I was here first");

        desk(server.url() + "#before").connect("Late").sees("I was here first");
    }

    @Test
    void aNameThatIsTakenIsSaidSo() {
        desk(server.url() + "#names").connect("Zoe");
        Chatter other = desk(server.url() + "#names");
        other.nameBox().fill("zoe");
        other.button("Connect").click();

        assertThat(other.page().getByRole(AriaRole.ALERT)).containsText("has this name");
        other.connect("Zoe Two");
        assertThat(other.list("People")).containsText("Zoe Two");
    }

    @Test
    void aReloadAsksForNothing() {
        Chatter anna =
                desk(server.url() + "#reload").connect("Reloader").say("before").sees("before");
        Chatter bob = desk(server.url() + "#reload").connect("Watcher");

        anna.page().reload();

        anna.waitUntilConnected().sees("before").say("after").sees("after");
        bob.sees("after");
        assertThat(bob.log()).not().containsText("left");
    }

    @Test
    void aNewNameIsSeenByAll() {
        Chatter anna = desk(server.url() + "#rename").connect("Maria");
        Chatter bob = desk(server.url() + "#rename").connect("Roberto");

        anna.page().getByTitle("Change name").click();
        anna.textbox("New name").fill("Mary");
        anna.button("Save").click();

        assertThat(bob.list("People")).containsText("Mary");
        assertThat(anna.dialog()).hasCount(0);
        anna.say("It is me").sees("It is me");
        assertThat(bob.log()).containsText("Mary");
    }

    @Test
    void roomsKeepTheirOwnTalkAndCountWhatIsUnread() {
        Chatter anna = desk(server.url() + "#first").connect("Rooms A");
        Chatter bob = desk(server.url() + "#second").connect("Rooms B");
        anna.page().keyboard().press("Control+k");
        anna.textbox("Room").fill("second");
        anna.page().keyboard().press("Enter");
        assertThat(anna.page()).hasURL(Pattern.compile("#second$"));
        anna.list("Rooms").getByText("first").click();

        bob.say("one").say("two").sees("two");

        Locator second = anna.list("Rooms")
                .getByRole(AriaRole.LISTITEM)
                .filter(new Locator.FilterOptions().setHasText("second"));
        assertThat(second).containsText(Pattern.compile("2\\s*unread"));
        assertThat(anna.message("one")).hasCount(0);
        assertThat(anna.page()).hasTitle(Pattern.compile("^\\(2\\)"));
        anna.page().keyboard().press("Alt+a");
        anna.sees("two");
        assertThat(anna.log()).containsText("New");
        assertThat(second).not().containsText("unread");
    }

    @Test
    void whatComesInViewIsNotCountedAsUnreadForAMoment() {
        Chatter anna = desk(server.url() + "#in-view").connect("Watchful");
        try (Talker talker = new Talker(server.port(), "in-view", "Steady")) {
            Locator rooms = anna.list("Rooms");
            rooms.evaluate("""
                    list => {
                      list.counts = [];
                      new MutationObserver(() => list.querySelector('.badge') && list.counts.push(list.textContent))
                        .observe(list, { childList: true, subtree: true, characterData: true });
                    }
                    """);

            for (int i = 1; i <= 10; i++) {
                talker.say("line " + i + ".");
                anna.sees("line " + i + ".");
            }

            assertThat(rooms.evaluate("list => list.counts")).isEqualTo(List.of());
        }
    }

    @Test
    void whoIsTypingIsShown() {
        Chatter anna = desk(server.url() + "#typing").connect("Reader");
        Chatter bob = desk(server.url() + "#typing").connect("Writer");

        bob.messageBox().pressSequentially("Well, ");

        assertThat(anna.text("Writer is typing")).isVisible();
        bob.say("Well.").sees("Well.");
        assertThat(anna.text("Writer is typing")).hasCount(0);
    }

    @Test
    void namesAndEmojiAreCompletedAndMentionsStandOut() {
        Chatter anna = desk(server.url() + "#mention").connect("Anna Lena");
        Chatter bob = desk(server.url() + "#mention").connect("Bo");

        bob.messageBox().pressSequentially("Hey @ann");
        bob.page().keyboard().press("Enter");
        bob.messageBox().pressSequentially("look :tada:");
        bob.page().keyboard().press("Enter");

        anna.sees("Hey @Anna Lena look 🎉");
        assertThat(anna.log().locator(".mention.me")).hasText("@Anna Lena");
    }

    @Test
    void olderMessagesComeAsOneScrollsUpAndNothingJumps() {
        Chatter anna = desk(server.url() + "#long").connect("Scroller");
        try (Talker talker = new Talker(server.port(), "long", "Historian")) {
            talker.say(400, "line %03d");
        }
        anna.sees("line 400");
        anna.page().reload();
        anna.waitUntilConnected().sees("line 400");

        anna.scrollUpTo(anna.message("line 001"));

        anna.button("Jump to latest").click();
        assertThat(anna.message("line 400")).isInViewport();
        assertThat(anna.message("line 001")).hasCount(0);
    }

    @Test
    void whoGoesUpInSmallStepsReachesTheBeginningToo() {
        try (Talker talker = new Talker(server.port(), "steps", "Stepper")) {
            talker.say(400, "line %03d");
        }
        Chatter anna = desk(server.url() + "#steps").connect("Climber").sees("line 400");

        anna.log().evaluate("""
                async list => {
                  for (let i = 0; i < 600 && !list.textContent.includes('line 001'); i++) {
                    list.scrollTop -= 400;
                    await new Promise(requestAnimationFrame);
                  }
                }
                """);

        anna.sees("line 001");
    }

    @Test
    void theNewestStaysInViewWhenTheListShrinksWhileItScrolls() {
        Chatter anna = desk(server.url() + "#shrink").connect("Follower");
        try (Talker talker = new Talker(server.port(), "shrink", "Shrinker")) {
            talker.say(60, "line %03d");
            anna.sees("line 060");

            anna.log()
                    .evaluate("list => { list.style.maxHeight = (list.clientHeight - 100) + 'px';"
                            + " list.dispatchEvent(new Event('scroll')); }");
            talker.say("after");

            assertThat(anna.message("after")).isInViewport();
            assertThat(anna.button("Jump to latest")).hasCount(0);
        }
    }

    @Test
    void aLinkLeadsToItsMessage() {
        try (Talker talker = new Talker(server.port(), "links", "Linker")) {
            talker.say(300, "point %03d");
        }

        Chatter anna = desk(server.url() + "#links/120").connect("Visitor");

        assertThat(anna.message("point 120")).isInViewport();
        assertThat(anna.message("point 300")).not().isInViewport();
        assertThat(anna.button("Jump to latest")).isVisible();
    }

    @Test
    void aLinkToAMessageThatIsNotThereSaysSo() {
        Chatter anna = desk(server.url() + "#links/999999").connect("Seeker");

        assertThat(anna.text("The message of this link is not kept any more.")).isVisible();
        anna.say("still fine").sees("still fine");
    }

    @Test
    void whatCanBeDoneWithTheTopmostMessageIsInView() {
        Chatter anna = phone(server.url() + "#top").connect("Toucher");
        try (Talker talker = new Talker(server.port(), "top", "Topper")) {
            talker.say(60, "line %03d");
        }
        anna.sees("line 060").log().hover();
        anna.page().mouse().wheel(0, -300);
        assertThat(anna.button("Jump to latest")).isVisible();
        Locator line = anna.message("line 040");
        line.evaluate("line => { const list = line.closest('.scroller');"
                + " list.scrollTop += line.getBoundingClientRect().top - list.getBoundingClientRect().top; }");

        line.click();

        assertThat(anna.button("Copy link")).isInViewport(new LocatorAssertions.IsInViewportOptions().setRatio(1));
        anna.button("Copy link").click(new Locator.ClickOptions().setTrial(true)); // nothing lies above it
    }

    @Test
    void aBusyRoomDoesNotBlockTyping() {
        Chatter anna = desk(server.url() + "#busy").connect("Typist");
        try (Talker talker = new Talker(server.port(), "busy", "Crowd")) {
            talker.sayInBackground(3000, "noise %04d");
            anna.messageBox().pressSequentially("calm in the storm");
            assertThat(anna.messageBox()).hasValue("calm in the storm");
            assertThat(anna.message("noise 3000"))
                    .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(20_000));
        }
        int drawn = anna.log().locator(".msg").count();
        assertThat(drawn).isLessThanOrEqualTo(250);
    }
}
