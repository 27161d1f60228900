package io.nettychat.benchmarks.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.nettychat.hub.Wire;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * In which form a finished batch is given to the sockets of a thousand members, and by which transport. Time and bytes are
 * for each send; a batch of 32 frames is one send in all forms but {@code gathered}, which is why that one is not built.
 *
 * <ul>
 *   <li>{@code duplicate}: the control, a {@code retainedDuplicate} for each member
 *   <li>{@code sharedView}: one view for all, as {@code Sweeps.writeThroughChannel} does it
 *   <li>{@code direct}: straight to the socket, as {@code Sweeps.write} does it where it can; epoll only
 *   <li>{@code gathered}: each frame by itself, one flush, so that the kernel is given a vector
 * </ul>
 *
 * <p><b>Result.</b> CPU of the loop, one frame / 32 frames: duplicate 5.6 / 7.3 µs and 40 bytes, sharedView 4.6 / 6.7
 * µs and 0.2 bytes, direct 5.4 / 5.6 µs and 0.1 bytes, gathered 5.2 / 10.6 µs and 40 / 1,280 bytes. Times with one
 * frame are within the noise of each other; bytes and the 32 frames decide: one buffer for a batch, no duplicate for a
 * member, directly where that can be. Transports ({@code -p transport=EPOLL,NIO,IO_URING}, sharedView): 4.3 / 5.7, 5.4
 * / 5.9, 4.5 / 4.9 µs and 0.2, 64, 45 bytes: epoll is the default, because it alone allocates nothing, and io_uring a
 * choice. Allocator ({@code -jvmArgsPrepend -Dio.netty.allocator.type=pooled}): the pooled one recycles duplicates
 * (0.1 bytes), and with a shared view there is no difference; Netty's default stays. (2-core AMD EPYC virtual machine,
 * Linux 6.18, JDK 17.0.15; {@code -prof gc -prof io.nettychat.benchmarks.jmh.LoopCpu -wi 1 -w 1 -i 2 -r 1})
 */
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class DeliveryBenchmark extends SocketBenchmark {
    private static final int MEMBERS = 1_000;
    private static final int ROUNDS = 16;
    private static final int FRAME_BYTES = 220;

    /** How many frames stand in the batch. */
    @Param({"1", "32"})
    int frames;

    /** How the loop talks to the operating system. */
    @Param("AUTO")
    Transport transport;

    private Sockets sockets;
    private Channel[] members;
    private ByteBuf batch;
    private ByteBuf frame;

    /** Connects the members. */
    @Setup
    public void connect() throws Exception {
        sockets = keep(new Sockets(transport, 1, MEMBERS, 0, pipeline -> {}));
        members = sockets.channels.toArray(Channel[]::new);
        frame = ByteBufAllocator.DEFAULT.directBuffer(FRAME_BYTES).writeZero(FRAME_BYTES);
        batch = ByteBufAllocator.DEFAULT.directBuffer(FRAME_BYTES * frames).writeZero(FRAME_BYTES * frames);
    }

    /** The control. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * ROUNDS)
    public void duplicate() throws InterruptedException {
        sockets.rounds(ROUNDS, () -> {
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
        sockets.rounds(ROUNDS, () -> sweepThroughChannels(members, batch));
    }

    /** Writes and flushes one view to all; who does not take it at once keeps it, and the others go on with a new one. */
    static void sweepThroughChannels(Channel[] members, ByteBuf batch) {
        ByteBuf view = batch.slice();
        for (Channel member : members) {
            int holders = view.refCnt();
            member.write(view.retain(), member.voidPromise());
            member.flush();
            if (view.refCnt() != holders || view.readerIndex() != 0) {
                view = batch.slice();
            }
        }
    }

    /** Each frame by itself. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * ROUNDS)
    public void gathered() throws InterruptedException {
        sockets.rounds(ROUNDS, () -> {
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
        sockets.rounds(ROUNDS, () -> sweepDirectly(members, batch));
    }

    /** Gives a batch to all sockets; what one does not take is lost. */
    static void sweepDirectly(Channel[] members, ByteBuf batch) {
        for (Channel member : members) {
            if (Members.sendDirectly(member, batch) == Wire.THROUGH_CHANNEL) {
                throw new IllegalStateException("Sending directly is measured with epoll only.");
            }
        }
    }
}
