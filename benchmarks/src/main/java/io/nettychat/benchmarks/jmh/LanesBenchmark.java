package io.nettychat.benchmarks.jmh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What it costs that a room is spread over several loops: a room of 1,000 whose members are on 1 (the control), 2 or 4 of
 * them. Read {@code loop.cpu}: wall time falls with the processors that there are, and the far ends take one of them.
 *
 * <p><b>Result.</b> It costs nothing that can be measured: with one message a turn 7.7, 5.6 and 6.9 µs of CPU a delivery on 1, 2
 * and 4 loops, with a burst of 32 a turn 0.24, 0.20 and 0.28 µs; about one byte each. (2-core AMD EPYC virtual machine, Linux
 * 6.18, JDK 17.0.15, two iterations of a second, ± a third; {@code LanesBenchmark -prof gc -prof
 * io.nettychat.benchmarks.jmh.LoopCpu})
 */
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class LanesBenchmark extends SocketBenchmark {
    private static final int MEMBERS = 1_000;
    private static final int ROUNDS = 32;
    private static final int BURST = 32;

    /** How many loops the members are on. */
    @Param({"1", "2", "4"})
    int loops;

    private Sockets sockets;
    private Members members;
    private Members.Speaker speaker;

    /** Connects the members. */
    @Setup
    public void connect() throws Exception {
        sockets = keep(new Sockets(Transport.AUTO, loops, MEMBERS, 0, pipeline -> {}));
        members = keep(new Members(sockets, i -> "bench"));
        sockets.restBetweenRounds(() -> members.allOnTheirWay(loops));
        for (int i = 0; i < loops; i++) {
            if (sockets.channels.get(i).eventLoop() == sockets.loop) {
                speaker = new Members.Speaker(members.connections.get(i), "bench");
            }
        }
    }

    /** One message a turn. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * ROUNDS)
    public void message(Readers readers) throws InterruptedException {
        sockets.rounds(ROUNDS, () -> speaker.say(1));
        readers.putAside += members.putAside();
    }

    /** A burst of messages a turn. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * ROUNDS * BURST)
    public void burst(Readers readers) throws InterruptedException {
        sockets.rounds(ROUNDS, () -> speaker.say(BURST));
        readers.putAside += members.putAside();
    }
}
