package io.nettychat.server;

import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.nettychat.hub.Hub;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
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

    private static final AtomicBoolean DONE = new AtomicBoolean();

    private WarmUp() {}

    /** Warms this process up, the first time it is called; who comes meanwhile waits. */
    static synchronized void once() {
        if (!DONE.get()) {
            try (StaticFiles files = StaticFiles.load(WarmUp.class.getClassLoader(), Origins.sameOnly())) {
                run(files);
            }
            DONE.set(true);
        }
    }

    static void run(StaticFiles files) {
        log.debug("Warming up: {}", "one line of the log", fault());
        exchange(files, "GET /" + HEAD + "Accept-Encoding: gzip, br\r\n\r\n");
        exchange(files, "GET /healthz" + HEAD + "\r\n", "GET /nothing" + HEAD + "\r\n");
        exchange(files, "no HTTP at all\r\n\r\n");
        exchange(files, "GET /" + HEAD + "Content-Length: 99999\r\n\r\n");
        exchange(
                files,
                "GET /chat" + HEAD + UPGRADE + "Sec-WebSocket-Protocol: chat.v1\r\n\r\n",
                text("{\"type\":\"hello\",\"name\":\"warm-up\"}"),
                text("{\"type\":\"join\",\"room\":\"warm-up\"}"),
                text("{\"type\":\"message\",\"room\":\"warm-up\",\"id\":\"1\",\"text\":\"said\"}"),
                text("{\"type\": \"message\", \"room\": \"warm-up\", \"id\": \"1\", \"text\": \"repeated\"}"),
                text("{\"type\":\"history\",\"room\":\"warm-up\"}"),
                text("refused"),
                "\u0001\u0081\0\0\0\0a\u0080\u0081\0\0\0\0b\u0089\u0080\0\0\0\0", // two fragments, a ping
                "\u0088\u0082\0\0\0\0\u0003\u00e8"); // a close frame
        exchange(
                files,
                "GET /chat?room=warm-up" + HEAD + UPGRADE + "\r\n",
                text("warm-up|said"),
                "\u00ff\u00ff\0\0\0\0"); // a frame that cannot be
    }

    /** TLS with ourselves: what it takes is loaded, and a certificate that cannot be used is noticed now. */
    static void tls(SslContext context) {
        try {
            SslContext any = SslContextBuilder.forClient()
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .build();
            EmbeddedChannel server = new EmbeddedChannel(context.newHandler(UnpooledByteBufAllocator.DEFAULT));
            EmbeddedChannel client = new EmbeddedChannel(any.newHandler(UnpooledByteBufAllocator.DEFAULT));
            while (move(client, server) || move(server, client)) {
                // until neither has anything more to say
            }
            client.finishAndReleaseAll();
            server.finishAndReleaseAll();
        } catch (IOException | RuntimeException e) {
            log.warn("A TLS handshake with the server itself failed; clients may fare no better", e);
        }
    }

    private static boolean move(EmbeddedChannel from, EmbeddedChannel to) {
        boolean moved = false;
        for (Object bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            to.writeInbound(bytes);
            moved = true;
        }
        return moved;
    }

    /** Returns a masked text frame; the mask is zero, so that the payload stands as it is. */
    private static String text(String payload) {
        return "\u0081" + (char) (0x80 | payload.length()) + "\0\0\0\0" + payload;
    }

    private static void exchange(StaticFiles files, String... bytes) {
        EmbeddedChannel channel = new EmbeddedChannel();
        Hub hub = Hub.on(channel.eventLoop()).build();
        Admission admission = new Admission(1, 1, 1, () -> true, System::nanoTime);
        HttpPipeline http = new HttpPipeline(new HttpPipeline.Settings(
                HttpDeadline.Times.DEFAULT,
                null,
                false,
                null,
                ChatPipeline.settings(hub, "/chat", Origins.sameOnly(), Proxies.none(), admission),
                new PageHandler.Settings(files, admission, () -> "")));
        http.install(channel.pipeline());
        for (String part : bytes) {
            if (channel.isOpen()) {
                channel.writeInbound(Unpooled.copiedBuffer(part, StandardCharsets.ISO_8859_1));
            }
        }
        if (channel.isOpen()) {
            channel.pipeline().fireExceptionCaught(fault()); // as when a client is gone without a word
        }
        hub.close();
        channel.finishAndReleaseAll();
    }

    private static IOException fault() {
        return new IOException("not a fault, only the first of its kind");
    }
}
