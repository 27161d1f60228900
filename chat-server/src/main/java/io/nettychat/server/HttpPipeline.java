package io.nettychat.server;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which handlers a connection has before the upgrade, and in which order:
 *
 * <pre>
 * HAProxyMessageDecoder     whom a trusted proxy speaks for; gone after its first message
 * ProxyProtocolHandler      likewise
 * TlsGate                   TLS, when it is spoken here
 * HttpDeadline              time limits, from accept on
 * HttpServerCodec           bytes to HTTP, small heads only
 * RequestAggregator         whole requests, with next to no body
 * ApiHandler                takes what is below /api/, where there is an API
 * WebSocketUpgradeHandler   takes the path of the WebSocket
 * PageHandler               everything else
 * </pre>
 */
final class HttpPipeline {
    static final int MAX_LINE_BYTES = 4 * 1024;
    static final int MAX_HEADER_BYTES = 8 * 1024;
    static final String CODEC = "chat-http-codec";
    private static final int MAX_BODY_BYTES = 1024;

    /** The longest text of a message, every character of it escaped, and some more. */
    private static final int MAX_API_BODY_BYTES = 128 * 1024;

    private final Settings settings;

    private final Set<HttpDeadline> live = ConcurrentHashMap.newKeySet();

    /**
     * @param times how long what may take
     * @param tls what TLS is spoken with, asked for each connection; null when it is not spoken here
     * @param proxyProtocol whether trusted proxies begin with a word in the PROXY protocol
     * @param api for scripts; null when there is no API
     * @param upgrade for the path of the WebSocket
     * @param page for everything else
     */
    record Settings(
            HttpDeadline.Times times,
            @Nullable TlsSource tls,
            boolean proxyProtocol,
            ApiHandler.@Nullable Settings api,
            WebSocketUpgradeHandler.Settings upgrade,
            PageHandler.Settings page) {}

    HttpPipeline(Settings settings) {
        this.settings = settings;
    }

    void install(ChannelPipeline pipeline) {
        // Whoever is not trusted is not asked whom it speaks for, and what it says of it is a malformed request.
        if (settings.proxyProtocol()
                && settings.page().proxies().trusts(pipeline.channel().remoteAddress())) {
            pipeline.addLast(new HAProxyMessageDecoder()).addLast(new ProxyProtocolHandler());
        }
        if (settings.tls() != null) {
            pipeline.addLast(new TlsGate(settings.tls().context()));
        }
        HttpDeadline deadline = http(pipeline, settings.api() == null ? MAX_BODY_BYTES : MAX_API_BODY_BYTES);
        if (settings.api() != null) {
            pipeline.addLast(new ApiHandler(settings.api(), deadline));
        }
        pipeline.addLast(new WebSocketUpgradeHandler(settings.upgrade()))
                .addLast(new PageHandler(settings.page(), deadline));
    }

    /** For a second port, which does nothing but show the way to the first. */
    void installRedirect(ChannelPipeline pipeline, int port) {
        http(pipeline, MAX_BODY_BYTES);
        pipeline.addLast(new RedirectHandler(port));
    }

    private HttpDeadline http(ChannelPipeline pipeline, int maxBody) {
        HttpDeadline deadline = new HttpDeadline(settings.times(), live);
        HttpDecoderConfig decoder = new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxChunkSize(MAX_BODY_BYTES);
        pipeline.addLast(deadline).addLast(CODEC, new HttpServerCodec(decoder)).addLast(new RequestAggregator(maxBody));
        return deadline;
    }

    /** Closes the connections that are no WebSockets. May be called from any thread. */
    void closeAll() {
        live.forEach(HttpDeadline::close);
    }
}
