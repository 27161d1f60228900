package io.nettychat.benchmarks.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * In which form a finished batch is given to the sockets of a thousand members. Time and bytes are for each send; a batch
 * of 32 frames is one send in all forms but {@code gathered}, which is why that one is not built.
 *
 * <ul>
 *   <li>{@code duplicate}: the control, a {@code retainedDuplicate} for each member
 *   <li>{@code sharedView}: one view for all, as {@code Lane.writeThroughChannel} does it
 *   <li>{@code direct}: straight to the socket, as {@code Lane.write} does it where it can
 *   <li>{@code gathered}: each frame by itself, one flush, so that the kernel is given a vector
 * </ul>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-Dio.netty.leakDetection.level=disabled"})
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class DeliveryBenchmark {
    private static final int MEMBERS = 1_000;
    private static final int ROUNDS = 16;
    private static final int FRAME_BYTES = 220;

    /** How many frames stand in the batch. */
    @Param({"1", "32"})
    int frames;

    private Sockets sockets;
    private Channel[] members;
    private Socket[] descriptors;
    private ByteBuf batch;
    private ByteBuf frame;

    /** Connects the members. */
    @Setup
    public void connect() throws Exception {
        sockets = new Sockets(MEMBERS, new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {}
        });
        members = sockets.channels.toArray(Channel[]::new);
        List<Socket> list = new ArrayList<>();
        for (Channel member : members) {
            if (member instanceof EpollSocketChannel epoll && epoll.fd() instanceof Socket socket) {
                list.add(socket);
            }
        }
        descriptors = list.toArray(Socket[]::new);
        frame = PooledByteBufAllocator.DEFAULT.directBuffer(FRAME_BYTES).writeZero(FRAME_BYTES);
        batch = PooledByteBufAllocator.DEFAULT
                .directBuffer(FRAME_BYTES * frames)
                .writeZero(FRAME_BYTES * frames);
    }

    /** The control. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * ROUNDS)
    public void duplicate() throws InterruptedException {
        rounds(() -> {
            for (Channel member : members) {
                member.write(batch.retainedDuplicate(), member.voidPromise());
                member.flush();
            }
        });
    }

    /** One view for all. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * ROUNDS)
    public void sharedView() throws InterruptedException {
        rounds(() -> {
            ByteBuf view = batch.slice();
            for (Channel member : members) {
                int holders = view.refCnt();
                member.write(view.retain(), member.voidPromise());
                member.flush();
                if (view.refCnt() != holders || view.readerIndex() != 0) {
                    view = batch.slice();
                }
            }
        });
    }

    /** Each frame by itself. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * ROUNDS)
    public void gathered() throws InterruptedException {
        rounds(() -> {
            for (Channel member : members) {
                for (int i = 0; i < frames; i++) {
                    member.write(frame.retainedDuplicate(), member.voidPromise());
                }
                member.flush();
            }
        });
    }

    /** Straight to the socket. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * ROUNDS)
    public void direct() throws InterruptedException {
        rounds(() -> {
            for (int i = 0; i < descriptors.length; i++) {
                if (members[i].unsafe().outboundBuffer().totalPendingWriteBytes() == 0) {
                    send(descriptors[i]);
                }
            }
        });
    }

    private void send(Socket socket) {
        try {
            socket.sendAddress(batch.memoryAddress(), 0, batch.writerIndex());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void rounds(Runnable round) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(ROUNDS + 1);
        sockets.loop.execute(new Runnable() {
            @Override
            public void run() {
                left.countDown();
                if (left.getCount() > 0) {
                    round.run();
                    sockets.loop.execute(this);
                }
            }
        });
        left.await();
    }

    /** Closes everything. */
    @TearDown
    public void close() throws Exception {
        sockets.close();
        batch.release();
        frame.release();
    }
}
