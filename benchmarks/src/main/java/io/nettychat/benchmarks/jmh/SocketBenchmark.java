package io.nettychat.benchmarks.jmh;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How the benchmarks over real sockets are run. Time is wall time; {@code gc.alloc.rate.norm} ({@code -prof gc}) counts the
 * bytes that all threads of the process allocate; {@code loop.cpu} ({@code -prof io.nettychat.benchmarks.jmh.LoopCpu}) is
 * the CPU time of the event loops alone, which says more than wall time where loops or far ends share a processor.
 *
 * <p>The box cache is as large as it is because the JDK's selector boxes the descriptor of each ready far end. That is the
 * client's garbage, about 16 bytes a delivery, and the one thing that stood between the server's zero and a measured zero.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {
            "-Xms1g",
            "-Xmx1g",
            "-XX:AutoBoxCacheMax=65536",
            "-Dio.netty.leakDetection.level=disabled",
            "--enable-native-access=ALL-UNNAMED"
        })
public abstract class SocketBenchmark {
    private static final Deque<AutoCloseable> OPEN = new ConcurrentLinkedDeque<>();

    /**
     * Keeps something open until the process ends or {@link #closeAll} is called. There is no tear-down, because JMH counts
     * what it costs, a kilobyte for each connection, to the last iteration.
     */
    static <T extends AutoCloseable> T keep(T open) {
        OPEN.push(open);
        return open;
    }

    /** Closes what benchmarks in this process have left open, the last first. */
    static void closeAll() throws Exception {
        for (AutoCloseable next = OPEN.poll(); next != null; next = OPEN.poll()) {
            next.close();
        }
    }

    /** How often a reader fell behind: where this is not 0, its deliveries were spared and the figure says nothing. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Readers {
        /** Readers put aside since the benchmark began. */
        public long putAside;
    }
}
