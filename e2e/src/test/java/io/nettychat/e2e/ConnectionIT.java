package io.nettychat.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.LoadState;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections that break, servers that go away, and users who do. */
class ConnectionIT extends BrowserTest {
    @Test
    void theServerIsKilledAndComesBack() {
        try (ServerProcess server = ServerProcess.start()) {
            Chatter anna = desk(server.url()).connect("Anna").say("before").sees("before");

            server.kill();
            assertThat(anna.text("Reconnecting…")).isVisible();
            anna.say("meanwhile").sees("meanwhile");
            shoot(anna, "reconnecting");
            server.startAgain();

            anna.waitUntilConnected();
            assertThat(anna.text("Reconnecting…")).hasCount(0);
            anna.sees("before").sees("meanwhile").say("after").sees("after");
            assertThat(anna.log().locator(".pending")).hasCount(0);
            Chatter bob = desk(server.url()).connect("Bob");
            bob.sees("meanwhile").sees("after");
        }
    }

    @Test
    void aDeploymentIsABannerAndNothingMore() {
        try (ServerProcess server = ServerProcess.start()) {
            Chatter anna = desk(server.url()).connect("Anna").say("before").sees("before");

            server.terminate();
            assertThat(anna.text("Reconnecting…")).isVisible();
            assertThat(anna.dialog()).hasCount(0);
            anna.say("first meanwhile").say("second meanwhile").sees("second meanwhile");
            server.startAgain();

            anna.waitUntilConnected().say("after").sees("after").sees("before");
            assertThat(anna.log().locator(".pending")).hasCount(0);
            assertThat(texts(anna)).containsExactly("before", "first meanwhile", "second meanwhile", "after");
            Chatter bob = desk(server.url()).connect("Bob").sees("after");
            assertThat(texts(bob)).containsExactly("first meanwhile", "second meanwhile", "after");
        }
    }

    @Test
    void whatIsWrittenOfflineIsSentInOrderAndOnce() throws IOException {
        try (ServerProcess server = ServerProcess.start();
                Cable cable = new Cable(server.port())) {
            Chatter anna = desk(cable.url()).connect("Anna").say("online").sees("online");
            Chatter bob = desk(server.url()).connect("Bob").sees("online");

            offline(anna, cable);
            anna.say("first").say("second").say("third");
            assertThat(anna.log().locator(".pending")).hasCount(3);
            bob.say("while you were away").sees("while you were away");
            assertThat(bob.message("first")).hasCount(0);
            online(anna, cable);

            anna.waitUntilConnected().sees("while you were away");
            bob.sees("third");
            for (Chatter reader : List.of(anna, bob)) {
                assertThat(reader.log().locator(".pending")).hasCount(0);
                assertThat(texts(reader)).containsExactly("online", "while you were away", "first", "second", "third");
            }
        }
    }

    @Test
    void theOutboxSurvivesAReload() throws IOException {
        try (ServerProcess server = ServerProcess.start();
                Cable cable = new Cable(server.port())) {
            Chatter anna = desk(cable.url()).connect("Anna");
            Chatter bob = desk(server.url()).connect("Bob");

            offline(anna, cable);
            anna.say("do not lose me");
            online(anna, cable);
            anna.page().reload();

            bob.sees("do not lose me");
            anna.sees("do not lose me");
        }
    }

    @Test
    void aResumeHasNeitherDoublesNorHoles() throws IOException {
        try (ServerProcess server = ServerProcess.start("--rate-limit", "0");
                Cable cable = new Cable(server.port());
                Talker talker = new Talker(server.port(), "lobby", "Talker")) {
            Chatter anna = desk(cable.url()).connect("Anna");
            talker.say(20, "a %03d");
            anna.sees("a 020");

            for (int cut = 0; cut < 3; cut++) {
                offline(anna, cable);
                try (Talker other = new Talker(server.port(), "lobby", "Other" + cut)) {
                    other.say(60, (char) ('b' + cut) + " %03d");
                }
                online(anna, cable);
                anna.waitUntilConnected().sees((char) ('b' + cut) + " 060");
            }

            List<String> texts = texts(anna);
            assertThat(texts).doesNotHaveDuplicates();
            assertThat(texts.subList(texts.size() - 60, texts.size())).first().isEqualTo("d 001");
            assertThat(anna.log()).not().containsText("missing");
        }
    }

    @Test
    void aGapIsShownAndFilledOnRequest() throws IOException {
        try (ServerProcess server = ServerProcess.start("--rate-limit", "0", "--history", "120");
                Cable cable = new Cable(server.port())) {
            Chatter anna =
                    desk(cable.url()).connect("Anna").say("before the gap").sees("before the gap");

            offline(anna, cable);
            try (Talker talker = new Talker(server.port(), "lobby", "Talker")) {
                talker.say(300, "g %03d");
            }
            online(anna, cable);

            anna.waitUntilConnected().sees("g 300").scrollUpTo(anna.button("Load"));
            shoot(anna, "gap");
            anna.button("Load").click();
            anna.sees("g 200").scrollUpTo(anna.text("no longer kept"));
            anna.sees("before the gap").sees("g 190");
            assertThat(anna.button("Load")).hasCount(0);
            assertThat(texts(anna)).doesNotHaveDuplicates();
        }
    }

    @Test
    void idleUsersAreWarnedAndMayStay() {
        try (ServerProcess server = ServerProcess.start("--idle-timeout", "6s")) {
            Chatter anna = desk(server.url()).connect("Anna");

            assertThat(anna.text("Still there?")).isVisible();
            anna.button("I'm here").click();
            assertThat(anna.text("Still there?")).hasCount(0);
            anna.say("still here").sees("still here");
        }
    }

    @Test
    void idleUsersAreSentAwayWithADialogThatBringsThemBack() {
        try (ServerProcess server = ServerProcess.start("--idle-timeout", "2s")) {
            Chatter anna = desk(server.url()).connect("Anna").say("before").sees("before");

            assertThat(anna.dialog()).isVisible();
            assertThat(anna.dialog()).containsText("Disconnected");
            assertThat(anna.button("Reconnect")).isFocused();
            shoot(anna, "idle");
            anna.button("Reconnect").click();

            assertThat(anna.dialog()).hasCount(0);
            anna.waitUntilConnected().say("after").sees("after").sees("before");
        }
    }

    @Test
    void aSecondTabTakesOverAndTheFirstSaysSo() {
        try (ServerProcess server = ServerProcess.start()) {
            Chatter first = open(server.url(), new Browser.NewContextOptions()).connect("Anna");
            String kept = (String) first.page().evaluate("() => JSON.stringify({...sessionStorage})");
            Chatter second = new Chatter(first.context().newPage());
            // A browser that duplicates a tab copies its sessionStorage.
            second.page()
                    .addInitScript("for (const [k, v] of Object.entries(" + kept
                            + ")) if (!sessionStorage.getItem(k)) sessionStorage.setItem(k, v)");
            second.visit(server.url()).waitUntilConnected();

            assertThat(first.dialog()).containsText("Opened elsewhere");
            second.say("only here").sees("only here");
            assertThat(second.dialog()).hasCount(0);
        }
    }

    @Test
    void twoTabsOfOneBrowserDoNotFight() {
        try (ServerProcess server = ServerProcess.start()) {
            Chatter first = open(server.url(), new Browser.NewContextOptions()).connect("Anna");
            Chatter second = new Chatter(first.context().newPage()).visit(server.url());

            assertThat(second.nameBox()).hasValue("Anna");
            assertThat(second.page().getByRole(AriaRole.ALERT)).containsText("It may be you, in another tab.");
            second.connect("Anna II").say("from the second").sees("from the second");
            first.sees("from the second");
            assertThat(first.dialog()).hasCount(0);
        }
    }

    @Test
    void theServerIsAwayFromTheStart() {
        try (ServerProcess server = ServerProcess.start()) {
            Chatter anna = desk(server.url());
            anna.page().waitForLoadState(LoadState.NETWORKIDLE);
            server.kill();
            anna.nameBox().fill("Anna");
            anna.button("Connect").click();

            assertThat(anna.text("cannot be reached")).isVisible();
            server.startAgain();

            assertThat(anna.messageBox()).isVisible();
            anna.waitUntilConnected().say("at last").sees("at last");
        }
    }

    private static List<String> texts(Chatter reader) {
        return reader.log().locator(".text").allInnerTexts();
    }

    private static void offline(Chatter chatter, Cable cable) {
        cable.pull();
        chatter.context().setOffline(true);
        assertThat(chatter.text("Reconnecting…")).isVisible();
    }

    private static void online(Chatter chatter, Cable cable) {
        cable.putBack();
        chatter.context().setOffline(false);
    }
}
