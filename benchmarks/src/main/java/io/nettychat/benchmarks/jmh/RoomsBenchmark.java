package io.nettychat.benchmarks.jmh;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What rooms cost by themselves: 5,000 members of one loop in a thousand rooms of five, and, the control, in one. In each
 * round somebody says something in every room, so that both have 5,000 deliveries a round, but the one has a thousand
 * messages that come in, get their number, are remembered and leave in a batch of their own. Time and bytes are for each
 * delivery; the difference, five times, is a message's way in.
 *
 * <p><b>Result.</b> In a thousand rooms a delivery takes 6.2 µs of the loop and 107 bytes. That is 535 bytes for a
 * message, which is in the log afterwards, spread over five readers instead of thousands. (2-core AMD EPYC virtual
 * machine, Linux 6.18, JDK 17.0.15; {@code -prof gc -prof io.nettychat.benchmarks.jmh.LoopCpu -wi 1 -w 1 -i 2 -r 1})
 */
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class RoomsBenchmark extends SocketBenchmark {
    private static final int MEMBERS = 5_000;
    private static final int ROUNDS = 8;

    /** The one large room is swept in ten pieces. */
    private static final int TURNS = 12;

    /** How many rooms the members are in. */
    @Param({"1", "1000"})
    int rooms;

    private Sockets sockets;
    private Members members;
    private final List<Members.Speaker> speakers = new ArrayList<>();

    /** Connects the members and fills the rooms. */
    @Setup
    public void connect() throws Exception {
        sockets = keep(new Sockets(MEMBERS));
        members = keep(new Members(sockets, i -> "room-" + i % rooms));
        sockets.restBetweenRounds(() -> members.allOnTheirWay(1));
        for (int i = 0; i < rooms; i++) {
            speakers.add(new Members.Speaker(members.connections.get(i), "room-" + i));
        }
    }

    /** One message in each room. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * ROUNDS)
    public void message(Readers readers) throws InterruptedException {
        sockets.rounds(ROUNDS, TURNS, () -> {
            for (Members.Speaker speaker : speakers) {
                speaker.say(1);
            }
        });
        readers.putAside += members.putAside();
    }
}
