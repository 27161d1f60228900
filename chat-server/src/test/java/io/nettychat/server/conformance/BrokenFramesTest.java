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

/** WebSocket frames as they must not come (RFC 6455, section 5), and rule 9's limits on them. */
class BrokenFramesTest extends ConformanceTest {

    private static final int LIMIT = 64 * 1024;

    @ParameterizedTest
    @ValueSource(ints = {65, 66, 400})
    void refusesMoreThan64Fragments(int count) {
        RawClient client = rawUser();

        client.write(Wire.fragments(Wire.ping("f", 500), count));

        // The protocol does not say how; it must not be read, and a client must learn of it.
        if (client.inbox.poll(frame -> frame.is("error"), SOON) == null) {
            assertThat(client.awaitClosed().code()).isIn(1002, 1008, 1009);
        }
        assertThat(client.inbox.all(frame -> frame.is("pong"))).isEmpty();
    }

    @Test
    void refusesEndlessEmptyFragments() {
        RawClient client = rawUser();
        client.write(Wire.frame(Wire.TEXT, new byte[0]));

        for (int i = 0; i < 2_000 && client.inbox.closed() == null; i++) {
            client.write(Wire.frame(Wire.CONTINUATION, new byte[0]));
        }

        if (client.inbox.poll(frame -> frame.is("error"), SOON) == null) {
            assertThat(client.awaitClosed().code()).isIn(1002, 1008, 1009);
        }
    }

    @Test
    void closesOnAFrameOverTheLimit() {
        RawClient client = rawUser();

        client.write(Wire.frame(Wire.FIN | Wire.TEXT, Wire.ping("l", LIMIT + 1)));

        assertThat(client.awaitClosed().code()).isEqualTo(1009);
        client.awaitEnd(Inbox.PATIENCE);
    }

    @Test
    void closesOnFragmentsThatAreTogetherOverTheLimit() {
        RawClient client = rawUser();

        client.write(Wire.fragments(Wire.ping("l", LIMIT + 1), 8));

        assertThat(client.awaitClosed().code()).isEqualTo(1009);
    }

    @ParameterizedTest
    @ValueSource(longs = {LIMIT + 1, 10_000_000, 1L << 32, Long.MAX_VALUE})
    void closesOnALengthOverTheLimitWithoutWaitingForTheRest(long length) {
        RawClient client = rawUser();

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
        RawClient client = rawUser();

        client.write(bytes);

        assertThat(client.awaitClosed().code()).as(what).isEqualTo(1002);
        client.awaitEnd(Inbox.PATIENCE);
    }

    @Test
    void closesOnABinaryFrame() {
        RawClient client = rawUser();

        client.write(Wire.frame(Wire.FIN | Wire.BINARY, Wire.utf8("{\"type\":\"ping\"}")));

        assertThat(client.awaitClosed().code()).isEqualTo(1003);
        client.awaitEnd(Inbox.PATIENCE);
    }

    @Test
    void closesOnABinaryFrameInFragments() {
        RawClient client = rawUser();

        client.write(Wire.frame(Wire.BINARY, new byte[3]), Wire.frame(Wire.FIN | Wire.CONTINUATION, new byte[3]));

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
        RawClient client = rawUser();

        client.write(Wire.frame(Wire.FIN | Wire.TEXT, pingAround(bytes)));

        assertThat(client.awaitClosed().code()).as(what).isEqualTo(1007);
        client.awaitEnd(Inbox.PATIENCE);
    }

    @Test
    void closesOnUtf8ThatEndsTooEarly() {
        RawClient client = rawUser();

        client.write(Wire.frame(Wire.FIN | Wire.TEXT, Wire.bytes('{', 0xF0, 0x9F)));

        assertThat(client.awaitClosed().code()).isEqualTo(1007);
    }

    @Test
    void closesOnBrokenUtf8InFragments() {
        RawClient client = rawUser();

        client.write(Wire.fragments(pingAround(Wire.bytes(0xC0, 0xAF)), 9));

        assertThat(client.awaitClosed().code()).isEqualTo(1007);
    }

    /** A message that is begun and not ended. */
    @Nested
    class Unfinished extends ConformanceTest {

        Unfinished() {
            super(Settings.SHORT_MESSAGE_TIME);
        }

        @Test
        void isNotWaitedForForever() {
            RawClient client = rawUser();

            client.write(Wire.frame(Wire.TEXT, Wire.utf8("{\"type\"")));

            if (client.inbox.poll(frame -> frame.is("error"), Inbox.PATIENCE) == null) {
                client.awaitClosed();
            }
        }

        @Test
        void isNotWaitedForForeverWithinOneFrameEither() {
            RawClient client = rawUser();

            client.write(Arrays.copyOf(Wire.text("{\"type\":\"ping\",\"id\":\"never\"}"), 20));

            if (client.inbox.poll(frame -> frame.is("error"), Inbox.PATIENCE) == null) {
                client.awaitClosed();
            }
        }
    }
}
