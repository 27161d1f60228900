package io.nettychat.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.handler.ssl.SslHandler;
import io.nettychat.hub.Wire;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The socket of an epoll channel, for bytes that nothing in the pipeline changes. It is used only while the channel's own
 * queue is empty, so that order is kept; what the socket does not take goes through the channel, which waits for the socket
 * as ever. Owned by the channel's loop.
 */
final class DirectSocket {
    private final Channel channel;
    private final Socket socket;

    private DirectSocket(Channel channel, Socket socket) {
        this.channel = channel;
        this.socket = socket;
    }

    /** Returns the socket behind a context, null when there is none that may be written to directly. */
    static @Nullable DirectSocket of(ChannelHandlerContext ctx) {
        boolean plain = ctx.pipeline().get(SslHandler.class) == null;
        return plain && ctx.channel() instanceof EpollSocketChannel channel && channel.fd() instanceof Socket socket
                ? new DirectSocket(channel, socket)
                : null;
    }

    /** Does what {@link Wire#send} says. */
    int send(ByteBuf bytes) {
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        if (queue == null || queue.totalPendingWriteBytes() != 0 || !bytes.hasMemoryAddress()) {
            return Wire.THROUGH_CHANNEL;
        }
        try {
            return socket.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex());
        } catch (IOException gone) {
            channel.close();
            return bytes.readableBytes();
        }
    }
}
