package io.nettychat.benchmarks.jmh;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/**
 * What one delivery costs: a message that a member says, sent to all members of its room over real loopback sockets. The
 * {@code room} benchmark is the product's own path, from the bytes of the sender's frame to the last send; its control
 * {@code textbook} is the broadcast of every Netty tutorial, {@code ChannelGroup.writeAndFlush(new TextWebSocketFrame(json))},
 * on the same loop, with JSON that is ready made.
 *
 * <p>One message is said in a turn of the loop, or a burst of 32. Time and bytes are for each delivery.
 *
 * <p><b>Result.</b> One message a turn: {@code room} 4.0 µs and 0.7 bytes, {@code textbook} 6.3 µs and 229 bytes. A
 * burst of 32: 0.17 µs and 0.4 bytes against 4.9 µs and 229 bytes. On Temurin 25: 4.8 µs and 0.8 bytes, 7.1 µs and 229
 * bytes, 0.18 and 6.1 µs. So what {@code room} takes with one message a turn is the price of a send that wakes a
 * reader, which nothing can spare: its control, {@link DeliveryBenchmark#direct} with one frame, does nothing else and
 * takes 3.75 µs where {@code room} took 3.90 in the same run. A send to a reader that is awake is cheaper (3.3 µs).
 * Read {@code loop.cpu}: since a round waits for the engine's rest, the wall time of {@code room} has that in it (4.9 µs of CPU in
 * 6.3 µs on another day).
 * All four take less than a minute. (2-core AMD EPYC virtual machine, Linux 6.18, JDK 17.0.15; {@code -prof gc -prof
 * io.nettychat.benchmarks.jmh.LoopCpu})
 */
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class BroadcastBenchmark extends SocketBenchmark {
    private static final int MEMBERS = 1_000;
    private static final int BURST = 32;
    private static final int ROUNDS = 32;

    /** The textbook's burst is 32,000 sends a round. */
    private static final int FEW_ROUNDS = 4;

    private Sockets room;
    private Members members;
    private Members.Speaker speaker;

    private Sockets textbook;
    private ChannelGroup group;
    private String json;

    /** Connects all members to both servers. */
    @Setup
    public void connect() throws Exception {
        room = keep(new Sockets(MEMBERS));
        members = keep(new Members(room, i -> "bench"));
        room.restBetweenRounds(() -> members.allOnTheirWay(1));
        speaker = new Members.Speaker(members.connections.get(MEMBERS - 1), "bench");
        textbook = keep(new Sockets(
                Transport.AUTO, 1, MEMBERS, 0, pipeline -> pipeline.addLast(new WebSocket13FrameEncoder(false))));
        group = new DefaultChannelGroup(textbook.loop);
        group.addAll(textbook.channels);
        json = "{\"type\":\"message\",\"room\":\"bench\",\"seq\":1234567,\"time\":1790000000000,\"hms\":\"12:34:56\","
                + "\"user\":\"AAAAAAAAAAAA\",\"name\":\"member 199\",\"text\":\"" + Members.TEXT
                + "\",\"id\":\"000001234567\"}";
    }

    /** Our own path, one message a turn. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * ROUNDS)
    public void room(Readers readers) throws InterruptedException {
        room.rounds(ROUNDS, () -> speaker.say(1));
        readers.putAside += members.putAside();
    }

    /** Our own path, a burst of messages a turn. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * ROUNDS * BURST)
    public void roomBurst(Readers readers) throws InterruptedException {
        room.rounds(ROUNDS, () -> speaker.say(BURST));
        readers.putAside += members.putAside();
    }

    /** The control: what a tutorial does. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * ROUNDS)
    public void textbook() throws InterruptedException {
        textbook.rounds(ROUNDS, () -> broadcast(1));
    }

    /** The control, a burst of messages a turn. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * FEW_ROUNDS * BURST)
    public void textbookBurst() throws InterruptedException {
        textbook.rounds(FEW_ROUNDS, () -> broadcast(BURST));
    }

    private void broadcast(int messages) {
        for (int i = 0; i < messages; i++) {
            group.writeAndFlush(new TextWebSocketFrame(json));
        }
    }
}
