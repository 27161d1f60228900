package io.nettychat.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each accepted connection its pipeline, and turns those away for which the process has no descriptors. */
@ChannelHandler.Sharable
final class Sockets extends ChannelInitializer<Channel> {
    private static final Logger log = LoggerFactory.getLogger(Sockets.class);

    private final Consumer<ChannelPipeline> http;
    private final int max;
    private final AtomicInteger open = new AtomicInteger();
    private final ChannelFutureListener leave = future -> open.decrementAndGet();

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
        channel.closeFuture().addListener(leave);
        if (open.incrementAndGet() > max) {
            log.debug("{} is turned away: {} sockets are open", channel.remoteAddress(), max);
            channel.close();
        } else {
            http.accept(channel.pipeline());
        }
    }
}
