package io.nettychat.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import io.nettychat.hub.Wire;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The socket of an epoll channel, for bytes that nothing in the pipeline changes. It is used only while the channel's own
 * queue is empty, so that order is kept; what the socket does not take goes through the channel, which waits for the socket
 * as ever. On the channel's loop.
 */
final class DirectSocket {
    private static final String HTTP_CODEC_PACKAGE = "io.netty.handler.codec.http";

    private DirectSocket() {}

    /** Returns the socket behind a context, null when there is none that may be written to directly. */
    static @Nullable Socket of(ChannelHandlerContext ctx) {
        return isBare(ctx)
                        && ctx.channel() instanceof EpollSocketChannel channel
                        && channel.fd() instanceof Socket socket
                        // With a linger time Netty closes the socket on another thread: its number may be another's
                        // then.
                        && channel.config().getSoLinger() <= 0
                ? socket
                : null;
    }

    /**
     * Whether nothing stands between a context and the socket that sees what is written: TLS, whoever made it, or
     * something of the host's that counts or shapes traffic. Netty's codec for HTTP is on its way out.
     */
    private static boolean isBare(ChannelHandlerContext ctx) {
        for (Map.Entry<String, ChannelHandler> entry : ctx.pipeline()) {
            if (entry.getKey().equals(ctx.name())) {
                return true;
            }
            ChannelHandler handler = entry.getValue();
            if (handler instanceof ChannelOutboundHandler
                    && !handler.getClass().getName().startsWith(HTTP_CODEC_PACKAGE)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Does what {@link Wire#send} says. What it needs of the channel is handed in: to look it up there would touch as many
     * cache lines again, for each member of each sweep.
     *
     * @param queue the channel's own, which it has until it is closed
     */
    static int send(ChannelHandlerContext ctx, Socket socket, ChannelOutboundBuffer queue, ByteBuf bytes) {
        if (queue.totalPendingWriteBytes() != 0 || !socket.isOpen() || !bytes.hasMemoryAddress()) {
            return Wire.THROUGH_CHANNEL;
        }
        try {
            return socket.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex());
        } catch (IOException gone) {
            ctx.channel().close();
            return bytes.readableBytes();
        }
    }
}
