package io.nettychat.benchmarks.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import io.nettychat.hub.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What the server's pipeline does for a broadcast, without the pipeline. */
final class SocketWire implements Wire {
    private final Channel channel;

    SocketWire(Channel channel) {
        this.channel = channel;
    }

    @Override
    public int send(ByteBuf bytes) {
        if (channel instanceof EpollSocketChannel epoll
                && epoll.fd() instanceof Socket socket
                && channel.unsafe().outboundBuffer().totalPendingWriteBytes() == 0) {
            try {
                return socket.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return THROUGH_CHANNEL;
    }

    @Override
    public void ping() {}

    @Override
    public void close(int code, String reason) {}
}
