package io.nettychat.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule 9: what may be said, and that it arrives as it was said. */
class TextTest extends ConformanceTest {

    private static final String THUMB = "\uD83D\uDC4D";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "\uD83D\uDC4B",
                "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67\u200D\uD83D\uDC66 \uD83C\uDFF3\uFE0F\u200D\uD83C\uDF08",
                "\u05E9\u05DC\u05D5\u05DD \u0645\u0631\u062D\u0628\u0627 abc",
                "\u4F60\u597D \uD840\uDC00",
                "e\u0301 is not \u00E9",
                "\"quotes\" and \\back\\slashes/ and {\"type\":\"bye\"}",
                "</script><b>&amp;",
                "a\tb\nc",
                "\u2028\u2029",
                "x|y|z",
                "\uFFFD",
                "\uFB01 \u2460 \uFF21"
            })
    void arrivesAsItWasSaid(String text) {
        String room = newRoom();
        ChatClient witness = member(room);
        ChatClient client = member(room);

        assertThat(client.say(room, text).text("text")).isEqualTo(text);

        assertThat(witness.heard(room).text("text")).isEqualTo(text);
        assertThat(user().join(room).texts("messages", "text")).containsExactly(text);
    }

    static Stream<String[]> escapes() {
        return Stream.of(
                new String[] {"\\u00e9\\u00E9", "\u00E9\u00E9"},
                new String[] {"\\ud83d\\ude00", "\uD83D\uDE00"},
                new String[] {"\\/ \\\" \\\\ \\t \\n", "/ \" \\ \t \n"},
                new String[] {"\\u0041\\u007c", "A|"},
                new String[] {"\\\\u0041", "\\u0041"});
    }

    @ParameterizedTest
    @MethodSource("escapes")
    void isReadWithAllEscapes(String json, String text) {
        String room = newRoom();
        ChatClient client = member(room);

        client.sendText("{\"type\":\"message\",\"id\":\"m\",\"room\":\"" + room + "\",\"text\":\"" + json + "\"}");

        assertThat(client.take("message").text("text")).isEqualTo(text);
    }

    @Test
    void isReadWithEscapesInNamesOfFields() {
        String room = newRoom();
        ChatClient client = member(room);

        client.sendText(
                "{\"t\\u0079pe\" : \"mess\\u0061ge\" ,\n\t\"id\":\"m\",\"room\":\"" + room + "\",\"text\":\"x\"} \r\n");

        assertThat(client.take("message").text("text")).isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\\udc00x", "x\\ud83d", "\\ude00\\ud83d"})
    void neverHoldsHalfACharacter(String json) {
        String room = newRoom();
        RawClient client = rawMember(room);

        client.sendText("{\"type\":\"message\",\"id\":\"m\",\"room\":\"" + room + "\",\"text\":\"" + json + "\"}");

        // Refused or replaced: both are right, as long as what is sent is UTF-8 (which the client checks).
        Frame reply = client.inbox.take("reply", frame -> frame.is("error") || frame.is("message"));
        if (reply.is("error")) {
            assertThat(reply.text("code")).isEqualTo("bad_frame");
        } else {
            assertThat(reply.text("text").chars().anyMatch(c -> c >= 0xD800 && c < 0xE000))
                    .isFalse();
        }
        client.fence();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "\u0001", "\b", "\r", "\u001B", "\u001F", "\u007F", "\u0085", "\u009B"})
    void holdsNoControlCharacters(String control) {
        String room = newRoom();
        ChatClient client = member(room);

        Frame error = client.ask("message", "room", room, "text", "a" + control + "b");

        assertThat(error.fields()).containsEntry("type", "error").containsEntry("code", "bad_frame");
        client.say(room, "next");
        assertThat(client.messages(room)).hasSize(1);
    }

    @Test
    void isNotEmpty() {
        String room = newRoom();
        ChatClient client = member(room);

        Frame error = client.ask("message", "room", room, "text", "");

        assertThat(error.fields()).containsEntry("type", "error").containsEntry("code", "bad_frame");
    }

    @ParameterizedTest
    @ValueSource(strings = {"42", "null", "{}", "[]", "true"})
    void isAString(String text) {
        String room = newRoom();
        ChatClient client = member(room);

        client.sendText("{\"type\":\"message\",\"id\":\"m\",\"room\":\"" + room + "\",\"text\":" + text + "}");

        assertThat(client.error().fields()).containsEntry("code", "bad_frame").containsEntry("id", "m");
    }

    @Test
    void isNotLeftOut() {
        String room = newRoom();
        ChatClient client = member(room);

        assertThat(client.ask("message", "room", room).fields()).containsEntry("code", "bad_frame");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\u00E9", "\u4F60", THUMB})
    void mayHave4000Characters(String character) {
        String room = newRoom();
        ChatClient witness = member(room);
        String text = character.repeat(4_000);

        member(room).say(room, text);

        assertThat(witness.heard(room).text("text")).isEqualTo(text);
    }

    @Test
    void mayHave4000CharactersEachOfThemEscaped() {
        String room = newRoom();
        ChatClient client = member(room);

        client.sendText("{\"type\":\"message\",\"id\":\"m\",\"room\":\"" + room + "\",\"text\":\""
                + "\\ud83d\\ude00".repeat(4_000) + "\"}");

        assertThat(client.take("message").text("text")).isEqualTo("\uD83D\uDE00".repeat(4_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\u00E9", "\u4F60", THUMB})
    void mayNotHave4001(String character) {
        String room = newRoom();
        ChatClient client = member(room);

        Frame error = client.ask("message", "room", room, "text", character.repeat(4_001));

        assertThat(error.fields())
                .containsEntry("type", "error")
                .containsEntry("code", "too_large")
                .containsEntry("room", room);
        assertThat(error.text("reason")).isNotBlank();
        client.say(room, "next");
        assertThat(client.messages(room)).hasSize(1);
    }
}
