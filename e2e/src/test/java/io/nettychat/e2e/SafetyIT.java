package io.nettychat.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text from strangers stays text. That no script ran is also seen by the console, which every test looks at. */
class SafetyIT extends BrowserTest {
    @AutoClose
    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.start("--rate-limit", "0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>document.title = 'owned'</script>",
                "<img src=x onerror=\"document.title='owned'\">",
                "<svg onload=\"document.title='owned'\"><a xlink:href=\"javascript:1\">x</a></svg>",
                "<iframe srcdoc=\"<script>parent.document.title='owned'</script>\"></iframe>",
                "<style>* { display: none }</style>",
                "${alert(1)} {{constructor.constructor('document.title=1')()}} <!--lit-part-->",
                "</textarea></title><script>document.title = 'owned'</script>",
                "<b onmouseover=alert(1)>bold?</b> &lt;script&gt; &amp;amp;",
                "- <img src=x onerror=alert(1)>",
                "> <script>alert(1)</script>",
                ">>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>> deep"
            })
    void markupIsShownAsItWasTyped(String payload) {
        Chatter anna = desk(server.url() + "#xss").connect("Anna " + Integer.toHexString(payload.hashCode()));

        anna.say(payload).say("the end " + payload.hashCode()).sees("the end " + payload.hashCode());

        String words = payload.replaceFirst("^[->]+ ", "");
        assertThat(anna.message(words).last()).containsText(words);
        assertThat(anna.log().locator(".text :is(script, img, svg, iframe, style, b)"))
                .hasCount(0);
        assertThat(anna.page().title()).doesNotContain("owned");
    }

    @Test
    void onlySafeLinksAreLinks() {
        Chatter anna = desk(server.url() + "#links").connect("Linker");

        anna.say("[one](javascript:alert(1)) [two](data:text/html,x) [three](vbscript:x) <javascript:alert(1)>"
                        + " [four](https://example.org/a?b=1&c=2) www.example.org ![five](https://example.org/p.png)")
                .sees("[one](javascript:alert(1))");

        List<String> links = anna.log().locator("a").all().stream()
                .map(link -> link.getAttribute("href"))
                .toList();
        assertThat(links)
                .containsExactly(
                        "https://example.org/a?b=1&c=2", "http://www.example.org", "https://example.org/p.png");
        for (Locator link : anna.log().locator("a").all()) {
            assertThat(link.getAttribute("rel")).contains("noopener", "noreferrer");
        }
    }

    @Test
    void namesAreTextToo() {
        String name = "<img src=x onerror=1>";
        Chatter bob = desk(server.url() + "#names").connect("Bob");
        Chatter evil = desk(server.url() + "#names").connect(name);

        evil.say("@<img hello").sees("@<img hello");

        bob.sees("@<img hello");
        assertThat(bob.list("People")).containsText(name);
        assertThat(bob.log().locator(".name").last()).hasText(name);
        assertThat(bob.page().locator("img")).hasCount(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"__proto__", "constructor", "toString"})
    void namesThatAreWordsOfJavaScriptAreNames(String word) {
        Chatter bob = desk(server.url() + "#" + word).connect("Bob beside " + word);
        Chatter evil = desk(server.url() + "#" + word).connect(word);

        evil.say("hello").sees("hello"); // with __ around it the word would be bold

        bob.sees("hello");
        assertThat(bob.list("People")).containsText(word);
        assertThat(bob.log().locator(".name").last()).hasText(word);
    }

    @Test
    void textFromRightToLeftKeepsToItsBubble() {
        Chatter anna = desk(server.url() + "#rtl").connect("سارة");

        anna.say("مرحبا بالجميع").sees("مرحبا بالجميع");

        assertThat(anna.message("مرحبا")).hasCSS("direction", "rtl");
        assertThat(anna.messageBox()).hasCSS("direction", "ltr");
    }

    @Test
    void formattingIsStructureAndNothingElse() {
        Chatter anna = desk(server.url() + "#format").connect("Formatter");

        anna.say("**bold** *it* ~~gone~~ `code <b>`\n\n```\nlet x = 1 < 2;\n```\n> quoted\n\n1. one\n2. two")
                .sees("quoted");

        Locator text = anna.message("quoted");
        assertThat(text.locator("strong")).hasText("bold");
        assertThat(text.locator("em")).hasText("it");
        assertThat(text.locator("del")).hasText("gone");
        assertThat(text.locator("p code")).hasText("code <b>");
        assertThat(text.locator("pre")).hasText("let x = 1 < 2;");
        assertThat(text.locator("blockquote")).hasText("quoted");
        assertThat(text.locator("ol li")).hasCount(2);
    }
}
