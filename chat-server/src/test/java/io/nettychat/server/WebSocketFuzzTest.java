package io.nettychat.server;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/** Whatever arrives after the upgrade, in whatever pieces: whole valid messages come out, and one close frame at most. */
class WebSocketFuzzTest {
    private static final int MAX_BYTES = 1_000;
    private static final MessageAssembler.Limits LIMITS = new MessageAssembler.Limits(MAX_BYTES, 8, 10_000);

    @FuzzTest(maxDuration = "60s")
    void anyBytesEndInOrder(FuzzedDataProvider data) {
        Sink sink = new Sink();
        Unfinished unfinished = new Unfinished(2_000);
        WebSocketSession session = new WebSocketSession(LIMITS, true, unfinished);
        EmbeddedChannel channel = new EmbeddedChannel(
                new PunctualFrameDecoder(
                        WebSocketDecoderConfig.newBuilder()
                                .maxFramePayloadLength(MAX_BYTES)
                                .closeOnProtocolViolation(false)
                                .build(),
                        10_000,
                        unfinished),
                session,
                sink);
        session.peer(sink);
        try {
            while (data.remainingBytes() > 0 && channel.isOpen()) {
                byte[] piece = data.consumeBytes(data.consumeInt(1, 64));
                ByteBuf bytes = ByteBufAllocator.DEFAULT.buffer().writeBytes(piece);
                channel.writeInbound(bytes);
            }
            channel.checkException();
            closesOnce(channel);
        } finally {
            channel.finishAndReleaseAll();
        }
        if (unfinished.bytes() != 0) {
            throw new AssertionError(unfinished.bytes() + " bytes are counted that nobody holds");
        }
    }

    /** What leaves are pongs and a close frame, which is the last. */
    private static void closesOnce(EmbeddedChannel channel) {
        ByteBuf out = Unpooled.buffer();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            out.writeBytes(next);
            next.release();
        }
        boolean closed = false;
        while (out.isReadable()) {
            int opcode = out.readUnsignedByte() & 15;
            int length = out.readUnsignedByte();
            if (closed || length > 125 || (opcode != 8 && opcode != 10)) {
                throw new AssertionError("a frame with opcode " + opcode + " of " + length + " bytes leaves"
                        + (closed ? " behind the close frame" : ""));
            }
            closed = opcode == 8;
            out.skipBytes(length);
        }
        out.release();
    }

    /** Stands for the chat. */
    private static final class Sink extends ChannelInboundHandlerAdapter implements Endpoint.Peer {
        private boolean over;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            try {
                ByteBuf content = ((TextWebSocketFrame) msg).content();
                byte[] bytes = new byte[content.readableBytes()];
                content.getBytes(content.readerIndex(), bytes);
                if (over || bytes.length > MAX_BYTES) {
                    throw new AssertionError(over ? "a message after the end" : "too long a message");
                }
                String text = new String(bytes, StandardCharsets.UTF_8);
                if (!java.util.Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
                    throw new AssertionError("not UTF-8");
                }
            } finally {
                ReferenceCountUtil.release(msg);
            }
        }

        @Override
        public void heard(int bytes) {}

        @Override
        public void over() {
            over = true;
        }

        @Override
        public void failed() {
            throw new AssertionError("a bug");
        }
    }
}
