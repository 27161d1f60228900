package io.nettychat.benchmarks.jmh;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Real loopback connections into one event loop, whose far ends are read by one plain thread that allocates nothing. What
 * a benchmark measures is then the loop's own work and the kernel's, not that of a client.
 */
final class Sockets implements AutoCloseable {
    final EventLoopGroup loops;
    final EventLoop loop;
    final List<Channel> channels = new ArrayList<>();

    private final Channel listener;
    private final Selector selector;
    private volatile boolean closed;

    Sockets(int connections, ChannelInitializer<Channel> pipeline) throws Exception {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        loops = new MultiThreadIoEventLoopGroup(1, io);
        loop = loops.next();
        BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
        Class<? extends ServerChannel> type = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        listener = new ServerBootstrap()
                .group(loops)
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(32 * 1024, 64 * 1024))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(pipeline);
                        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelActive(ChannelHandlerContext ctx) {
                                accepted.add(ctx.channel());
                            }
                        });
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
        selector = Selector.open();
        InetSocketAddress address = (InetSocketAddress) listener.localAddress();
        for (int i = 0; i < connections; i++) {
            SocketChannel far = SocketChannel.open(address);
            far.configureBlocking(false);
            far.register(selector, SelectionKey.OP_READ);
            channels.add(accepted.take());
        }
        Thread reader = new Thread(this::read, "far-ends");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        ByteBuffer sink = ByteBuffer.allocateDirect(1 << 20);
        try {
            while (!closed) {
                selector.select(key -> {
                    try {
                        sink.clear();
                        if (((SocketChannel) key.channel()).read(sink) < 0) {
                            key.cancel();
                        }
                    } catch (IOException closing) {
                        key.cancel();
                    }
                });
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        listener.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
