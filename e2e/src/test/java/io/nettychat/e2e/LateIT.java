package io.nettychat.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Answers that come when the user has gone on to something else, and keys that come before the next drawing. */
class LateIT extends BrowserTest {
    /** Where the keys go, through all shadow roots. */
    private static final String ACTIVE = """
            const active = () => {
              let element = document.activeElement;
              while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
              return element?.ariaLabel;
            };
            const beforeTheNextKey = async () => {
              for (let i = 0; i < 50; i++) await null;
            };
            """;

    @AutoClose
    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.start("--rate-limit", "0");
    }

    @Test
    void olderMessagesThatComeLateMoveNothingInAnotherRoom() {
        try (Talker first = new Talker(server.port(), "late-a", "Late A");
                Talker second = new Talker(server.port(), "late-b", "Late B")) {
            first.say(300, "line %03d");
            second.say(80, "other %03d");
            Chatter anna = desk("about:blank");
            SlowAnswers answers = new SlowAnswers(anna);
            anna.visit(server.url() + "#late-b")
                    .connect("Reader")
                    .goTo("late-a")
                    .sees("line 300");
            answers.hold("history");
            anna.log().evaluate("list => { list.scrollTop = 0 }");
            answers.await();

            anna.goTo("late-b").sees("other 080");
            answers.release();
            for (String text : List.of("after", "at last")) { // by the second one all of the first has been done
                second.say(text);
                anna.sees(text);
            }

            assertThat(anna.message("at last")).isInViewport();
            assertThat(anna.button("Jump to latest")).hasCount(0);
        }
    }

    @Test
    void olderMessagesThatWereRefusedAreAskedForAgain() {
        try (Talker talker = new Talker(server.port(), "refused", "Patient")) {
            talker.say(120, "line %03d");
        }
        Chatter anna = desk("about:blank");
        SlowAnswers answers = new SlowAnswers(anna);
        anna.visit(server.url() + "#refused").connect("Climber").sees("line 120");
        answers.refuse("history");

        anna.log().evaluate("list => { list.scrollTop = 0 }");

        anna.sees("line 050");
        assertThat(answers.hasRefused()).isTrue();
    }

    @Test
    void whoHasSaidSomethingSinceIsNotTakenToTheMessageOfALink() {
        try (Talker talker = new Talker(server.port(), "wishes", "Wisher")) {
            talker.say(300, "line %03d");
            Chatter anna = desk("about:blank");
            SlowAnswers answers = new SlowAnswers(anna);
            anna.visit(server.url() + "#wishes").connect("Visitor").sees("line 300");
            answers.hold("history");
            follow(anna, "wishes/20");
            answers.await();

            anna.say("here I am").sees("here I am");
            answers.release();
            talker.say("after");

            anna.sees("after");
            assertThat(anna.message("after")).isInViewport();
            assertThat(anna.button("Jump to latest")).hasCount(0);
        }
    }

    @Test
    void aLinkIntoARoomThatIsOpenLeadsToItsMessage() {
        try (Talker talker = new Talker(server.port(), "open-room", "Opener")) {
            talker.say(80, "point %03d");
        }
        Chatter anna = desk(server.url() + "#open-room").connect("Linked").sees("point 080");
        anna.goTo("elsewhere");

        follow(anna, "open-room/40");

        assertThat(anna.message("point 040")).isInViewport();
        assertThat(anna.message("point 080")).not().isInViewport();
    }

    @Test
    void aNameThatIsChangedLateClosesNoOtherDialog() {
        Chatter anna = desk("about:blank");
        SlowAnswers answers = new SlowAnswers(anna);
        anna.visit(server.url() + "#slow-name").connect("Slow");
        answers.hold("name", "presence");
        anna.page().getByTitle("Change name").click();
        anna.textbox("New name").fill("Slowly");
        anna.button("Save").click();
        answers.await();

        anna.button("Close").click();
        assertThat(anna.dialog()).hasCount(0);
        anna.button("Settings").click();
        assertThat(anna.dialog()).isVisible();
        answers.release();

        assertThat(anna.list("People")).containsText("Slowly");
        assertThat(anna.dialog()).hasAccessibleName("Settings");
        assertThat(anna.dialog()).isVisible();
    }

    @Test
    void whatWasWrittenForARoomIsNotSaidInTheNext() {
        Chatter anna = desk(server.url() + "#said-b").connect("Sayer").goTo("said-a");
        anna.messageBox().fill("meant for a");

        anna.messageBox().evaluate("""
                area => {
                  const press = (how) => area.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, composed: true, ...how }));
                  press({ key: 'ArrowUp', altKey: true });
                  press({ key: 'Enter' });
                }
                """);

        assertThat(anna.page()).hasURL(Pattern.compile("#said-b$"));
        anna.say("meant for b").sees("meant for b");
        assertThat(anna.message("meant for a")).hasCount(0);
        anna.goTo("said-a").sees("meant for a");
    }

    @Test
    void whatIsTypedRightAfterTheTurnIsForTheNewRoom() {
        Chatter anna = desk(server.url() + "#typed-b").connect("Quick typist").goTo("typed-a");
        anna.messageBox().fill("half a thought");

        Object box = anna.messageBox().evaluate("async area => {" + ACTIVE + """
                  const key = { key: 'ArrowUp', altKey: true, bubbles: true, composed: true };
                  area.dispatchEvent(new KeyboardEvent('keydown', key));
                  await beforeTheNextKey();
                  return `${active()}: ${area.value}`;
                }
                """);

        assertThat(box).isEqualTo("Message: ");
        anna.goTo("typed-a");
        assertThat(anna.messageBox()).hasValue("half a thought");
    }

    @Test
    void whatIsTypedRightAfterTheSwitcherIsAMessage() {
        Chatter anna = desk(server.url() + "#from").connect("Switching");
        anna.page().keyboard().press("Control+k");
        anna.textbox("Room").fill("to");

        Object focused = anna.textbox("Room").evaluate("async field => {" + ACTIVE + """
                  field.form.requestSubmit();
                  await beforeTheNextKey();
                  return active();
                }
                """);

        assertThat(focused).isEqualTo("Message");
        assertThat(anna.page()).hasURL(Pattern.compile("#to$"));
    }

    @Test
    void onATallScreenTheNewestMessageIsFollowed() {
        try (Talker talker = new Talker(server.port(), "tall", "Tall")) {
            talker.say(200, "line %03d");
            Chatter anna = open(server.url() + "#tall", new Browser.NewContextOptions().setViewportSize(1280, 3000))
                    .connect("Giraffe");
            Locator newest = anna.sees("line 200").message("line 200");
            // More than the reply to the join fits on this screen.
            assertThat(anna.message("line 140")).isInViewport();
            assertThat(newest).isInViewport();

            talker.say("after");

            assertThat(anna.sees("after").message("after")).isInViewport();
            assertThat(anna.button("Jump to latest")).hasCount(0);
        }
    }

    /** As a click on a link does. */
    private static void follow(Chatter chatter, String place) {
        chatter.page().evaluate("place => { location.hash = place }", place);
    }
}
