package io.nettychat.benchmarks.jmh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What readers that never read cost those that do: a room of 900 that read, alone (the control), and with 100 more whose far
 * ends do not. Time and bytes are for each delivery to the 900. The 100 are put aside before the measurement begins;
 * {@code putAside} is how many more of them there were.
 *
 * <p><b>Result.</b> Nothing: 0.68 µs of CPU and 0.6 bytes a delivery with the 100 and without. (2-core AMD EPYC virtual machine,
 * Linux 6.18, JDK 17.0.15; {@code SlowReadersBenchmark -prof gc -prof io.nettychat.benchmarks.jmh.LoopCpu})
 */
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class SlowReadersBenchmark extends SocketBenchmark {
    private static final int READING = 900;
    private static final int BURST = 8;
    private static final int ROUNDS = 16;
    private static final int PATIENCE = 10_000;

    /** How many members never read. */
    @Param({"0", "100"})
    int stuck;

    private Sockets sockets;
    private Members members;
    private Members.Speaker speaker;

    /** Connects the members and speaks until those that do not read have been put aside. */
    @Setup
    public void connect() throws Exception {
        sockets = keep(new Sockets(Transport.AUTO, 1, READING, stuck, pipeline -> {}));
        members = keep(new Members(sockets, i -> "bench"));
        sockets.restBetweenRounds(() -> members.allOnTheirWay(1));
        speaker = new Members.Speaker(members.connections.get(0), "bench");
        int aside = 0;
        for (int i = 0; i < PATIENCE && aside < stuck; i++) {
            sockets.rounds(1, () -> speaker.say(BURST));
            aside += members.putAside();
        }
        if (aside < stuck) {
            throw new IllegalStateException("Only " + aside + " of " + stuck + " readers were put aside.");
        }
    }

    /** A burst of messages to those that read. */
    @Benchmark
    @OperationsPerInvocation(READING * ROUNDS * BURST)
    public void burst(Readers readers) throws InterruptedException {
        sockets.rounds(ROUNDS, () -> speaker.say(BURST));
        readers.putAside += members.putAside();
    }
}
