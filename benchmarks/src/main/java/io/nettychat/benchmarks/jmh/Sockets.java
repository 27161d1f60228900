package io.nettychat.benchmarks.jmh;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Real loopback connections, whose far ends are read by one plain thread that allocates nothing. What a benchmark measures
 * is then the work of the loops and of the kernel, not that of a client. Each connection takes two descriptors.
 */
final class Sockets implements AutoCloseable {
    /** What the threads of the loops are called. They are daemons: a fork ends when its benchmark does. */
    static final String LOOP = "bench-loop";

    private static final int SMALL = 4 * 1024;
    private static final int AROUND = 3;

    /** As much of a sweep the engine rests after it. */
    private static final int REST = 4;

    private static final int LOOK_MICROS = 50;

    private static final long PATIENCE_SECONDS = 10;

    final EventLoopGroup loops;

    /** The first of the loops, or the only one. */
    final EventLoop loop;

    /** The near ends: first those whose far ends read, then those that are deaf. They are dealt to the loops in turns. */
    final List<Channel> channels = new ArrayList<>();

    private final Channel listener;
    private final Selector selector = Selector.open();
    private final List<SocketChannel> deafEnds = new ArrayList<>();
    private final Thread reader = new Thread(this::read, "far-ends");
    private volatile boolean closed;
    private volatile @Nullable BooleanSupplier onTheirWay;

    /** Connects to one loop, with nothing in the pipelines. */
    Sockets(int connections) throws Exception {
        this(Transport.AUTO, 1, connections, 0, pipeline -> {});
    }

    /** @param deaf how many more there are whose far ends never read, with small buffers in the kernel */
    Sockets(Transport transport, int loopCount, int connections, int deaf, Consumer<ChannelPipeline> handlers)
            throws Exception {
        loops = new MultiThreadIoEventLoopGroup(loopCount, new DefaultThreadFactory(LOOP, true), transport.io());
        loop = loops.next();
        BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
        listener = new ServerBootstrap()
                .group(loops)
                .channel(transport.listener())
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(32 * 1024, 64 * 1024))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        handlers.accept(channel.pipeline());
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
        InetSocketAddress address = (InetSocketAddress) listener.localAddress();
        for (int i = 0; i < connections + deaf; i++) {
            SocketChannel far = SocketChannel.open();
            if (i >= connections) {
                far.setOption(StandardSocketOptions.SO_RCVBUF, SMALL);
            }
            far.connect(address);
            Channel near = accepted.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (near == null) {
                throw new IOException("Only " + i + " of " + (connections + deaf)
                        + " connections could be made; each takes" + " two file descriptors (ulimit -n).");
            }
            channels.add(near);
            if (i < connections) {
                far.configureBlocking(false);
                far.register(selector, SelectionKey.OP_READ);
            } else {
                near.config().setOption(ChannelOption.SO_SNDBUF, SMALL);
                deafEnds.add(far);
            }
        }
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        ByteBuffer sink = ByteBuffer.allocateDirect(1 << 20);
        // Made once: one that is made for each select is allocated for each, and the benchmarks count bytes.
        Consumer<SelectionKey> drain = key -> {
            SocketChannel far = (SocketChannel) key.channel();
            try {
                sink.clear();
                if (far.read(sink) < 0) {
                    far.close();
                }
            } catch (IOException closing) {
                key.cancel();
            }
        };
        try {
            while (!closed) {
                selector.select(drain);
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Lets each round begin when all messages of the one before are on their way, and a pause of a quarter of its time
     * later, because the engine rests so long between two sweeps of a room: without it the messages of several rounds would
     * go out together. Read the CPU time then, not the wall's.
     *
     * @param onTheirWay whether the sweeps of all that was said have begun
     */
    void restBetweenRounds(BooleanSupplier onTheirWay) {
        this.onTheirWay = onTheirWay;
    }

    /**
     * Runs rounds on the loop and waits until they are through. Each begins behind all that the one before has put in the
     * queues, of the other loops too, and after the loop has looked for I/O again, where a sweep of two pieces goes on.
     */
    void rounds(int rounds, Runnable round) throws InterruptedException {
        rounds(rounds, 1, round);
    }

    /** @param turns how often the loop looks for I/O between two rounds: more, where a sweep has more pieces than two */
    void rounds(int rounds, int turns, Runnable round) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(rounds + 1);
        Runnable next = new Runnable() {
            private final Runnable go = throughOtherLoops(afterTurns(turns, this));
            private final Runnable look = throughOtherLoops(afterTurns(turns, this::look));
            private final Runnable rest = throughOtherLoops(afterTurns(turns, this::rest));
            private long began;

            @Override
            public void run() {
                left.countDown();
                if (left.getCount() > 0) {
                    began = System.nanoTime();
                    round.run();
                    (onTheirWay == null ? go : look).run();
                }
            }

            private void look() {
                if (onTheirWay == null || onTheirWay.getAsBoolean()) {
                    rest.run();
                } else {
                    loop.schedule(this::look, LOOK_MICROS, TimeUnit.MICROSECONDS);
                }
            }

            private void rest() {
                loop.schedule(this, (System.nanoTime() - began) / REST, TimeUnit.NANOSECONDS);
            }
        };
        loop.execute(next);
        left.await();
    }

    /** What a member says goes to the home of the room, is cut there, and goes to the lanes: three times around. */
    private Runnable throughOtherLoops(Runnable last) {
        Runnable next = last;
        List<EventExecutor> all = new ArrayList<>();
        loops.forEach(all::add);
        for (int i = 0; all.size() > 1 && i < AROUND * all.size(); i++) {
            EventExecutor there = all.get(i % all.size());
            Runnable then = next;
            next = () -> there.execute(then);
        }
        return next;
    }

    private Runnable afterTurns(int turns, Runnable last) {
        Runnable next = last;
        for (int i = 0; i < turns; i++) {
            Runnable then = next;
            next = () -> loop.schedule(then, 0, TimeUnit.NANOSECONDS);
        }
        return next;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SocketChannel deaf : deafEnds) {
            deaf.close();
        }
        listener.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
