package io.nettychat.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The element in a page of somebody else, which comes from another origin. */
class EmbedIT extends BrowserTest {
    private HttpServer other;
    private ServerProcess server;

    @BeforeEach
    void start() throws IOException {
        other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server = ServerProcess.start("--allowed-origin", origin());
        other.start();
    }

    @AfterEach
    void stop() {
        other.stop(0);
        server.close();
    }

    @Test
    void oneLineBringsTheChatIntoAnotherPage() {
        serve("<style>netty-chat { block-size: 360px; --netty-chat-accent: rgb(120, 30, 90) }</style>"
                + "<netty-chat id=one room=embedded></netty-chat>"
                + "<netty-chat id=two room=second locked theme=dark></netty-chat>");
        Chatter bob = desk(server.url() + "#embedded").connect("Bob");

        Chatter host = desk(origin());
        Locator one = host.page().locator("#one");
        Locator two = host.page().locator("#two");
        assertThat(one.getByRole(AriaRole.BUTTON)).hasCSS("background-color", "rgb(120, 30, 90)");
        one.getByLabel("Name").fill("Embedded");
        one.getByRole(AriaRole.BUTTON).click();

        say(one, "Hello from elsewhere");
        bob.sees("Hello from elsewhere").say("Hello back").sees("Hello back");
        assertThat(one.getByRole(AriaRole.LOG)).containsText("Hello back");
        say(two, "In the second room");
        assertThat(two.getByRole(AriaRole.LOG)).containsText("In the second room");
        assertThat(one.getByRole(AriaRole.LOG)).not().containsText("In the second room");
        // What is in view in one element is not unread for another.
        assertThat(two.locator(".progress")).hasCount(0);
        assertThat(one.getByTitle("Next unread room (Alt+A)")).hasCount(0);
        shoot(host, "embedded");
        assertThat(host.page()).hasTitle("Other");
        assertThat(host.page()).hasURL(origin() + "/");
    }

    @Test
    void everyElementSaysThatTheRememberedNameIsTaken() {
        desk(server.url() + "#embedded").connect("Taken");
        serve("<script>localStorage.setItem('netty-chat:name', '\"Taken\"')</script>"
                + "<style>netty-chat { block-size: 360px }</style>"
                + "<netty-chat id=one></netty-chat><netty-chat id=two room=second></netty-chat>");

        Chatter host = desk(origin());

        for (String id : List.of("#one", "#two")) {
            Locator element = host.page().locator(id);
            assertThat(element.getByRole(AriaRole.ALERT)).containsText("has this name");
            assertThat(element.getByLabel("Name")).hasValue("Taken");
        }
        host.page().locator("#two").getByLabel("Name").fill("Free");
        host.page().locator("#two").getByRole(AriaRole.BUTTON).click();
        say(host.page().locator("#two"), "Hello from two");
        say(host.page().locator("#one"), "Hello from one");
        assertThat(host.page().locator("#one").getByRole(AriaRole.LOG)).containsText("Hello from one");
    }

    @Test
    void anElementThatIsMovedGoesOn() {
        serve("<style>netty-chat { block-size: 360px }</style><main id=first></main><main id=second></main>"
                + "<script>customElements.whenDefined('netty-chat').then(() => {"
                + "const chat = document.createElement('netty-chat'); chat.id = 'one';"
                + "first.append(chat); second.append(chat); })</script>");
        Chatter host = desk(origin());
        Locator one = host.page().locator("#one");
        one.getByLabel("Name").fill("Mover");
        one.getByRole(AriaRole.BUTTON).click();
        for (String room : List.of("alpha", "beta")) {
            one.getByLabel(Pattern.compile("^Message$")).press("Control+k");
            one.getByLabel("Room", new Locator.GetByLabelOptions().setExact(true))
                    .fill(room);
            host.page().keyboard().press("Enter");
            assertThat(one.getByRole(AriaRole.HEADING).first()).containsText(room);
        }

        one.getByLabel(Pattern.compile("^Message$")).press("Alt+ArrowDown");
        assertThat(one.getByRole(AriaRole.HEADING).first()).containsText("lobby"); // once round, and by one room only
        for (int i = 1; i <= 8; i++) {
            say(one, "line " + i);
        }
        assertThat(one.getByText("line 8")).isInViewport();
        one.evaluate("element => first.append(element)");
        say(one, "after");
        assertThat(one.getByText("after")).hasCount(1);
        assertThat(one.locator(".pending")).hasCount(0);
        one.evaluate("element => { element.style.blockSize = '240px' }");
        assertThat(one.getByText("after")).isInViewport();
    }

    @Test
    void theClientModuleIsEnoughForAPageOfOnesOwn() {
        serve("<ul id=list></ul><script type=module>"
                + "import { ChatClient } from '" + server.url() + "chat-client.js';"
                + "const chat = new ChatClient({ server: '" + server.url() + "' });"
                + "chat.addEventListener('message', ({ detail: m }) => {"
                + "  list.append(Object.assign(document.createElement('li'), { textContent: m.name + ': ' + m.text }));"
                + "});"
                + "await chat.connect('Module'); await chat.join('own'); chat.say('own', 'Hello');"
                + "</script>");

        Chatter host = desk(origin());

        assertThat(host.page().locator("li")).hasText("Module: Hello");
        Chatter bob = desk(server.url() + "#own").connect("Bob").sees("Hello");
        bob.say("Nice page").sees("Nice page");
        assertThat(host.page().locator("li").last()).hasText("Bob: Nice page");
    }

    private String origin() {
        return "http://localhost:" + other.getAddress().getPort();
    }

    private void serve(String body) {
        String page =
                "<!doctype html><html lang=en><head><meta charset=utf-8><title>Other</title><link rel=icon href=data:,>"
                        + "<script type=module src='" + server.url() + "netty-chat.js'></script></head><body>" + body;
        byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
        other.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private static void say(Locator element, String text) {
        Locator box = element.getByLabel(Pattern.compile("^Message$"));
        box.fill(text);
        box.press("Enter");
    }
}
