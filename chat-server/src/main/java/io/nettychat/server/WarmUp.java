package io.nettychat.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes once through everything that a connection can meet, before the first one is accepted. A class that is needed for
 * the first time while no file can be opened cannot be loaded, and the error ends the event loop that needed it.
 */
final class WarmUp {
    private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
    private static final String HEAD = " HTTP/1.1\r\nHost: localhost\r\n";
    private static final String UPGRADE = String.join(
            "\r\n",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "");

    private WarmUp() {}

    static void run(StaticFiles files) {
        log.debug("Warming up: {}", "one line of the log", new IOException("not a fault, only the first of its kind"));
        WebSocketPipeline websocket = new WebSocketPipeline(
                (channel, handshake, wire) -> new Silent(),
                new MessageAssembler.Limits(1024, 2, 1000),
                Duration.ZERO,
                true);
        Admission admission = new Admission(1, 1, () -> true);
        HttpPipeline http = new HttpPipeline(
                HttpDeadline.Times.DEFAULT,
                new WebSocketUpgradeHandler.Settings("/chat", Origins.sameOnly(), admission, websocket),
                new PageHandler.Settings(files, admission, () -> ""));
        exchange(http, "GET /" + HEAD + "Accept-Encoding: gzip\r\n\r\n");
        exchange(http, "GET /healthz" + HEAD + "\r\n", "GET /nothing" + HEAD + "\r\n");
        exchange(http, "no HTTP at all\r\n\r\n");
        // An upgrade; a masked text in two fragments, a ping, a close frame.
        exchange(
                http,
                "GET /chat?room=lobby" + HEAD + UPGRADE + "\r\n",
                "\u0001\u0081\0\0\0\0a\u0080\u0081\0\0\0\0b\u0089\u0080\0\0\0\0",
                "\u0088\u0082\0\0\0\0\u0003\u00e8");
        exchange(http, "GET /chat" + HEAD + UPGRADE + "\r\n", "\u00ff\u00ff\0\0\0\0");
    }

    private static void exchange(HttpPipeline http, String... bytes) {
        EmbeddedChannel channel = new EmbeddedChannel();
        http.install(channel.pipeline());
        for (String part : bytes) {
            if (channel.isOpen()) {
                channel.writeInbound(Unpooled.copiedBuffer(part, StandardCharsets.ISO_8859_1));
            }
        }
        channel.finishAndReleaseAll();
    }

    /** An endpoint that says nothing. */
    private static final class Silent extends ChannelInboundHandlerAdapter implements Endpoint.Peer {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            ReferenceCountUtil.release(msg);
        }

        @Override
        public void heard() {}

        @Override
        public void over() {}

        @Override
        public void failed() {}
    }
}
