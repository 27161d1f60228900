package io.nettychat.benchmarks.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * How a batch gets from the home of a room to the members on another loop: 1,000 members on two loops, time and bytes for
 * each send. Each form of sharing stands beside a copy that is written in the same way.
 *
 * <ul>
 *   <li>{@code copyDirect}: a copy for each lane, as {@code Broadcast.cut} makes it, straight to the sockets
 *   <li>{@code sharedDirect}: one buffer, retained once for each lane, straight to the sockets
 *   <li>{@code copyThroughChannel}: a copy for each lane, one view of it for all members of the lane
 *   <li>{@code sharedThroughChannel}: one buffer for both lanes, retained for each member, by two loops at once
 * </ul>
 *
 * <p><b>Result.</b> CPU of the loops, one frame / 32 frames: copyDirect 3.9 / 4.5 µs, sharedDirect 3.8 / 4.4 µs,
 * copyThroughChannel 4.1 / 4.5 µs, sharedThroughChannel 4.2 / 4.7 µs. Beside a send for each member the way of sharing
 * cannot be seen: two loops that fight over one count lose 2 to 4 %, and a copy a lane costs nothing that shows. The
 * copy stays, because it needs no rule about who may touch the count. (2-core AMD EPYC virtual machine, Linux 6.18,
 * JDK 17.0.15; {@code -prof gc -prof io.nettychat.benchmarks.jmh.LoopCpu -wi 1 -w 1 -i 2 -r 1})
 */
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class SharingBenchmark extends SocketBenchmark {
    private static final int MEMBERS = 1_000;
    private static final int ROUNDS = 32;
    private static final int FRAME_BYTES = 220;

    /** How many frames stand in the batch. */
    @Param({"1", "32"})
    int frames;

    private Sockets sockets;
    private final List<Lane> lanes = new ArrayList<>();

    /** The members on one loop. */
    private static final class Lane {
        final EventLoop loop;
        final Channel[] members;

        Lane(EventLoop loop, List<Channel> all) {
            this.loop = loop;
            this.members =
                    all.stream().filter(channel -> channel.eventLoop() == loop).toArray(Channel[]::new);
        }
    }

    /** Writes a batch to the members of a lane. */
    private interface Sweep {
        void run(Channel[] members, ByteBuf batch);
    }

    /** Connects the members. */
    @Setup
    public void connect() throws Exception {
        sockets = keep(new Sockets(Transport.AUTO, 2, MEMBERS, 0, pipeline -> {}));
        sockets.loops.forEach(executor -> lanes.add(new Lane((EventLoop) executor, sockets.channels)));
    }

    private void deliver(boolean copy, Sweep sweep) throws InterruptedException {
        sockets.rounds(ROUNDS, () -> {
            int length = FRAME_BYTES * frames;
            ByteBuf batch = ByteBufAllocator.DEFAULT.directBuffer(length).writeZero(length);
            for (Lane lane : lanes) {
                ByteBuf own = !copy || lane.loop == sockets.loop
                        ? batch.retain()
                        : ByteBufAllocator.DEFAULT.directBuffer(length).writeBytes(batch, 0, length);
                lane.loop.execute(() -> {
                    sweep.run(lane.members, own);
                    own.release();
                });
            }
            batch.release();
        });
    }

    /** What we do. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * ROUNDS)
    public void copyDirect() throws InterruptedException {
        deliver(true, DeliveryBenchmark::sweepDirectly);
    }

    /** One buffer, a reference for each lane. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * ROUNDS)
    public void sharedDirect() throws InterruptedException {
        deliver(false, DeliveryBenchmark::sweepDirectly);
    }

    /** What we do where a socket cannot be written to directly. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * ROUNDS)
    public void copyThroughChannel() throws InterruptedException {
        deliver(true, DeliveryBenchmark::sweepThroughChannels);
    }

    /** One buffer, a reference for each member. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * ROUNDS)
    public void sharedThroughChannel() throws InterruptedException {
        deliver(false, DeliveryBenchmark::sweepThroughChannels);
    }
}
