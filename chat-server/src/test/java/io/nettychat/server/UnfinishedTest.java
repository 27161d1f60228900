package io.nettychat.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is counted of messages that do not end is given back, however they end. */
class UnfinishedTest {
    private static final int CROWD = 1_000;
    private static final int PIECE = 4 * 1024;
    private static final int PIECES = 15;

    /** In bytes: less than half of what the crowd holds. */
    private static final long KEPT = 24 * 1024 * 1024;

    @ParameterizedTest
    @ValueSource(strings = {"4e", "ff", "c3", "c328", "e28228"})
    void nothingIsCountedOfAMessageThatIsOver(String hex) {
        Unfinished unfinished = new Unfinished(1 << 20);
        EmbeddedChannel channel = new EmbeddedChannel(
                new WebSocketSession(new MessageAssembler.Limits(1 << 16, 64, 10_000), true, unfinished));
        channel.writeInbound(new TextWebSocketFrame(false, 0, Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex))));
        channel.finishAndReleaseAll();
        assertThat(unfinished.bytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void memoryOfLargeOnesGoesBack(boolean oneFrame) {
        AdaptiveByteBufAllocator pool = new AdaptiveByteBufAllocator(true);
        Unfinished unfinished = new Unfinished(Long.MAX_VALUE);
        List<EmbeddedChannel> crowd = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            EmbeddedChannel one = new EmbeddedChannel();
            one.config().setAllocator(pool);
            one.pipeline()
                    .addLast(
                            new PunctualFrameDecoder(
                                    WebSocketDecoderConfig.newBuilder().build(), 10_000, unfinished),
                            new WebSocketSession(new MessageAssembler.Limits(1 << 16, 64, 10_000), true, unfinished));
            crowd.add(one);
        }
        for (int piece = 0; piece < PIECES; piece++) {
            for (EmbeddedChannel one : crowd) {
                one.writeInbound(oneFrame ? pieceOfFrame(pool, piece) : fragment(pool, piece));
            }
        }
        assertThat(unfinished.bytes()).as("all of it is here").isGreaterThan((long) CROWD * (PIECES - 1) * PIECE);
        for (EmbeddedChannel one : crowd) {
            one.finishAndReleaseAll();
        }
        assertThat(unfinished.bytes()).isZero();
        assertThat(pool.metric().usedDirectMemory()).as("what the pool keeps").isLessThan(KEPT);
    }

    /** A part of a frame of almost 64 KiB. */
    private static ByteBuf pieceOfFrame(ByteBufAllocator pool, int piece) {
        ByteBuf bytes = pool.buffer(PIECE);
        if (piece == 0) {
            bytes.writeShort(0x81fe).writeShort(0xffff).writeInt(0);
        }
        return bytes.writeZero(bytes.writableBytes());
    }

    /** A frame that does not end the message. */
    private static ByteBuf fragment(ByteBufAllocator pool, int piece) {
        return pool.buffer(PIECE)
                .writeShort(piece == 0 ? 0x01fe : 0x00fe)
                .writeShort(PIECE - 8)
                .writeInt(0)
                .writeZero(PIECE - 8);
    }
}
