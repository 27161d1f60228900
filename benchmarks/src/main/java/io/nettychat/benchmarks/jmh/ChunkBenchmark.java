package io.nettychat.benchmarks.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Into pieces of what size the sweep of a room of 10,000 is cut. A model of {@code Sweeps.sweep}, whose {@code CHUNK} is a
 * constant: 2,000 sockets are visited five times, and behind each piece the loop looks for I/O. {@code sweep} is the time for
 * each send; {@code anotherTask} is how long a task of somebody else waits while such sweeps go on without a pause.
 *
 * <p><b>Result.</b> CPU of the loop for each send: 4.4 µs in pieces of 64, 4.4 of 256, 4.6 of 512, 4.9 of 1,024, 4.8
 * of all: within the noise of each other. One task in a thousand waited longer than 4.5 ms with pieces of 256, 6.8
 * with 512, 6.1 with 1,024, and 56 ms with all at once (that was before there was a pause between the tasks). A piece
 * of 512 is 2.4 ms of sends; smaller ones bring little. (2-core AMD EPYC virtual machine, Linux 6.18, JDK 17.0.15;
 * {@code -prof gc -prof io.nettychat.benchmarks.jmh.LoopCpu -wi 1 -w 1 -i 2 -r 1})
 */
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class ChunkBenchmark extends SocketBenchmark {
    private static final int SOCKETS = 2_000;
    private static final int MEMBERS = 10_000;

    /** How many members are visited before others get their turn; 10,000 are all. */
    @Param({"64", "256", "512", "1024", "10000"})
    int chunk;

    private Sockets sockets;
    private Channel[] members;
    private ByteBuf batch;
    private volatile boolean sweeping;

    /** Connects the members. */
    @Setup
    public void connect() throws Exception {
        sockets = keep(new Sockets(SOCKETS));
        members = sockets.channels.toArray(Channel[]::new);
        batch = ByteBufAllocator.DEFAULT.directBuffer(220).writeZero(220);
    }

    /** One sweep. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS)
    public void sweep() throws InterruptedException {
        sockets.rounds((MEMBERS + chunk - 1) / chunk, new Sweep());
    }

    /** What somebody else waits. */
    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public void anotherTask(Pause before) throws InterruptedException, ExecutionException {
        if (!sweeping) {
            sweeping = true;
            sockets.loop.execute(new Sweep()::runOn);
        }
        sockets.loop.submit(() -> {}).get();
    }

    /** Lets some time go by, so that a task comes at any time of a piece. It is not counted. */
    @State(Scope.Thread)
    public static class Pause {
        /** Waits. */
        @Setup(Level.Invocation)
        public void pause() {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** One piece after the other, until the sweep is over and the next one begins. */
    private final class Sweep implements Runnable {
        private int visited;

        @Override
        public void run() {
            int end = Math.min(MEMBERS, visited + chunk);
            for (; visited < end; visited++) {
                Members.sendDirectly(members[visited % SOCKETS], batch);
            }
            visited %= MEMBERS;
        }

        void runOn() {
            if (sweeping) {
                run();
                sockets.loop.schedule(this::runOn, 0, TimeUnit.NANOSECONDS);
            }
        }
    }

    /** Ends the sweeps that go on by themselves. */
    @TearDown(Level.Iteration)
    public void stop() {
        sweeping = false;
        sockets.loop.schedule(() -> {}, 0, TimeUnit.NANOSECONDS).syncUninterruptibly();
    }
}
