package io.nettychat.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSocket frames as they may come (RFC 6455, section 5). */
class FramingTest extends ConformanceTest {

    private static final int LIMIT = 64 * 1024;

    private static void assertPong(RawClient client, String id) {
        client.take("pong", frame -> id.equals(frame.fields().get("id")));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 63, 64})
    void readsFragments(int count) {
        RawClient client = rawUser();

        client.write(Wire.fragments(Wire.ping("f", 500), count));

        assertPong(client, "f");
    }

    @Test
    void readsEmptyFragments() {
        RawClient client = rawUser();
        byte[] empty = Wire.frame(Wire.CONTINUATION, new byte[0]);

        client.write(
                Wire.frame(Wire.TEXT, new byte[0]),
                empty,
                Wire.frame(Wire.CONTINUATION, Wire.ping("f", 100)),
                empty,
                Wire.frame(Wire.FIN | Wire.CONTINUATION, new byte[0]));

        assertPong(client, "f");
    }

    @Test
    void answersControlFramesBetweenFragments() {
        RawClient client = rawUser();
        byte[] ping = Wire.ping("f", 100);

        client.write(
                Wire.frame(Wire.TEXT, Arrays.copyOf(ping, 50)), Wire.frame(Wire.FIN | Wire.PING, Wire.utf8("between")));
        assertThat(client.takePong()).isEqualTo("between");
        client.write(Wire.frame(Wire.FIN | Wire.CONTINUATION, Arrays.copyOfRange(ping, 50, 100)));

        assertPong(client, "f");
    }

    @Test
    void readsSeveralFramesInOnePacket() {
        RawClient client = rawUser();

        client.write(
                Wire.text("{\"type\":\"ping\",\"id\":\"a\"}"),
                Wire.frame(Wire.FIN | Wire.PING, Wire.utf8("p")),
                Wire.text("{\"type\":\"ping\",\"id\":\"b\"}"),
                Wire.fragments(Wire.ping("c", 100), 3),
                Wire.text("{\"type\":\"ping\",\"id\":\"d\"}"));

        assertPong(client, "d");
        assertThat(client.inbox.all(frame -> frame.is("pong")))
                .extracting(frame -> frame.text("id"))
                .containsExactly("a", "b", "c", "d");
        assertThat(client.takePong()).isEqualTo("p");
    }

    @Test
    void readsAFrameInManyPackets() {
        RawClient client = rawUser();

        for (byte b : Wire.text("{\"type\":\"ping\",\"id\":\"slow\"}")) {
            client.write(new byte[] {b});
        }

        assertPong(client, "slow");
    }

    @ParameterizedTest
    @ValueSource(ints = {125, 126, 127, 65_535, LIMIT})
    void readsFramesOfAnyLengthUpToTheLimit(int length) {
        RawClient client = rawUser();

        client.write(Wire.frame(Wire.FIN | Wire.TEXT, Wire.ping("l", length)));

        assertPong(client, "l");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "payload"})
    void answersWebSocketPings(String payload) {
        RawClient client = rawUser();

        client.write(Wire.frame(Wire.FIN | Wire.PING, Wire.utf8(payload)));

        assertThat(client.takePong()).isEqualTo(payload);
    }

    @Test
    void answersTheLongestWebSocketPing() {
        RawClient client = rawUser();

        client.write(Wire.frame(Wire.FIN | Wire.PING, Wire.utf8("x".repeat(125))));

        assertThat(client.takePong()).hasSize(125);
    }

    @Test
    void ignoresPongsNobodyAskedFor() {
        RawClient client = rawUser();

        client.write(Wire.frame(Wire.FIN | Wire.PONG, Wire.utf8("unasked")));

        client.fence();
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
}
