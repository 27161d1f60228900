package io.nettychat.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Ends a TCP connection so that what was written last arrives. A plain {@code close} while the other side is still
 * sending makes the kernel answer with a reset, and a reset throws away what the other side has not read yet: the very
 * sentence that says what it did wrong.
 */
final class OrderlyClose {
    /** How long the other side may take for its half of the goodbye. */
    static final long PEER_TIME_MILLIS = 2_000;

    /** How much is read and thrown away, so that what was written last is not lost by a reset. */
    private static final int LEFTOVER_BYTES = 1024 * 1024;

    private static final ChannelFutureListener HALF_CLOSE = future -> {
        Channel channel = future.channel();
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (!future.isSuccess() || !(channel instanceof DuplexChannel duplex)) {
            channel.close();
        } else if (tls == null) {
            duplex.shutdownOutput();
        } else {
            // TLS has a goodbye of its own, without which the other side must take the end for an attack.
            tls.closeOutbound().addListener(told -> duplex.shutdownOutput());
        }
    };

    private OrderlyClose() {}

    /** Closes the channel when the other side has not done so in time. */
    static void closeInTime(Channel channel) {
        channel.eventLoop().schedule(() -> channel.close(), PEER_TIME_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** After the last write: closes at once when it has left, and in any case in time. Nothing more is expected. */
    static void afterExchange(ChannelFuture lastWrite) {
        lastWrite.addListener(ChannelFutureListener.CLOSE);
        if (!lastWrite.isDone()) {
            closeInTime(lastWrite.channel());
        }
    }

    /**
     * After the last write: says that nothing more will come, throws away what still arrives, and closes when the other
     * side does, or in time.
     *
     * @param decoder the handler that reads the wire; a sink takes its place
     */
    static void afterRefusal(ChannelFuture lastWrite, ChannelHandler decoder) {
        Channel channel = lastWrite.channel();
        if (channel.pipeline().context(decoder) != null) {
            channel.pipeline().replace(decoder, null, new Sink());
        }
        closeInTime(channel);
        channel.config().setAutoRead(true);
        lastWrite.addListener(HALF_CLOSE);
    }

    /** Reads and forgets, but not without end: whoever goes on sending does not wait for an answer. */
    private static final class Sink extends ChannelInboundHandlerAdapter {
        private int left = LEFTOVER_BYTES;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            left -= msg instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
            ReferenceCountUtil.release(msg);
            if (left <= 0) {
                ctx.channel().config().setAutoRead(false);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
