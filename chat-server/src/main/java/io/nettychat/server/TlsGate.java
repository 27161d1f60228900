package io.nettychat.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.OptionalSslHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/**
 * The first handler of a TLS connection: gives way to TLS when the first bytes are TLS, and otherwise says in plain HTTP
 * what this port speaks, since the first thing that people do wrong is to leave out the {@code s} of {@code https}.
 */
final class TlsGate extends OptionalSslHandler {
    TlsGate(SslContext context) {
        super(context);
    }

    @Override
    protected SslHandler newSslHandler(ChannelHandlerContext ctx, SslContext context) {
        SslHandler handler = context.newHandler(ctx.alloc());
        handler.setHandshakeTimeoutMillis(0); // HttpDeadline counts from accept
        handler.setCumulator(LargeBuffers.CUMULATOR);
        return handler;
    }

    @Override
    protected ChannelHandler newNonSslHandler(ChannelHandlerContext context) {
        return new PlainHttp();
    }

    /** Answers whatever comes in the same way, once. */
    private static final class PlainHttp extends ChannelInboundHandlerAdapter {
        private static final String REASON = "This port speaks TLS. Open https://, or connect to wss://.\n";
        private static final byte[] ANSWER = String.join(
                        "\r\n",
                        "HTTP/1.1 400 Bad Request",
                        "Content-Type: text/plain; charset=utf-8",
                        "Cache-Control: no-store",
                        "X-Content-Type-Options: nosniff",
                        "Content-Length: " + REASON.length(),
                        "Connection: close",
                        "",
                        REASON)
                .getBytes(StandardCharsets.US_ASCII);

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            ReferenceCountUtil.release(msg);
            OrderlyClose.afterRefusal(ctx.writeAndFlush(Unpooled.wrappedBuffer(ANSWER)), this);
        }
    }
}
