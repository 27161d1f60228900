package io.nettychat.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nettychat.server.RawClient.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything of RFC 6455 that is neither handshake nor chat, over real sockets, with an echo behind the pipeline. */
class WebSocketSessionTest {
    private static final int MAX_BYTES = 64 * 1024;
    private static final int MAX_FRAGMENTS = 64;
    private static final byte[] EMPTY = {};

    private static EchoServer server;

    @BeforeAll
    static void start() {
        server = EchoServer.start(new MessageAssembler.Limits(MAX_BYTES, MAX_FRAGMENTS, 700));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RawClient client() throws IOException {
        return RawClient.upgraded(server.port(), "/echo");
    }

    @Test
    void handsOverWholeMessages() throws IOException {
        try (RawClient client = client()) {
            client.text("one").frame(0x01, bytes("t")).frame(0x80, bytes("wo"));
            assertThat(client.read().text()).isEqualTo("one");
            assertThat(client.read().text()).isEqualTo("two");
        }
    }

    @Test
    void takesTheLargestMessageInOneFrameAndInFragments() throws IOException {
        byte[] largest = new byte[MAX_BYTES];
        Arrays.fill(largest, (byte) 'x');
        try (RawClient client = client()) {
            client.frame(0x81, largest);
            assertThat(client.read().payload()).hasSize(MAX_BYTES);
            client.frame(0x01, Arrays.copyOf(largest, MAX_BYTES - 1)).frame(0x80, bytes("x"));
            assertThat(client.read().payload()).hasSize(MAX_BYTES);
        }
    }

    @Test
    void answersPingsBetweenFragments() throws IOException {
        try (RawClient client = client()) {
            client.frame(0x01, bytes("a")).frame(0x89, bytes("beat")).frame(0x80, bytes("b"));
            Frame pong = client.read();
            assertThat(pong.firstByte()).isEqualTo(0x8a);
            assertThat(pong.text()).isEqualTo("beat");
            assertThat(client.read().text()).isEqualTo("ab");
        }
    }

    @Test
    void takesWhatIsSentBehindTheHandshakeWithoutWaiting() throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(bytes(RawClient.handshake("/echo")));
            all.writeBytes(RawClient.masked(0x81, bytes("early")));
            all.writeBytes(RawClient.masked(0x81, bytes("bird")));
            client.send(all.toByteArray());
            assertThat(client.response().status()).isEqualTo(101);
            assertThat(client.read().text()).isEqualTo("early");
            assertThat(client.read().text()).isEqualTo("bird");
        }
    }

    static Stream<Arguments> violations() {
        return Stream.of(
                violation("RSV1 without deflate", 1002, RawClient.masked(0xc1, bytes("a"))),
                violation("RSV2", 1002, RawClient.masked(0xa1, bytes("a"))),
                violation("RSV3", 1002, RawClient.masked(0x91, bytes("a"))),
                violation("RSV on a ping", 1002, RawClient.masked(0xc9, EMPTY)),
                violation("no mask", 1002, new byte[] {(byte) 0x81, 1, 'a'}),
                violation("reserved data opcode", 1002, RawClient.masked(0x83, EMPTY)),
                violation("reserved control opcode", 1002, RawClient.masked(0x8b, EMPTY)),
                violation("fragmented ping", 1002, RawClient.masked(0x09, EMPTY)),
                violation("long ping", 1002, RawClient.masked(0x89, new byte[126])),
                violation("continuation of nothing", 1002, RawClient.masked(0x80, bytes("a"))),
                violation("length not minimal", 1002, new byte[] {(byte) 0x81, (byte) 0xfe, 0, 1, 0, 0, 0, 0, 'a'}),
                violation(
                        "text within text",
                        1002,
                        RawClient.masked(0x01, bytes("a")),
                        RawClient.masked(0x81, bytes("b"))),
                violation("close with one byte", 1002, RawClient.masked(0x88, new byte[] {3})),
                violation("close with 1005", 1002, RawClient.masked(0x88, new byte[] {3, (byte) 0xed})),
                violation("close with 65535", 1002, RawClient.masked(0x88, new byte[] {-1, -1})),
                violation("close with 5000", 1002, RawClient.masked(0x88, new byte[] {0x13, (byte) 0x88})),
                violation("close with a broken reason", 1007, RawClient.masked(0x88, new byte[] {3, (byte) 0xe8, -1})),
                violation("broken UTF-8", 1007, RawClient.masked(0x81, new byte[] {(byte) 0xc3, 0x28})),
                violation("a surrogate in UTF-8", 1007, RawClient.masked(0x81, hex(0xed, 0xa0, 0x80))),
                violation("overlong UTF-8", 1007, RawClient.masked(0x81, hex(0xc0, 0xaf))),
                violation("half a character at the end", 1007, RawClient.masked(0x81, hex(0xe2, 0x82))),
                violation(
                        "broken UTF-8 in a fragment that is not the last",
                        1007,
                        RawClient.masked(0x01, hex(0xce, 0xba)),
                        RawClient.masked(0x00, hex(0xf4, 0x90))),
                violation(
                        "half a character at the end of the last fragment",
                        1007,
                        RawClient.masked(0x01, hex(0xe2)),
                        RawClient.masked(0x80, hex(0x82))),
                violation("a frame over the limit", 1009, RawClient.masked(0x81, new byte[MAX_BYTES + 1])),
                violation(
                        "fragments over the limit",
                        1009,
                        RawClient.masked(0x01, new byte[MAX_BYTES]),
                        RawClient.masked(0x80, bytes("a"))),
                violation("one fragment too many", 1009, fragments(MAX_FRAGMENTS + 1)),
                violation("empty fragments without end", 1009, emptyFragments(5_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("violations")
    void closesOnceAndSaysWhy(String name, int code, byte[] bytes) throws IOException {
        try (RawClient client = client()) {
            client.send(bytes);
            List<Frame> frames = client.readToEnd();
            assertThat(frames).as(name).singleElement().satisfies(frame -> {
                assertThat(frame.isClose()).isTrue();
                assertThat(frame.code()).isEqualTo(code);
            });
        }
    }

    @Test
    void joinsCharactersThatAreCutByFragments() throws IOException {
        byte[] smile = "😀".getBytes(UTF_8);
        try (RawClient client = client()) {
            client.frame(0x01, Arrays.copyOf(smile, 1))
                    .frame(0x00, Arrays.copyOfRange(smile, 1, 3))
                    .frame(0x80, Arrays.copyOfRange(smile, 3, 4));
            assertThat(client.read().text()).isEqualTo("😀");
        }
    }

    @Test
    void takesAsManyFragmentsAsAllowed() throws IOException {
        try (RawClient client = client()) {
            client.send(fragments(MAX_FRAGMENTS));
            assertThat(client.read().payload()).hasSize(MAX_FRAGMENTS);
        }
    }

    @Test
    void endsAMessageThatIsNeverFinished() throws IOException {
        try (RawClient client = client()) {
            client.frame(0x01, bytes("a"));
            List<Frame> frames = client.readToEnd();
            assertThat(frames)
                    .singleElement()
                    .satisfies(frame -> assertThat(frame.code()).isEqualTo(1008));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6, 9})
    void endsAFrameThatIsNeverFinished(int bytes) throws IOException {
        try (RawClient client = client()) {
            client.text("whole").send(Arrays.copyOf(RawClient.masked(0x81, bytes("never")), bytes));
            assertThat(client.readToEnd()).extracting(Frame::toString).containsExactly("81 whole", "close 1008");
        }
    }

    @Test
    void givesEachFrameItsOwnTime() throws Exception {
        byte[] frame = RawClient.masked(0x81, bytes("slow"));
        try (RawClient client = client()) {
            for (int i = 0; i < 4; i++) {
                client.send(Arrays.copyOf(frame, 3));
                await().pollDelay(Duration.ofMillis(300)).until(() -> true);
                client.send(Arrays.copyOfRange(frame, 3, frame.length));
                assertThat(client.read().text()).isEqualTo("slow");
            }
        }
    }

    @Test
    void answersACloseFrameWithItsCodeAndClosesFirst() throws IOException {
        try (RawClient client = client()) {
            client.frame(0x88, new byte[] {0x0f, (byte) 0xa0, 'b', 'y', 'e'});
            assertThat(client.readToEnd())
                    .singleElement()
                    .satisfies(frame -> assertThat(frame.code()).isEqualTo(4000));
        }
    }

    @Test
    void answersACloseFrameWithoutACodeWithoutOne() throws IOException {
        try (RawClient client = client()) {
            client.frame(0x88, EMPTY);
            assertThat(client.readToEnd()).singleElement().satisfies(frame -> {
                assertThat(frame.isClose()).isTrue();
                assertThat(frame.payload()).isEmpty();
            });
        }
    }

    @Test
    void answersAHalfClosingClient() throws IOException {
        try (RawClient client = client()) {
            client.frame(0x88, new byte[] {3, (byte) 0xe8});
            client.socket().shutdownOutput();
            assertThat(client.readToEnd())
                    .singleElement()
                    .satisfies(frame -> assertThat(frame.code()).isEqualTo(1000));
        }
    }

    @Test
    void ignoresWhatFollowsAClose() throws IOException {
        try (RawClient client = client()) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(RawClient.masked(0x88, new byte[] {3, (byte) 0xe8}));
            all.writeBytes(RawClient.masked(0x81, bytes("too late")));
            client.send(all.toByteArray());
            assertThat(client.readToEnd()).hasSize(1);
        }
    }

    private static Arguments violation(String name, int code, byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return Arguments.of(name, code, all.toByteArray());
    }

    private static byte[] fragments(int count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            int opcode = i == 0 ? 1 : 0;
            all.writeBytes(RawClient.masked(i == count - 1 ? 0x80 | opcode : opcode, bytes("a")));
        }
        return all.toByteArray();
    }

    private static byte[] emptyFragments(int count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            all.writeBytes(RawClient.masked(i == 0 ? 1 : 0, EMPTY));
        }
        return all.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] hex(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
