package io.nettychat.benchmarks.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One client: upgrades, counts and checks what it receives, and speaks when it is one of the speakers.
 *
 * <p>It walks the frame headers in place and looks at the {@link Mark} only. A WebSocket decoder that makes an object of
 * each frame would cost more than some of the servers do, and the generator would be measured instead of them.
 *
 * <p>All clients live on one event loop, which is why they share plain fields and one scratch array through {@link Load}.
 */
@SuppressWarnings(
        "FutureReturnValueIgnored") // what a failed write leaves unsent shows as a closed connection or as loss
final class Client extends ChannelInboundHandlerAdapter {
    private static final byte[] NOTHING = {};
    private static final byte[] MASK = {0x37, (byte) 0xFA, 0x21, 0x3D};
    private static final int CONTINUATION = 0x0;
    private static final int TEXT = 0x1;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;

    private final Load load;
    private final Load.Room room;
    private final int number;
    private final int speaker;
    private final Dialect.@Nullable Template template;

    private @Nullable Channel channel;
    private boolean upgraded;
    private boolean ready;
    private byte[] rest = NOTHING;
    private int restLength;
    private int markHint;
    private int toSend;

    /** The next counter expected from each speaker of the room. */
    final int[] next;

    /** Texts received. */
    long received;

    /** Folds who said what in which order: two members with one count and one order have one value. */
    long order;

    /** Texts sent. */
    int sent;

    /**
     * @param number unique in the run
     * @param speaker place among the speakers of the room, or -1 for one who listens
     */
    Client(Load load, Load.Room room, int number, int speaker) {
        this.load = load;
        this.room = room;
        this.number = number;
        this.speaker = speaker;
        this.next = new int[load.workload.speakers()];
        this.template = speaker < 0 ? null : load.dialect.template(room.name(), number, load.workload.text());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        String subProtocol = load.dialect.subProtocol();
        String request = "GET " + load.dialect.target(room.name()) + " HTTP/1.1\r\nHost: 127.0.0.1:" + load.port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + (subProtocol == null ? "" : "Sec-WebSocket-Protocol: " + subProtocol + "\r\n") + "\r\n";
        ByteBuf out = ctx.alloc().buffer(512);
        out.writeCharSequence(request, US_ASCII);
        ctx.writeAndFlush(out, ctx.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        int n = in.readableBytes();
        byte[] bytes = load.scratch(restLength + n);
        System.arraycopy(rest, 0, bytes, 0, restLength);
        in.readBytes(bytes, restLength, n);
        in.release();
        int end = restLength + n;
        int at = 0;
        if (!upgraded) {
            at = upgrade(bytes, end);
        }
        if (upgraded) {
            long now = System.nanoTime();
            int used;
            while ((used = frame(bytes, at, end, now)) > 0) {
                at += used;
            }
        }
        restLength = end - at;
        if (restLength > rest.length) {
            rest = new byte[Math.max(restLength, 2 * rest.length)];
        }
        System.arraycopy(bytes, at, rest, 0, restLength);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        int write = load.groupedSends ? toSend : 1;
        while (toSend > 0) {
            say(write, System.nanoTime());
            toSend -= write;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        load.closed(this, "the server closed a connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        load.note(cause.toString());
        ctx.close();
    }

    /** Sends so many texts in one write. {@code intended} is stamped into them, on the clock of {@link System#nanoTime()}. */
    void say(int count, long intended) {
        Dialect.Template text = template;
        Channel to = channel;
        if (text == null || to == null || !load.speaking) {
            return;
        }
        ByteBuf out = to.alloc().buffer(count * (text.length() + 8));
        for (int i = 0; i < count; i++) {
            append(out, TEXT, text.fill(speaker, sent++, intended));
        }
        room.sent += count;
        to.writeAndFlush(out, to.voidPromise());
    }

    void stopReading() {
        if (channel != null) {
            channel.config().setAutoRead(false);
        }
    }

    private int upgrade(byte[] bytes, int end) {
        for (int at = 3; at < end; at++) {
            if (bytes[at] == '\n' && bytes[at - 1] == '\r' && bytes[at - 2] == '\n') {
                String head = new String(bytes, 0, at, US_ASCII);
                if (!head.startsWith("HTTP/1.1 101")) {
                    load.fail("the upgrade was refused: "
                            + head.lines().findFirst().orElse(""));
                    return end;
                }
                upgraded = true;
                for (String frame : load.dialect.greeting(room.name(), number)) {
                    send(TEXT, frame.getBytes(US_ASCII));
                }
                if (load.dialect.greeted() == null) {
                    becomeReady();
                }
                return at + 1;
            }
        }
        return 0;
    }

    /** Returns how many bytes the frame at {@code at} takes, 0 when it is not whole yet. */
    private int frame(byte[] bytes, int at, int end, long now) {
        if (end - at < 2) {
            return 0;
        }
        int head = 2;
        int length = bytes[at + 1] & 0x7F;
        if (length == 126) {
            if (end - at < 4) {
                return 0;
            }
            head = 4;
            length = unsignedShort(bytes, at + 2);
        } else if (length == 127) {
            if (end - at < 10) {
                return 0;
            }
            head = 10;
            length = unsignedShort(bytes, at + 6) << 16 | unsignedShort(bytes, at + 8);
        }
        if (end - at - head < length) {
            return 0;
        }
        int from = at + head;
        int to = from + length;
        if (bytes[at] == (byte) (0x80 | TEXT)) {
            text(bytes, from, to, head + length, now);
        } else {
            other(bytes[at], bytes, from, to);
        }
        return head + length;
    }

    private void text(byte[] bytes, int from, int to, int size, long now) {
        int mark = Mark.find(bytes, from, to, markHint);
        if (mark < 0) {
            plain(new String(bytes, from, to - from, StandardCharsets.UTF_8));
            return;
        }
        markHint = mark - from;
        int publisher = Mark.publisher(bytes, mark);
        int counter = Mark.counter(bytes, mark);
        if (publisher < 0 || publisher >= next.length) {
            load.note("a text came that nobody sent");
            return;
        }
        int expected = next[publisher];
        if (counter < expected) {
            load.repeated++;
            return;
        }
        load.lost += counter - expected;
        next[publisher] = counter + 1;
        received++;
        order = (order ^ ((long) publisher << 32 | counter)) * 0x9E3779B97F4A7C15L;
        load.delivered(size);
        if (load.workload.isOpen()) {
            load.latency(now - Mark.nanos(bytes, mark));
        } else if (publisher == speaker) {
            load.latency(now - Mark.nanos(bytes, mark));
            toSend++;
        }
    }

    /** A text that is not one of ours: part of a greeting, or a complaint. */
    private void plain(String text) {
        String greeted = load.dialect.greeted();
        if (!ready && greeted != null && text.contains(greeted)) {
            becomeReady();
        } else if (text.contains("\"type\":\"error\"")) {
            load.note(text);
        }
    }

    private void other(byte first, byte[] bytes, int from, int to) {
        int opcode = first & 0xF;
        switch (opcode) {
            case PING -> send(PONG, Arrays.copyOfRange(bytes, from, to));
            case PONG -> {}
            case CLOSE ->
                load.note("close frame " + (to - from < 2 ? "without a code" : "" + unsignedShort(bytes, from)));
            case CONTINUATION, TEXT -> load.fail("the server fragments its frames, which this generator does not read");
            default -> load.note("a frame with opcode " + opcode);
        }
    }

    private static int unsignedShort(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
    }

    private void becomeReady() {
        ready = true;
        load.ready();
    }

    private void send(int opcode, byte[] payload) {
        Channel to = channel;
        if (to != null) {
            ByteBuf out = to.alloc().buffer(payload.length + 8);
            append(out, opcode, payload);
            to.writeAndFlush(out, to.voidPromise());
        }
    }

    private static void append(ByteBuf out, int opcode, byte[] payload) {
        out.writeByte(0x80 | opcode);
        if (payload.length < 126) {
            out.writeByte(0x80 | payload.length);
        } else {
            out.writeByte(0x80 | 126).writeShort(payload.length);
        }
        out.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            out.writeByte(payload[i] ^ MASK[i & 3]);
        }
    }
}
