package io.nettychat.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each accepted connection its pipeline, and turns those away for which the process has no descriptors. That is done
 * where they are accepted, before they are given to an event loop: in a burst thousands would wait for theirs to be closed,
 * and each of them has a descriptor until then.
 */
@ChannelHandler.Sharable
final class Sockets extends ChannelInitializer<Channel> {
    private static final Logger log = LoggerFactory.getLogger(Sockets.class);

    private final Consumer<ChannelPipeline> http;
    private final int max;
    private final AtomicInteger open = new AtomicInteger();
    private final ChannelFutureListener leave = future -> open.decrementAndGet();
    private final ChannelHandler door = new Door();

    /**
     * @param http adds the handlers of a connection
     * @param max how many connections may be open at once, WebSockets or not
     */
    Sockets(Consumer<ChannelPipeline> http, int max) {
        this.http = http;
        this.max = max;
    }

    @Override
    protected void initChannel(Channel channel) {
        http.accept(channel.pipeline());
    }

    /** Returns the handler of the listening channel, which counts who comes in. */
    ChannelHandler door() {
        return door;
    }

    @Sharable
    private final class Door extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            if (msg instanceof Channel accepted) {
                if (open.incrementAndGet() > max) {
                    open.decrementAndGet();
                    log.debug("{} is turned away: {} sockets are open", accepted.remoteAddress(), max);
                    accepted.unsafe().closeForcibly(); // it has no event loop yet that could close it
                    return;
                }
                // Not where it gets its pipeline: one whose event loop cannot take it never gets there, and ends all
                // the same.
                accepted.closeFuture().addListener(leave);
            }
            ctx.fireChannelRead(msg);
        }
    }
}
