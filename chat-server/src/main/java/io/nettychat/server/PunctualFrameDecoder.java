package io.nettychat.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Netty's decoder with a clock: a frame that has begun must end in time, or the bytes of it that are here would be kept for
 * as long as the client likes. A frame that comes in one piece, as nearly all do, costs no timer.
 */
final class PunctualFrameDecoder extends WebSocket13FrameDecoder {
    private final long frameMillis;
    private final Unfinished unfinished;
    private int held;
    private boolean midFrame;
    private int frames;
    private @Nullable Future<?> deadline;

    /** @param unfinished is told what is held of a frame that has begun */
    PunctualFrameDecoder(WebSocketDecoderConfig config, long frameMillis, Unfinished unfinished) {
        super(config);
        this.unfinished = unfinished;
        this.frameMillis = frameMillis;
        setCumulator(LargeBuffers.CUMULATOR);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        int before = out.size();
        super.decode(ctx, in, out);
        midFrame = out.size() == before;
        if (!midFrame) {
            frames++;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (midFrame && deadline == null) {
            startClock(ctx);
        }
        if (midFrame || held > 0) {
            hold(midFrame ? actualReadableBytes() : 0);
            if (unfinished.isTooMuch(held)) {
                ctx.fireExceptionCaught(new CorruptedWebSocketFrameException(
                        WebSocketCloseStatus.TRY_AGAIN_LATER, "Too many frames are under way. Come back later."));
            }
        }
        super.channelReadComplete(ctx);
    }

    private void hold(int bytes) {
        unfinished.add(bytes - held);
        held = bytes;
    }

    private void startClock(ChannelHandlerContext ctx) {
        int begun = frames;
        deadline = ctx.executor().schedule(() -> timeIsUp(ctx, begun), frameMillis, TimeUnit.MILLISECONDS);
    }

    private void timeIsUp(ChannelHandlerContext ctx, int begun) {
        deadline = null;
        if (!midFrame || ctx.isRemoved()) {
            return;
        }
        if (frames != begun || !ctx.channel().config().isAutoRead()) {
            // That frame has ended since and another one is under way; or the rest of it waits for us to read again.
            startClock(ctx);
            return;
        }
        ctx.fireExceptionCaught(new CorruptedWebSocketFrameException(
                WebSocketCloseStatus.POLICY_VIOLATION,
                "A frame must arrive within " + Math.max(1, frameMillis / 1000) + " s."));
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
        hold(0);
        super.handlerRemoved0(ctx);
    }
}
