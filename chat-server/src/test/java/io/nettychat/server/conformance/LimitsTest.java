package io.nettychat.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, and that a refusal does not end the connection. */
class LimitsTest extends ConformanceTest {

    @Test
    void answersPings() {
        ChatClient client = user();

        Frame pong = client.ask("ping");
        client.send("type", "ping");

        assertThat(pong.fields()).containsEntry("type", "pong");
        assertThat(Math.abs(pong.number("time") - System.currentTimeMillis())).isLessThan(60_000);
        Frame without = client.take("pong");
        assertThat(without.has("id")).isFalse();
    }

    @Test
    void answersUnknownTypes() {
        ChatClient client = user();

        Frame error = client.ask("dance");

        assertThat(error.fields()).containsEntry("type", "error").containsEntry("code", "unknown_type");
        assertThat(error.text("reason")).isNotBlank();
        client.fence();
    }

    @ParameterizedTest
    @ValueSource(strings = {"welcome", "joined", "presence", "bye", "ack", "error", "MESSAGE", ""})
    void doesNotTakeTypesOfTheServer(String type) {
        ChatClient client = user();

        client.send("type", type, "room", newRoom());

        assertThat(client.error().text("code")).isIn("unknown_type", "bad_frame");
        client.fence();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "{}",
                "[]",
                "[{\"type\":\"ping\"}]",
                "\"ping\"",
                "42",
                "null",
                "true",
                "hello",
                "{\"type\":\"ping\"",
                "{\"type\":\"ping\"} x",
                "{\"type\":\"ping\"}{\"type\":\"ping\"}",
                "{\"type\":\"ping\",}",
                "{'type':'ping'}",
                "{type:\"ping\"}",
                "{\"type\":\"ping\"/**/}",
                "{\"type\":null}",
                "{\"type\":7}",
                "{\"type\":{\"type\":\"ping\"}}",
                "{\"type\":[\"ping\"]}",
                "{\"type\":\"ping\",\"x\":NaN}",
                "{\"type\":\"ping\",\"x\":01}",
                "{\"type\":\"ping\",\"x\":\"\\x\"}",
                "{\"type\":\"ping\",\"x\":\"\n\"}",
                "{\"room\":\"x\"}",
                "\uFEFF{\"type\":\"ping\"}x"
            })
    void answersWhatIsNotAFrame(String text) {
        ChatClient client = user();

        client.sendText(text);

        Frame error = client.error();
        assertThat(error.text("code")).isEqualTo("bad_frame");
        assertThat(error.text("reason")).isNotBlank();
        client.fence();
    }

    @Test
    void livesWithNamesThatComeTwice() {
        ChatClient client = user();

        client.sendText("{\"type\":\"ping\",\"id\":\"a\",\"type\":\"ping\",\"id\":\"b\"}");

        // RFC 8259, section 4, leaves it open: harmless or refused.
        client.inbox.take("reply", frame -> frame.is("pong") || frame.is("error", "code", "bad_frame"));
        client.fence();
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 30_000})
    void refusesDeepNesting(int depth) {
        ChatClient client = user();

        client.sendText("{\"type\":\"ping\",\"x\":" + "[".repeat(depth) + "]".repeat(depth) + "}");

        assertThat(client.error().text("code")).isIn("bad_frame", "too_large");
        client.fence();
    }

    @Test
    void refusesDeepNestingOfObjects() {
        ChatClient client = user();

        client.sendText("{\"type\":\"ping\",\"x\":" + "{\"x\":".repeat(5_000) + "1" + "}".repeat(5_001));

        assertThat(client.error().text("code")).isIn("bad_frame", "too_large");
        client.fence();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-0", "123456789012345678901234567890", "0.1e-400"})
    void livesWithStrangeNumbers(String number) {
        ChatClient client = user();

        client.sendText("{\"type\":\"ping\",\"x\":" + number + "}");

        client.inbox.take("reply", frame -> frame.is("pong") || frame.is("error", "code", "bad_frame"));
        client.fence();
    }

    @Test
    void livesWithHugeNumbers() {
        ChatClient client = user();

        client.sendText("{\"type\":\"history\",\"room\":\"x\",\"before\":" + "9".repeat(50_000) + "}");

        client.error();
        client.fence();
    }

    @Test
    void slowsDownWhoTalksTooMuch() {
        String room = newRoom();
        ChatClient client = member(room);
        ChatClient other = member(room);
        List<String> ids = IntStream.range(0, 20)
                .mapToObj(i -> client.request("message", "room", room, "text", "text " + i))
                .toList();

        List<Frame> replies = ids.stream()
                .map(id -> client.inbox.take(
                        "reply", frame -> id.equals(frame.fields().get("id"))))
                .toList();

        assertThat(replies.stream().filter(reply -> reply.is("message")).count())
                .as("messages at once, and a few for the time it took")
                .isBetween(10L, 15L);
        assertThat(replies).filteredOn(reply -> !reply.is("message")).allSatisfy(error -> {
            assertThat(error.fields())
                    .containsEntry("type", "error")
                    .containsEntry("code", "rate_limited")
                    .containsEntry("room", room);
            assertThat(error.text("reason")).isNotBlank();
            assertThat(error.number("retryAfter")).isPositive().isLessThanOrEqualTo(10_000);
        });
        assertThat(seqs(client.messages(room)).get(0)).isEqualTo(1);
        // Nobody else is slowed down by it.
        other.say(room, "I may");
    }

    @Test
    void letsTheSameIdThroughOnceTheRateAllows() {
        String room = newRoom();
        ChatClient client = member(room);
        for (int i = 0; i < 14; i++) {
            client.request("message", "room", room, "text", "text " + i);
        }
        Frame error = client.take("error", frame -> frame.text("code").equals("rate_limited"));
        String id = error.text("id");

        await().atMost(Duration.ofMillis(error.number("retryAfter")).plusSeconds(2))
                .untilAsserted(() -> {
                    client.send("type", "message", "id", id, "room", room, "text", "patience");
                    Frame reply = client.inbox.take(
                            "reply", frame -> id.equals(frame.fields().get("id")));
                    assertThat(reply.fields()).containsEntry("type", "message");
                });
    }

    @Test
    void closesOnAFlood() {
        String room = newRoom();
        RawClient client = rawMember(room);
        byte[] hundred = new byte[0];
        for (int i = 0; i < 100; i++) {
            hundred = Wire.concat(
                    hundred,
                    Wire.text(Json.object("type", "message", "id", "f" + i, "room", room, "text", "flood " + i)));
        }

        for (int i = 0; i < 100 && client.inbox.closed() == null; i++) {
            client.write(hundred);
        }

        client.assertBye("flood", 4507, false, Inbox.PATIENCE);
    }

    @Test
    void isNotHarmedByAnAbruptEnd() {
        String room = newRoom();
        ChatClient witness = member(room);
        for (int i = 0; i < 10; i++) {
            RawClient client = rawMember(room);
            client.write(Wire.headOnly(1_000));
            client.reset();
        }

        assertThat(witness.say(room, "still here").number("seq")).isEqualTo(1);
    }
}
