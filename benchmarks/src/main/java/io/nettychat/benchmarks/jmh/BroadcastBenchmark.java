package io.nettychat.benchmarks.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.nettychat.hub.Connection;
import io.nettychat.hub.Hub;
import io.nettychat.hub.Wire;
import io.nettychat.model.Limits;
import io.nettychat.spi.ChatMetrics;
import io.nettychat.spi.Handshake;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one delivery costs: a message that a member says, sent to all members of its room over real loopback sockets. The
 * {@code room} benchmark is the product's own path, from the bytes of the sender's frame to the last send; its control
 * {@code textbook} is the broadcast of every Netty tutorial, {@code ChannelGroup.writeAndFlush(new TextWebSocketFrame(json))},
 * on the same loop, with JSON that is ready made.
 *
 * <p>One message is said in a turn of the loop, or a burst of 32. Time is wall time for each delivery; read it as a ratio, and
 * {@code gc.alloc.rate.norm} (with {@code -prof gc}) as bytes allocated for each delivery. Where {@code putAside} is not 0,
 * the far ends did not keep up and the room spared itself their sends: such a figure says nothing.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-Dio.netty.leakDetection.level=disabled"})
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class BroadcastBenchmark {
    private static final int MEMBERS = 1_000;
    private static final int BURST = 32;
    private static final int ROUNDS = 32;
    private static final int ID_DIGITS = 12;
    private static final String TEXT = "a text of sixty-four characters, which is what people often say.";

    private Sockets room;
    private Hub hub;
    private Connection speaker;
    private final ByteBuf say = Unpooled.directBuffer();
    private int idEnd;
    private long id;

    private final AtomicLong putAside = new AtomicLong();

    private Sockets textbook;
    private ChannelGroup group;
    private String json;

    /** How often a reader fell behind. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Readers {
        /** Readers put aside since the benchmark began. */
        public long putAside;
    }

    /** Connects all members to both servers. */
    @Setup
    public void connect() throws Exception {
        room = new Sockets(MEMBERS, new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {}
        });
        hub = Hub.on(room.loops)
                .limits(Limits.builder().rate(0).pingAfter(Duration.ofDays(1)).build())
                .metrics(new ChatMetrics() {
                    @Override
                    public void readerBehind() {
                        putAside.incrementAndGet();
                    }
                })
                .build();
        for (Channel channel : room.channels) {
            Wire wire = new SocketWire(channel);
            Handshake handshake = new Handshake(
                    Handshake.Dialect.CHAT_V1, "/chat", Map.of(), Map.of(), InetSocketAddress.createUnresolved("", 0));
            int number = room.channels.indexOf(channel) + 1_000;
            speaker = room.loop
                    .submit(() -> {
                        Connection connection = hub.connect(channel, handshake, wire);
                        receive(connection, "{\"type\":\"hello\",\"name\":\"member " + number + "\"}");
                        receive(connection, "{\"type\":\"join\",\"room\":\"bench\"}");
                        return connection;
                    })
                    .get();
        }
        String head = "{\"type\":\"message\",\"room\":\"bench\",\"id\":\"" + "0".repeat(ID_DIGITS);
        idEnd = head.length() - 1;
        say.writeCharSequence(head + "\",\"text\":\"" + TEXT + "\"}", StandardCharsets.US_ASCII);
        textbook = new Sockets(MEMBERS, new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new WebSocket13FrameEncoder(false));
            }
        });
        group = new DefaultChannelGroup(textbook.loop);
        group.addAll(textbook.channels);
        json = "{\"type\":\"message\",\"room\":\"bench\",\"seq\":1234567,\"time\":1790000000000,\"hms\":\"12:34:56\","
                + "\"user\":\"AAAAAAAAAAAA\",\"name\":\"member 199\",\"text\":\"" + TEXT + "\",\"id\":\"1234567\"}";
    }

    private static void receive(Connection connection, String frame) {
        ByteBuf bytes = Unpooled.copiedBuffer(frame, StandardCharsets.UTF_8);
        connection.receive(bytes);
        bytes.release();
    }

    /** Our own path, one message a turn. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * ROUNDS)
    public void room(Readers readers) throws InterruptedException {
        rounds(room, () -> say(1));
        readers.putAside += putAside.getAndSet(0);
    }

    /** Our own path, a burst of messages a turn. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * ROUNDS * BURST)
    public void roomBurst(Readers readers) throws InterruptedException {
        rounds(room, () -> say(BURST));
        readers.putAside += putAside.getAndSet(0);
    }

    /** The control: what a tutorial does. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * ROUNDS)
    public void textbook() throws InterruptedException {
        rounds(textbook, () -> broadcast(1));
    }

    /** The control, a burst of messages a turn. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * ROUNDS * BURST)
    public void textbookBurst() throws InterruptedException {
        rounds(textbook, () -> broadcast(BURST));
    }

    private void say(int messages) {
        for (int i = 0; i < messages; i++) {
            long digits = id++;
            for (int at = idEnd; at > idEnd - ID_DIGITS; at--) {
                say.setByte(at, '0' + (int) (digits % 10));
                digits /= 10;
            }
            speaker.receive(say);
        }
    }

    private void broadcast(int messages) {
        for (int i = 0; i < messages; i++) {
            group.writeAndFlush(new TextWebSocketFrame(json));
        }
    }

    /** Runs the rounds one behind the other, each behind all that the one before put in the loop's queue. */
    private static void rounds(Sockets sockets, Runnable round) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(ROUNDS + 1);
        sockets.loop.execute(new Runnable() {
            @Override
            public void run() {
                left.countDown();
                if (left.getCount() > 0) {
                    round.run();
                    sockets.loop.schedule(this, 0, TimeUnit.NANOSECONDS); // behind what a large sweep put off
                }
            }
        });
        left.await();
    }

    /** Closes everything. */
    @TearDown
    public void close() throws Exception {
        hub.close();
        room.close();
        textbook.close();
        say.release();
    }
}
