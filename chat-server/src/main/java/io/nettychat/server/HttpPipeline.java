package io.nettychat.server;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which handlers a connection has before the upgrade, and in which order:
 *
 * <pre>
 * HttpDeadline              time limits, from accept on
 * HttpServerCodec           bytes to HTTP, small heads only
 * HttpObjectAggregator      whole requests, with next to no body
 * WebSocketUpgradeHandler   takes the path of the WebSocket
 * PageHandler               everything else
 * </pre>
 */
final class HttpPipeline {
    static final int MAX_LINE_BYTES = 4 * 1024;
    static final int MAX_HEADER_BYTES = 8 * 1024;
    static final String CODEC = "chat-http-codec";
    private static final int MAX_BODY_BYTES = 1024;

    private final HttpDeadline.Times times;
    private final WebSocketUpgradeHandler.Settings upgrade;
    private final PageHandler.Settings page;

    private final Set<HttpDeadline> live = ConcurrentHashMap.newKeySet();

    HttpPipeline(HttpDeadline.Times times, WebSocketUpgradeHandler.Settings upgrade, PageHandler.Settings page) {
        this.times = times;
        this.upgrade = upgrade;
        this.page = page;
    }

    void install(ChannelPipeline pipeline) {
        HttpDeadline deadline = new HttpDeadline(times, live);
        HttpDecoderConfig decoder = new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxChunkSize(MAX_BODY_BYTES);
        pipeline.addLast(deadline)
                .addLast(CODEC, new HttpServerCodec(decoder))
                .addLast(new HttpObjectAggregator(MAX_BODY_BYTES, true))
                .addLast(new WebSocketUpgradeHandler(upgrade))
                .addLast(new PageHandler(page, deadline));
    }

    /** Closes the connections that are no WebSockets. May be called from any thread. */
    void closeAll() {
        live.forEach(HttpDeadline::close);
    }
}
