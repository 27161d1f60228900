package io.nettychat.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.server.conformance.ConformanceTarget.Settings;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSocket frames, right and wrong ones (RFC 6455, section 5), and rule 9's limits on them. */
class FramingTest extends ConformanceTest {

    private static final int LIMIT = 64 * 1024;

    private RawClient named() {
        RawClient client = raw();
        client.hello(newName());
        return client;
    }

    /** A ping of the protocol, filled up to so many bytes. */
    private static byte[] ping(String id, int length) {
        String start = "{\"type\":\"ping\",\"id\":\"" + id + "\",\"pad\":\"";
        return Wire.utf8(start + "x".repeat(Math.max(0, length - start.length() - 2)) + "\"}");
    }

    private static void assertPong(RawClient client, String id) {
        client.take("pong", frame -> id.equals(frame.fields().get("id")));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 63, 64})
    void readsFragments(int count) {
        RawClient client = named();

        client.write(Wire.fragments(ping("f", 500), count));

        assertPong(client, "f");
    }

    @Test
    void readsEmptyFragments() {
        RawClient client = named();
        byte[] empty = Wire.frame(Wire.CONTINUATION, new byte[0]);

        client.write(
                Wire.frame(Wire.TEXT, new byte[0]),
                empty,
                Wire.frame(Wire.CONTINUATION, ping("f", 100)),
                empty,
                Wire.frame(Wire.FIN | Wire.CONTINUATION, new byte[0]));

        assertPong(client, "f");
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 66, 400})
    void refusesMoreThan64Fragments(int count) {
        RawClient client = named();

        client.write(Wire.fragments(ping("f", 500), count));

        // The protocol does not say how; it must not be read, and a client must learn of it.
        if (client.inbox.poll(frame -> frame.is("error"), SOON) == null) {
            assertThat(client.awaitClosed().code()).isIn(1002, 1008, 1009);
        }
        assertThat(client.inbox.all(frame -> frame.is("pong"))).isEmpty();
    }

    @Test
    void refusesEndlessEmptyFragments() {
        RawClient client = named();
        client.write(Wire.frame(Wire.TEXT, new byte[0]));

        for (int i = 0; i < 2_000 && client.inbox.closed() == null; i++) {
            client.write(Wire.frame(Wire.CONTINUATION, new byte[0]));
        }

        if (client.inbox.poll(frame -> frame.is("error"), SOON) == null) {
            assertThat(client.awaitClosed().code()).isIn(1002, 1008, 1009);
        }
    }

    @Test
    void answersControlFramesBetweenFragments() {
        RawClient client = named();
        byte[] ping = ping("f", 100);

        client.write(
                Wire.frame(Wire.TEXT, Arrays.copyOf(ping, 50)),
                Wire.frame(Wire.FIN | Wire.PING, Wire.utf8("between")));
        assertThat(client.takePong()).isEqualTo("between");
        client.write(Wire.frame(Wire.FIN | Wire.CONTINUATION, Arrays.copyOfRange(ping, 50, 100)));

        assertPong(client, "f");
    }

    @Test
    void readsSeveralFramesInOnePacket() {
        RawClient client = named();

        client.write(
                Wire.text("{\"type\":\"ping\",\"id\":\"a\"}"),
                Wire.frame(Wire.FIN | Wire.PING, Wire.utf8("p")),
                Wire.text("{\"type\":\"ping\",\"id\":\"b\"}"),
                Wire.fragments(ping("c", 100), 3),
                Wire.text("{\"type\":\"ping\",\"id\":\"d\"}"));

        assertPong(client, "d");
        assertThat(client.inbox.all(frame -> frame.is("pong")))
                .extracting(frame -> frame.text("id"))
                .containsExactly("a", "b", "c", "d");
        assertThat(client.takePong()).isEqualTo("p");
    }

    @Test
    void readsAFrameInManyPackets() {
        RawClient client = named();

        for (byte b : Wire.text("{\"type\":\"ping\",\"id\":\"slow\"}")) {
            client.write(new byte[] {b});
        }

        assertPong(client, "slow");
    }

    @ParameterizedTest
    @ValueSource(ints = {125, 126, 127, 65_535, LIMIT})
    void readsFramesOfAnyLengthUpToTheLimit(int length) {
        RawClient client = named();

        client.write(Wire.frame(Wire.FIN | Wire.TEXT, ping("l", length)));

        assertPong(client, "l");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "payload"})
    void answersWebSocketPings(String payload) {
        RawClient client = named();

        client.write(Wire.frame(Wire.FIN | Wire.PING, Wire.utf8(payload)));

        assertThat(client.takePong()).isEqualTo(payload);
    }

    @Test
    void answersTheLongestWebSocketPing() {
        RawClient client = named();

        client.write(Wire.frame(Wire.FIN | Wire.PING, Wire.utf8("x".repeat(125))));

        assertThat(client.takePong()).hasSize(125);
    }

    @Test
    void ignoresPongsNobodyAskedFor() {
        RawClient client = named();

        client.write(Wire.frame(Wire.FIN | Wire.PONG, Wire.utf8("unasked")));

        client.fence();
    }

    @Test
    void closesOnAFrameOverTheLimit() {
        RawClient client = named();

        client.write(Wire.frame(Wire.FIN | Wire.TEXT, ping("l", LIMIT + 1)));

        assertThat(client.awaitClosed().code()).isEqualTo(1009);
        client.awaitEnd(Inbox.PATIENCE);
    }

    @Test
    void closesOnFragmentsThatAreTogetherOverTheLimit() {
        RawClient client = named();

        client.write(Wire.fragments(ping("l", LIMIT + 1), 8));

        assertThat(client.awaitClosed().code()).isEqualTo(1009);
    }

    @ParameterizedTest
    @ValueSource(longs = {LIMIT + 1, 10_000_000, 1L << 32, Long.MAX_VALUE})
    void closesOnALengthOverTheLimitWithoutWaitingForTheRest(long length) {
        RawClient client = named();

        client.write(Wire.headOnly(length));

        assertThat(client.awaitClosed().code()).isEqualTo(1009);
    }

    static Stream<Arguments> violations() {
        byte[] text = Wire.utf8("{\"type\":\"ping\"}");
        return Stream.of(
                Arguments.of("unmasked frame", Wire.unmasked(Wire.FIN | Wire.TEXT, text)),
                Arguments.of("unmasked ping", Wire.unmasked(Wire.FIN | Wire.PING, new byte[0])),
                Arguments.of("reserved bit 1", Wire.frame(Wire.FIN | Wire.RSV1 | Wire.TEXT, text)),
                Arguments.of("reserved bit 3", Wire.frame(Wire.FIN | Wire.RSV3 | Wire.TEXT, text)),
                Arguments.of("reserved opcode 3", Wire.frame(Wire.FIN | 0x3, text)),
                Arguments.of("reserved control opcode 11", Wire.frame(Wire.FIN | 0xB, new byte[0])),
                Arguments.of("fragmented ping", Wire.frame(Wire.PING, new byte[0])),
                Arguments.of("ping of 126 bytes", Wire.frame(Wire.FIN | Wire.PING, new byte[126])),
                Arguments.of("close of 126 bytes", Wire.closeFrame(1000, "x".repeat(124))),
                Arguments.of("continuation of nothing", Wire.frame(Wire.FIN | Wire.CONTINUATION, text)),
                Arguments.of(
                        "text within a fragmented text",
                        Wire.concat(Wire.frame(Wire.TEXT, text), Wire.frame(Wire.FIN | Wire.TEXT, text))),
                Arguments.of("close of one byte", Wire.frame(Wire.FIN | Wire.CLOSE, new byte[] {3})),
                Arguments.of("close code 999", Wire.closeFrame(999, "")),
                Arguments.of("close code 1004", Wire.closeFrame(1004, "")),
                Arguments.of("close code 1005", Wire.closeFrame(1005, "")),
                Arguments.of("close code 1006", Wire.closeFrame(1006, "")),
                Arguments.of("close code 1016", Wire.closeFrame(1016, "")),
                Arguments.of("close code 2999", Wire.closeFrame(2999, "")),
                Arguments.of("close code 5000", Wire.closeFrame(5000, "")),
                Arguments.of("length with the first bit set", Wire.headOnly(Long.MIN_VALUE)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("violations")
    void closesOnAProtocolError(String what, byte[] bytes) {
        RawClient client = named();

        client.write(bytes);

        assertThat(client.awaitClosed().code()).as(what).isEqualTo(1002);
        client.awaitEnd(Inbox.PATIENCE);
    }

    @Test
    void closesOnABinaryFrame() {
        RawClient client = named();

        client.write(Wire.frame(Wire.FIN | Wire.BINARY, Wire.utf8("{\"type\":\"ping\"}")));

        assertThat(client.awaitClosed().code()).isEqualTo(1003);
        client.awaitEnd(Inbox.PATIENCE);
    }

    @Test
    void closesOnABinaryFrameInFragments() {
        RawClient client = named();

        client.write(
                Wire.frame(Wire.BINARY, new byte[3]), Wire.frame(Wire.FIN | Wire.CONTINUATION, new byte[3]));

        assertThat(client.awaitClosed().code()).isEqualTo(1003);
    }

    static Stream<Arguments> brokenUtf8() {
        return Stream.of(
                Arguments.of("continuation byte missing", Wire.bytes(0xC3, 0x28)),
                Arguments.of("continuation byte alone", Wire.bytes(0x80)),
                Arguments.of("overlong slash", Wire.bytes(0xC0, 0xAF)),
                Arguments.of("overlong in three", Wire.bytes(0xE0, 0x80, 0xAF)),
                Arguments.of("surrogate", Wire.bytes(0xED, 0xA0, 0x80)),
                Arguments.of("beyond U+10FFFF", Wire.bytes(0xF4, 0x90, 0x80, 0x80)),
                Arguments.of("never in UTF-8", Wire.bytes(0xFF)),
                Arguments.of("cut off", Wire.bytes(0xF0, 0x9F, 0x91)));
    }

    /** A ping with the bytes in a field nobody reads. */
    private static byte[] pingAround(byte[] bytes) {
        return Wire.concat(Wire.utf8("{\"type\":\"ping\",\"id\":\"u\",\"x\":\""), bytes, Wire.utf8("\"}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenUtf8")
    void closesOnBrokenUtf8(String what, byte[] bytes) {
        RawClient client = named();

        client.write(Wire.frame(Wire.FIN | Wire.TEXT, pingAround(bytes)));

        assertThat(client.awaitClosed().code()).as(what).isEqualTo(1007);
        client.awaitEnd(Inbox.PATIENCE);
    }

    @Test
    void closesOnUtf8ThatEndsTooEarly() {
        RawClient client = named();

        client.write(Wire.frame(Wire.FIN | Wire.TEXT, Wire.bytes('{', 0xF0, 0x9F)));

        assertThat(client.awaitClosed().code()).isEqualTo(1007);
    }

    @Test
    void closesOnBrokenUtf8InFragments() {
        RawClient client = named();

        client.write(Wire.fragments(pingAround(Wire.bytes(0xC0, 0xAF)), 9));

        assertThat(client.awaitClosed().code()).isEqualTo(1007);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 20, 32})
    void readsCharactersCutByFragments(int count) {
        String room = newRoom();
        RawClient client = rawMember(room);
        String text = "\uD83D\uDC68\u200D\uD83D\uDC69 \u4F60\u597D \u00E9".repeat(4);

        client.write(Wire.fragments(
                Wire.utf8(Json.object("type", "message", "id", "m", "room", room, "text", text)), count));

        assertThat(client.take("message").text("text")).isEqualTo(text);
    }

    /** A message that is begun and not ended. */
    @Nested
    class Unfinished extends ConformanceTest {

        Unfinished() {
            super(Settings.SHORT_MESSAGE_TIME);
        }

        @Test
        void isNotWaitedForForever() {
            RawClient client = raw();
            client.hello(newName());

            client.write(Wire.frame(Wire.TEXT, Wire.utf8("{\"type\"")));

            if (client.inbox.poll(frame -> frame.is("error"), Inbox.PATIENCE) == null) {
                client.awaitClosed();
            }
        }

        @Test
        void isNotWaitedForForeverWithinOneFrameEither() {
            RawClient client = raw();
            client.hello(newName());

            client.write(Arrays.copyOf(Wire.text("{\"type\":\"ping\",\"id\":\"never\"}"), 20));

            if (client.inbox.poll(frame -> frame.is("error"), Inbox.PATIENCE) == null) {
                client.awaitClosed();
            }
        }
    }
}
