package io.nettychat.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the simple dialect refuses, and how: with an {@code error} and no more. */
class SimpleRefusalsTest extends ConformanceTest {

    @Test
    void refusesATextWithoutABarWhenItHasNoName() {
        String room = newRoom();
        ChatClient witness = member(room);
        ChatClient client = simple(room);

        client.sendText("who am I?");

        Frame error = client.error();
        assertThat(error.text("code")).isIn("hello_first", "bad_name", "bad_frame");
        assertThat(error.text("reason")).isNotBlank();
        client.sendText(newName() + "|now I know");
        assertThat(client.heard(room).text("text")).isEqualTo("now I know");
        assertThat(witness.heard(room).number("seq")).isEqualTo(1);
    }

    @Test
    void refusesJsonWhenItHasNoName() {
        String room = newRoom();
        ChatClient client = simple(room);

        client.sendText("{\"type\":\"message\",\"text\":\"hello\"}");

        client.error();
        client.sendText(newName() + "|hello");
        assertThat(client.heard(room).number("seq")).isEqualTo(1);
    }

    @Test
    void getsErrorsForBadJson() {
        String room = newRoom();
        ChatClient client = simple(room);
        client.sendText(newName() + "|one");
        client.heard(room);

        client.sendText("{oops");

        assertThat(client.error().text("code")).isEqualTo("bad_frame");
        client.sendText("still here");
        assertThat(client.heard(room).text("text")).isEqualTo("still here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"|no name", " |blank name", "a\u0007b|bell", "ddddddddddddddddddddddddddddddddd|too long"})
    void refusesBadNames(String frame) {
        String room = newRoom();
        ChatClient client = simple(room);

        client.sendText(frame);

        assertThat(client.error().text("code")).isIn("bad_name", "hello_first");
        client.sendText(newName() + "|better");
        assertThat(client.heard(room).number("seq")).isEqualTo(1);
    }

    @Test
    void refusesTextsThatAreTooLong() {
        String room = newRoom();
        ChatClient client = simple(room);

        client.sendText(newName() + "|" + "x".repeat(4_001));

        assertThat(client.error().text("code")).isEqualTo("too_large");
        client.sendText(newName() + "|" + "x".repeat(4_000));
        assertThat(client.heard(room).text("text")).hasSize(4_000);
    }

    @Test
    void refusesControlCharactersAndEmptyTexts() {
        String room = newRoom();
        ChatClient client = simple(room);
        String name = newName();

        client.sendText(name + "|a\u0000b");
        assertThat(client.error().text("code")).isEqualTo("bad_frame");
        client.sendText(name + "|");
        assertThat(client.error().text("code")).isEqualTo("bad_frame");
        client.sendText(name + "|fine");

        assertThat(client.heard(room).number("seq")).isEqualTo(1);
    }

    @Test
    void isHeldToTheRate() {
        String room = newRoom();
        ChatClient client = simple(room);
        String name = newName();

        for (int i = 0; i < 20; i++) {
            client.sendText(name + "|text " + i);
        }

        Frame error = client.error();
        assertThat(error.text("code")).isEqualTo("rate_limited");
        assertThat(error.number("retryAfter")).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"room=a%20b", "room=", "room=%00", "room=a%2Fb", "room=%zz"})
    void doesNotPutAnyoneInABadRoom(String query) {
        RawClient client = closeLater(RawClient.dial(target().chat()));

        HttpReply reply = client.exchange(RawClient.upgrade(target().chat()).replace("/chat ", "/chat?" + query + " "));

        // Refused before the upgrade, or told after it; an empty one may mean the default.
        if (reply.status() == 101) {
            client.startReading();
            if (!query.equals("room=")) {
                client.error();
            }
        } else {
            assertThat(reply.status()).isEqualTo(400);
        }
    }

    @Test
    void isClosedOnBinaryAndBrokenFramesLikeAnyOther() {
        RawClient binary = closeLater(RawClient.connectSimple(target().chat("room=" + newRoom())));
        RawClient broken = closeLater(RawClient.connectSimple(target().chat("room=" + newRoom())));

        binary.write(Wire.frame(Wire.FIN | Wire.BINARY, Wire.utf8("a|b")));
        broken.write(Wire.frame(Wire.FIN | Wire.TEXT, Wire.bytes('a', '|', 0xC0, 0xAF)));

        assertThat(binary.awaitClosed().code()).isEqualTo(1003);
        assertThat(broken.awaitClosed().code()).isEqualTo(1007);
        assertThat(binary.inbox.all()).noneMatch(frame -> frame.is("bye"));
    }
}
