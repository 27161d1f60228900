package io.nettychat.benchmarks.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import io.nettychat.hub.Connection;
import io.nettychat.hub.Hub;
import io.nettychat.hub.Wire;
import io.nettychat.model.Limits;
import io.nettychat.spi.ChatMetrics;
import io.nettychat.spi.Handshake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;

/** A hub on the loops of {@link Sockets}, with a named member of some room on each connection. */
final class Members implements AutoCloseable {
    /** What people say here: 64 characters. */
    static final String TEXT = "a text of sixty-four characters, which is what people often say.";

    private static final int ID_DIGITS = 12;

    final Hub hub;

    /** The connections, in the order of the channels. */
    final List<Connection> connections = new ArrayList<>();

    private final AtomicInteger putAside = new AtomicInteger();
    private final LongAdder said = new LongAdder();
    private final LongAdder swept = new LongAdder();

    /** @param roomOf the room of the member on a channel, by its place in the list */
    Members(Sockets sockets, IntFunction<String> roomOf) throws Exception {
        hub = Hub.on(sockets.loops)
                .limits(Limits.builder()
                        .rate(0)
                        .pingAfter(Duration.ofDays(1))
                        .unwritableTime(Duration.ofDays(1))
                        .build())
                .metrics(new ChatMetrics() {
                    @Override
                    public void messageAppended() {
                        said.increment();
                    }

                    @Override
                    public void delivered(int readers, int frames, int bytes, long sinceAppendNanos) {
                        swept.add(frames);
                    }

                    @Override
                    public void readerBehind() {
                        putAside.incrementAndGet();
                    }
                })
                .build();
        List<Future<Connection>> joining = new ArrayList<>();
        for (int i = 0; i < sockets.channels.size(); i++) {
            Channel channel = sockets.channels.get(i);
            String name = "member " + (1_000 + i);
            String room = roomOf.apply(i);
            joining.add(channel.eventLoop().submit(() -> {
                Handshake handshake = new Handshake(
                        Handshake.Dialect.CHAT_V1,
                        "/chat",
                        Map.of(),
                        Map.of(),
                        InetSocketAddress.createUnresolved("", 0));
                Connection connection = hub.connect(channel, handshake, new SocketWire(channel));
                receive(connection, "{\"type\":\"hello\",\"name\":\"" + name + "\"}");
                receive(connection, "{\"type\":\"join\",\"room\":\"" + room + "\"}");
                return connection;
            }));
        }
        for (Future<Connection> joined : joining) {
            connections.add(joined.get());
        }
    }

    /** Hands a frame's text to a connection, on its loop. */
    static void receive(Connection connection, String frame) {
        ByteBuf bytes = Unpooled.copiedBuffer(frame, StandardCharsets.UTF_8);
        connection.receive(bytes);
        bytes.release();
    }

    /** Returns how many readers fell behind since this was last asked. */
    int putAside() {
        return putAside.getAndSet(0);
    }

    /**
     * Returns whether all that was said is being written to its readers, or has been.
     *
     * @param loops on how many loops each room has readers
     */
    boolean allOnTheirWay(int loops) {
        return swept.sum() >= said.sum() * loops;
    }

    /** Ends everything that the hub has. */
    @Override
    public void close() {
        hub.close();
    }

    /** One who says things: the bytes of the frame are ready, but for the id, which must be another one each time. */
    static final class Speaker {
        private final Connection connection;
        private final ByteBuf say = Unpooled.directBuffer();
        private final int idEnd;
        private long id;

        Speaker(Connection connection, String room) {
            this.connection = connection;
            String head = "{\"type\":\"message\",\"room\":\"" + room + "\",\"id\":\"" + "0".repeat(ID_DIGITS);
            idEnd = head.length() - 1;
            say.writeCharSequence(head + "\",\"text\":\"" + TEXT + "\"}", StandardCharsets.US_ASCII);
        }

        /** Says so many things, on the loop of the connection. */
        void say(int messages) {
            for (int i = 0; i < messages; i++) {
                long digits = id++;
                for (int at = idEnd; at > idEnd - ID_DIGITS; at--) {
                    say.setByte(at, '0' + (int) (digits % 10));
                    digits /= 10;
                }
                connection.receive(say);
            }
        }
    }

    /** What the server's pipeline does for a broadcast, without the pipeline. */
    private record SocketWire(Channel channel) implements Wire {
        @Override
        public int send(ByteBuf bytes) {
            return sendDirectly(channel, bytes);
        }

        @Override
        public void ping() {}

        @Override
        public void close(int code, String reason) {}
    }

    /** Gives bytes to the socket at once where there is one and nothing waits for it; else says so, as {@link Wire} does. */
    static int sendDirectly(Channel channel, ByteBuf bytes) {
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        if (channel instanceof EpollSocketChannel epoll
                && epoll.fd() instanceof Socket socket
                && queue != null
                && queue.totalPendingWriteBytes() == 0) {
            try {
                return socket.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Wire.THROUGH_CHANNEL;
    }
}
