package io.nettychat.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.nettychat.Frame;
import io.nettychat.LiveBuffers;
import io.nettychat.WebSocketBytes;
import io.nettychat.model.CloseReason;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Limits;
import io.nettychat.model.Message;
import io.nettychat.model.Role;
import io.nettychat.model.User;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameWriterTest {
    static {
        LiveBuffers.install();
    }

    private static final long TIME = 1_767_323_045_006L;
    private static final User ANN = new User("u1", "Ann \"\\ \u00e4\ud83d\ude00");
    private static final User BOB = new User("u2", "bob");
    private static final Message FIRST = new Message(7, TIME, ANN, "hi\n\t\u0000\u007f</script>\u2028", "id-1");
    private static final Message SECOND = new Message(8, TIME + 1_000, BOB, "no id", null);

    private final FrameWriter writer = new FrameWriter(ZoneOffset.UTC);

    private static byte[] bytes(Consumer<ByteBuf> write) {
        ByteBuf out = Unpooled.buffer();
        write.accept(out);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    private static Frame frame(Consumer<ByteBuf> write) {
        WebSocketBytes sent = new WebSocketBytes();
        sent.add(bytes(write));
        List<WebSocketBytes.Part> parts = sent.take();
        assertThat(parts).hasSize(1);
        assertThat(sent.size()).isZero();
        assertThat(parts.get(0).isText()).isTrue();
        return Frame.parse(parts.get(0).payload());
    }

    private Map<String, Object> written(ServerFrame frame) {
        return frame(out -> writer.write(out, frame)).fields();
    }

    private static Map<String, Object> message(long seq, long time, String hms, User user, String text) {
        return Map.of(
                "type",
                "message",
                "room",
                "r",
                "seq",
                seq,
                "time",
                time,
                "hms",
                hms,
                "user",
                user.id(),
                "name",
                user.name(),
                "text",
                text);
    }

    @Test
    void aMessageIsTheSameBytesForAllAndEverywhere() {
        Frame frame = frame(out -> writer.message(out, "r", FIRST));
        assertThat(frame.string("id")).isEqualTo("id-1");
        frame.fields().remove("id");
        assertThat(frame.fields()).isEqualTo(message(7, TIME, "03:04:05", ANN, FIRST.text()));
        Frame without = frame(out -> writer.message(out, "r", SECOND));
        assertThat(without.string("id")).as("every message has an id").isEqualTo("s8");
        without.fields().remove("id");
        assertThat(without.fields()).isEqualTo(message(8, TIME + 1_000, "03:04:06", BOB, "no id"));
        byte[] again = bytes(out -> new FrameWriter(ZoneOffset.UTC).message(out, "r", FIRST));
        assertThat(bytes(out -> writer.message(out, "r", FIRST))).isEqualTo(again);
        String joined = new String(
                bytes(out -> writer.write(
                        out,
                        new ServerFrame.Joined(
                                null,
                                "r",
                                "e",
                                7,
                                1,
                                ServerFrame.How.FRESH,
                                List.of(FIRST),
                                Role.MEMBER,
                                List.of(),
                                Map.of(),
                                0))),
                UTF_8);
        assertThat(joined).contains(new String(again, WebSocketFraming.headerLength(again.length - 4), 50, UTF_8));
    }

    @Test
    void aDeletionAndWhatIsLeftOfItsTarget() {
        Map<String, Object> left =
                frame(out -> writer.message(out, "r", FIRST.withoutText())).fields();
        assertThat(left)
                .containsEntry("deleted", true)
                .containsEntry("text", "")
                .containsEntry("seq", 7L);
        Map<String, Object> deletion = frame(out -> writer.message(out, "r", new Message(9, TIME, BOB, "", null, 7)))
                .fields();
        assertThat(deletion)
                .isEqualTo(Map.of(
                        "type",
                        "deleted",
                        "room",
                        "r",
                        "seq",
                        9L,
                        "target",
                        7L,
                        "time",
                        TIME,
                        "user",
                        BOB.id(),
                        "name",
                        BOB.name()));
    }

    @Test
    void joined() {
        Map<String, Object> full = written(new ServerFrame.Joined(
                "j",
                "r",
                "e",
                8,
                3,
                ServerFrame.How.RESUMED,
                List.of(FIRST, SECOND),
                Role.MEMBER,
                List.of(ANN, BOB),
                Map.of(),
                2));
        assertThat(full)
                .containsOnlyKeys("type", "id", "room", "epoch", "seq", "first", "how", "messages", "members", "count");
        Frame frame = frame(out -> writer.write(
                out,
                new ServerFrame.Joined(
                        "j",
                        "r",
                        "e",
                        8,
                        3,
                        ServerFrame.How.RESUMED,
                        List.of(FIRST, SECOND),
                        Role.MEMBER,
                        List.of(ANN, BOB),
                        Map.of(),
                        2)));
        assertThat(frame.type()).isEqualTo("joined");
        assertThat(frame.string("how")).isEqualTo("resumed");
        assertThat(frame.number("seq")).isEqualTo(8);
        assertThat(frame.number("first")).isEqualTo(3);
        assertThat(frame.each("messages", "seq")).containsExactly(7L, 8L);
        assertThat(frame.each("members", "name")).containsExactly(ANN.name(), "bob");
        assertThat(written(new ServerFrame.Joined(
                        null, "r", "e", 0, 1, ServerFrame.How.GAP, List.of(), Role.MEMBER, null, Map.of(), 200)))
                .isEqualTo(Map.of(
                        "type",
                        "joined",
                        "room",
                        "r",
                        "epoch",
                        "e",
                        "seq",
                        0L,
                        "first",
                        1L,
                        "how",
                        "gap",
                        "messages",
                        List.of(),
                        "count",
                        200L));
    }

    @Test
    void welcome() {
        Frame frame = frame(out -> writer.write(
                out, new ServerFrame.Welcome("h", ANN, Role.MEMBER, "secret", true, TIME, Limits.DEFAULT)));
        assertThat(frame.object("limits").fields())
                .isEqualTo(Map.of("text", 4_000L, "frame", 65_536L, "rooms", 32L, "idle", 300L, "rate", 5L));
        frame.fields().remove("limits");
        assertThat(frame.fields())
                .isEqualTo(Map.of(
                        "type",
                        "welcome",
                        "id",
                        "h",
                        "user",
                        "u1",
                        "name",
                        ANN.name(),
                        "session",
                        "secret",
                        "resumed",
                        true,
                        "time",
                        TIME));
    }

    @Test
    void smallReplies() {
        assertThat(written(new ServerFrame.Left("l", "r", null)))
                .isEqualTo(Map.of("type", "left", "id", "l", "room", "r"));
        assertThat(written(new ServerFrame.Ack("a", "r", 5, TIME)))
                .isEqualTo(Map.of("type", "ack", "id", "a", "room", "r", "seq", 5L, "time", TIME));
        assertThat(written(new ServerFrame.Pong(null, TIME))).isEqualTo(Map.of("type", "pong", "time", TIME));
        assertThat(written(new ServerFrame.Gap("r", 3, 9)))
                .isEqualTo(Map.of("type", "gap", "room", "r", "from", 3L, "to", 9L));
        assertThat(written(new ServerFrame.Idle(30))).isEqualTo(Map.of("type", "idle", "seconds", 30L));
        assertThat(written(new ServerFrame.Renamed("n", BOB)))
                .isEqualTo(Map.of("type", "name", "id", "n", "user", "u2", "name", "bob"));
        assertThat(written(new ServerFrame.Refused(null, null, ErrorCode.NAME_TAKEN, "why", 0)))
                .isEqualTo(Map.of("type", "error", "code", "name_taken", "reason", "why"));
        assertThat(written(new ServerFrame.Refused("x", "r", ErrorCode.RATE_LIMITED, "why", 250)))
                .isEqualTo(Map.of(
                        "type",
                        "error",
                        "id",
                        "x",
                        "room",
                        "r",
                        "code",
                        "rate_limited",
                        "reason",
                        "why",
                        "retryAfter",
                        250L));
        assertThat(written(new ServerFrame.Bye(CloseReason.DRAIN, "why", 1_500)))
                .isEqualTo(Map.of("type", "bye", "code", "drain", "reason", "why", "reconnect", true, "after", 1_500L));
        assertThat(written(new ServerFrame.Bye(CloseReason.KICKED, "why", -1)))
                .isEqualTo(Map.of("type", "bye", "code", "kicked", "reason", "why", "reconnect", false));
        assertThat(written(new ServerFrame.Members("m", "r", List.of(), Map.of(), 0)))
                .isEqualTo(Map.of("type", "members", "id", "m", "room", "r", "members", List.of(), "count", 0L));
        assertThat(written(new ServerFrame.Notice("r", TIME, "hello")))
                .isEqualTo(Map.of(
                        "type",
                        "message",
                        "room",
                        "r",
                        "time",
                        TIME,
                        "hms",
                        "03:04:05",
                        "user",
                        "server",
                        "name",
                        "server",
                        "text",
                        "hello"));
        Frame history = frame(out -> writer.write(out, new ServerFrame.History("h", "r", List.of(FIRST), true)));
        assertThat(history.each("messages", "text")).containsExactly(FIRST.text());
        assertThat(history.bool("more")).isTrue();
    }

    @Test
    void framesForARoom() {
        Frame news = frame(out -> writer.presence(out, "r", List.of(ANN), List.of(), List.of(BOB), Map.of(), 2));
        assertThat(news.names()).containsExactly("type", "room", "joined", "left", "renamed", "count");
        assertThat(news.each("joined", "user")).containsExactly("u1");
        assertThat(news.list("left")).isEmpty();
        assertThat(news.each("renamed", "name")).containsExactly("bob");
        assertThat(frame(out -> writer.presence(out, "r", null, null, null, Map.of(), 101))
                        .fields())
                .isEqualTo(Map.of("type", "presence", "room", "r", "count", 101L));
        assertThat(frame(out -> writer.typing(out, "r", List.of(ANN, BOB))).each("users", "user"))
                .containsExactly("u1", "u2");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, 65_537, 300_000})
    void theLengthIsInItsShortestForm(int length) {
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);
        byte[] bytes = bytes(out -> WebSocketFraming.text(out, payload, 0, length));
        assertThat(bytes.length - length).isEqualTo(WebSocketFraming.headerLength(length));
        WebSocketBytes sent = new WebSocketBytes();
        sent.add(bytes);
        assertThat(sent.take().get(0).payload()).isEqualTo(payload);
    }

    @Test
    void controlFrames() {
        int before = LiveBuffers.count();
        ByteBuf ping = WebSocketFraming.ping(ByteBufAllocator.DEFAULT);
        assertThat(ping.readUnsignedShort()).isEqualTo(0x8900);
        ping.release();
        ByteBuf payload = Unpooled.copiedBuffer("abc", UTF_8);
        ByteBuf pong = WebSocketFraming.pong(ByteBufAllocator.DEFAULT, payload);
        assertThat(pong.readUnsignedShort()).isEqualTo(0x8a03);
        assertThat(pong.toString(UTF_8)).isEqualTo("abc");
        assertThat(payload.readableBytes()).isEqualTo(3);
        pong.release();
        assertThatThrownBy(() -> WebSocketFraming.pong(ByteBufAllocator.DEFAULT, Unpooled.wrappedBuffer(new byte[126])))
                .isInstanceOf(IllegalArgumentException.class);
        ByteBuf none = WebSocketFraming.close(ByteBufAllocator.DEFAULT, -1, "ignored");
        assertThat(none.readUnsignedShort()).isEqualTo(0x8800);
        none.release();
        ByteBuf close = WebSocketFraming.close(ByteBufAllocator.DEFAULT, 4001, "x".repeat(121) + "\u20ac");
        assertThat(close.readUnsignedShort()).isEqualTo(0x8800 | 123);
        assertThat(close.readUnsignedShort()).isEqualTo(4001);
        assertThat(close.toString(UTF_8)).isEqualTo("x".repeat(121));
        close.release();
        payload.release();
        assertThat(LiveBuffers.count()).isEqualTo(before);
    }

    @Test
    void jsonIsWhatJacksonReadsBack() {
        Random random = new Random(3);
        JsonBuffer json = new JsonBuffer();
        for (int i = 0; i < 20_000; i++) {
            String text = randomText(random, i % 50 == 0 ? 3_000 : 20);
            json.clear();
            json.raw('{').string("v").raw(':').string(text).raw('}');
            String back = Frame.parse(new String(json.array(), 0, json.length(), UTF_8).getBytes(UTF_8))
                    .string("v");
            assertThat(back).isEqualTo(mended(text));
            assertThat(new String(json.array(), 0, json.length(), UTF_8).getBytes(UTF_8))
                    .hasSize(json.length());
            if (text.equals(mended(text))) {
                assertThat(JsonBuffer.sizeOf(text)).isEqualTo(json.length() - 8);
            }
        }
    }

    private static String randomText(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(most); left > 0; left--) {
            switch (random.nextInt(6)) {
                case 0 -> text.append((char) random.nextInt(0x20));
                case 1 -> text.append((char) (0x20 + random.nextInt(0x60)));
                case 2 -> text.append((char) random.nextInt(0x800));
                case 3 -> text.append((char) random.nextInt(0x10000));
                case 4 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
                default -> text.append("\"\\/\u2028\ud800\udc00".charAt(random.nextInt(6)));
            }
        }
        return text.toString();
    }

    /** Returns the text with U+FFFD for each half of a pair. */
    private static String mended(String text) {
        StringBuilder mended = new StringBuilder();
        text.codePoints()
                .map(point -> point >= 0xd800 && point <= 0xdfff ? 0xfffd : point)
                .forEach(mended::appendCodePoint);
        return mended.toString();
    }

    @Test
    void numbers() {
        JsonBuffer json = new JsonBuffer();
        for (long number : new long[] {0, 9, 10, 99, 100, -1, -10, Long.MAX_VALUE, Long.MIN_VALUE, TIME}) {
            json.clear();
            json.number(number);
            assertThat(new String(json.array(), 0, json.length(), UTF_8)).isEqualTo(Long.toString(number));
        }
    }

    @Test
    void sizesAreRightToSomeBytes() {
        for (Message message : List.of(FIRST, SECOND, FIRST.withoutText(), new Message(9, TIME, BOB, "", null, 7))) {
            int real = bytes(out -> writer.message(out, "room", message)).length;
            assertThat(FrameWriter.sizeOf("room", message)).isBetween(real - 10, real + 30);
        }
    }

    @Test
    void timeOfDay() {
        TimeOfDay utc = new TimeOfDay(ZoneOffset.UTC);
        assertThat(utc.hms(0)).asString(UTF_8).isEqualTo("00:00:00");
        assertThat(utc.hms(999)).asString(UTF_8).isEqualTo("00:00:00");
        assertThat(utc.hms(86_399_999)).asString(UTF_8).isEqualTo("23:59:59");
        assertThat(utc.hms(86_400_000)).asString(UTF_8).isEqualTo("00:00:00");
        assertThat(utc.hms(-1)).asString(UTF_8).isEqualTo("23:59:59");
        assertThat(utc.hms(TIME)).asString(UTF_8).isEqualTo("03:04:05");
        TimeOfDay berlin = new TimeOfDay(ZoneId.of("Europe/Berlin"));
        long summerEnds = 1_792_890_000_000L; // 2026-10-25T01:00:00Z
        assertThat(berlin.hms(summerEnds - 1)).asString(UTF_8).isEqualTo("02:59:59");
        assertThat(berlin.hms(summerEnds)).asString(UTF_8).isEqualTo("02:00:00");
        assertThat(new TimeOfDay(ZoneOffset.ofHoursMinutes(-3, -30)).hms(0))
                .asString(UTF_8)
                .isEqualTo("20:30:00");
    }
}
