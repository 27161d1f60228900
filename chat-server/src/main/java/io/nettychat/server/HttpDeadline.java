package io.nettychat.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Time limits of a connection that is no WebSocket yet, all on the event loop's monotonic clock: from accept to the end of
 * the first request, from the first byte of each later request to its end, between two requests, and for the answer.
 * Stands in front of the codec, because a request that trickles in byte by byte is seen nowhere else.
 */
final class HttpDeadline extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(HttpDeadline.class);

    private final Times times;
    private final Set<HttpDeadline> live;
    private volatile @Nullable ChannelHandlerContext ctx;
    private @Nullable Future<?> end;
    private boolean waiting;

    /**
     * How long what may take, in milliseconds.
     *
     * @param request to send a request, or to finish the WebSocket handshake, from accept or from its first byte
     * @param idle between two requests
     * @param answer to take an answer
     */
    record Times(long request, long idle, long answer) {
        static final Times DEFAULT = new Times(5_000, 15_000, 30_000);
    }

    /** @param live where the connections are noted that are no WebSockets, so that all of them can be closed */
    HttpDeadline(Times times, Set<HttpDeadline> live) {
        this.times = times;
        this.live = live;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        live.add(this);
        // TLS, when there is any, begins now: its handshake is part of the time.
        limit(times.request());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object msg) {
        if (waiting) {
            waiting = false;
            limit(times.request());
        }
        context.fireChannelRead(msg);
    }

    /** The request is whole and being answered. */
    void answering() {
        limit(times.answer());
    }

    /** The answer has left; the next request may take its time to come. */
    void answered() {
        waiting = true;
        limit(times.idle());
    }

    /** Closes the connection. May be called from any thread. */
    void close() {
        ChannelHandlerContext context = ctx;
        if (context != null) {
            context.close();
        }
    }

    private void limit(long millis) {
        cancel();
        ChannelHandlerContext context = ctx;
        if (context != null) {
            end = context.executor().schedule(() -> expire(context), millis, TimeUnit.MILLISECONDS);
        }
    }

    private void expire(ChannelHandlerContext context) {
        log.debug(
                "{} took too long for its request and is closed",
                context.channel().remoteAddress());
        context.close();
    }

    private void cancel() {
        if (end != null) {
            end.cancel(false);
            end = null;
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        cancel();
        live.remove(this);
        ctx = null;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancel();
        context.fireChannelInactive();
    }
}
