package io.nettychat.benchmarks.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * How large a batch pays: 256 KiB of messages for each of 200 members, in batches of so many KiB, sweep by sweep, straight to
 * the sockets. Time is for each KiB; {@code refused} counts the KiB that sockets did not take at once, which in the product
 * is where a member's own queue begins.
 *
 * <p><b>Result.</b> CPU of the loop for a KiB: 3.9 µs in batches of 1 KiB, 1.0 of 4, 0.29 of 16, 0.16 of 64, 0.12 of
 * 256; no socket refused anything. Up to 16 KiB a batch is as good as free; {@code Broadcast} cuts at 64 KiB, behind
 * which there is little to win, and a batch is what a slow reader may hold. (2-core AMD EPYC virtual machine, Linux
 * 6.18, JDK 17.0.15; {@code -prof gc -prof io.nettychat.benchmarks.jmh.LoopCpu -wi 1 -w 1 -i 2 -r 1})
 */
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class BatchBenchmark extends SocketBenchmark {
    private static final int MEMBERS = 200;
    private static final int ROUNDS = 2;
    private static final int TOTAL_KIB = 256;

    /** How many KiB are sent at once. */
    @Param({"1", "4", "16", "64", "256"})
    int kib;

    private Sockets sockets;
    private Channel[] members;
    private ByteBuf batch;
    private long refusedBytes;

    /** What the sockets did not take. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Refused {
        /** KiB that were not taken at once, of all members. */
        public long refused;

        /** KiB that were sent or refused, of all members. */
        public long offered;
    }

    /** Connects the members. */
    @Setup
    public void connect() throws Exception {
        sockets = keep(new Sockets(MEMBERS));
        members = sockets.channels.toArray(Channel[]::new);
        batch = ByteBufAllocator.DEFAULT.directBuffer(kib * 1024).writeZero(kib * 1024);
    }

    /** All that there is to say, batch by batch. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * ROUNDS * TOTAL_KIB)
    public void sweeps(Refused counters) throws InterruptedException {
        sockets.rounds(ROUNDS * TOTAL_KIB / kib, () -> {
            for (Channel member : members) {
                refusedBytes += batch.readableBytes() - Members.sendDirectly(member, batch);
            }
        });
        counters.offered += (long) MEMBERS * ROUNDS * TOTAL_KIB;
        counters.refused += refusedBytes / 1024;
        refusedBytes = 0;
    }
}
