package io.nettychat.hub;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.nettychat.Frame;
import io.nettychat.LiveBuffers;
import io.nettychat.model.Limits;
import io.nettychat.spi.Handshake;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** A hub on loops that move only when told to, on a clock that does the same, and its clients. */
final class House implements AutoCloseable {
    static {
        LiveBuffers.install();
    }

    /** What Netty warns of: an exception that nobody caught, a task that failed. */
    private static final ListAppender<ILoggingEvent> WARNINGS = new ListAppender<>();

    static {
        WARNINGS.start();
        ((Logger) LoggerFactory.getLogger("io.netty")).addAppender(WARNINGS);
    }

    private static final long START = Instant.parse("2026-01-02T03:04:05Z").toEpochMilli();
    /** No rate limit, so that a test may send as much as it likes. */
    static final Limits UNLIMITED = Limits.builder().rate(0).build();

    final MockTicker ticker = Ticker.newMockTicker();
    final List<SteppedLoop> loops = new ArrayList<>();
    final List<Client> clients = new ArrayList<>();
    final Hub hub;
    private final int buffersBefore = LiveBuffers.count();
    private boolean closed;

    House(int loops, Consumer<HubBuilder> settings) {
        for (int i = 0; i < loops; i++) {
            this.loops.add(new SteppedLoop(i, ticker));
        }
        List<EventExecutor> executors = List.copyOf(this.loops);
        HubBuilder builder = new HubBuilder(executors)
                .limits(UNLIMITED)
                .blockedAfter(Duration.ZERO) // these loops stand still whenever a test wants
                .clock(() -> Instant.ofEpochMilli(START + TimeUnit.NANOSECONDS.toMillis(ticker.nanoTime())));
        settings.accept(builder);
        this.hub = builder.build();
    }

    House(int loops) {
        this(loops, builder -> {});
    }

    /** Adds a loop on which channels may live but no rooms. */
    SteppedLoop foreignLoop() {
        SteppedLoop loop = new SteppedLoop(loops.size(), ticker);
        loops.add(loop);
        return loop;
    }

    // ---- clients

    Client connect(int loop) {
        return connect(loops.get(loop), Client.handshake(Handshake.Dialect.CHAT_V1, Map.of()));
    }

    Client connectSimple(int loop) {
        return connect(loops.get(loop), Client.handshake(Handshake.Dialect.SIMPLE, Map.of()));
    }

    Client connectSimple(int loop, String room) {
        return connect(loops.get(loop), Client.handshake(Handshake.Dialect.SIMPLE, Map.of("room", List.of(room))));
    }

    Client connect(SteppedLoop loop, Handshake handshake) {
        Client client = new Client(hub, loop, handshake);
        clients.add(client);
        return client;
    }

    /** Connects somebody and has everything done that comes of it. */
    Client enter(int loop, String name) {
        Client client = connect(loop).hello(name);
        settle();
        return client;
    }

    /** Connects somebody and takes it into a room; what it was sent for that is forgotten. */
    Client enter(int loop, String name, String room) {
        Client client = enter(loop, name);
        client.join(room);
        settle();
        client.frames();
        return client;
    }

    /** Has everybody forget what was sent to them. */
    void forgetFrames() {
        clients.forEach(Client::frames);
    }

    // ---- rooms

    /** Returns the name of a room whose home is this loop. */
    String roomOn(int loop) {
        return roomOn(loop, 0);
    }

    String roomOn(int loop, int number) {
        int left = number;
        for (int i = 0; ; i++) {
            if (hub.homeOf("room" + i).loop() == loops.get(loop) && left-- == 0) {
                return "room" + i;
            }
        }
    }

    // ---- time

    /** Steps all loops in turn until nobody has anything to do any more. */
    void settle() {
        int idle = 0;
        for (int turn = 0; idle < loops.size(); turn++) {
            idle = loops.get(turn % loops.size()).step() == 0 ? idle + 1 : 0;
            if (turn > 1_000_000) {
                throw new AssertionError("the loops do not come to rest");
            }
        }
    }

    void step(int loop) {
        loops.get(loop).step();
    }

    /** Lets time pass, second by second. */
    void pass(Duration time) {
        long millis = time.toMillis();
        while (millis > 0) {
            long step = Math.min(1_000, millis);
            millis -= step;
            ticker.advance(step, TimeUnit.MILLISECONDS);
            settle();
        }
    }

    /** Lets time pass in one jump. */
    void jump(Duration time) {
        ticker.advance(time.toNanos(), TimeUnit.NANOSECONDS);
        settle();
    }

    // ---- the end

    /** Closes the hub and checks that nothing is left of it: no connection, no room, no buffer, and that nothing failed. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        SteppedLoop any = loops.get(0);
        any.call(hub::close);
        settle();
        for (int i = 0; i < 100 && hub.roomCount() > 0; i++) {
            pass(Duration.ofMillis(50)); // many are told goodbye one batch after the other
        }
        for (Client client : clients) {
            client.loop.execute(client.socket::close);
        }
        settle();
        for (Client client : clients) {
            client.frames();
        }
        if (hub.connectionCount() != 0 || hub.roomCount() != 0) {
            throw new AssertionError(hub.connectionCount() + " connections and " + hub.roomCount() + " rooms are left");
        }
        if (!WARNINGS.list.isEmpty()) {
            String warnings = WARNINGS.list.toString();
            WARNINGS.list.clear();
            throw new AssertionError(warnings);
        }
        if (LiveBuffers.count() != buffersBefore) {
            throw new AssertionError(LiveBuffers.describe());
        }
    }

    /** Returns the frames of one type among some. */
    static List<Frame> of(List<Frame> frames, String type) {
        return frames.stream().filter(frame -> frame.is(type)).toList();
    }

    /** Returns the seqs of the messages among some frames, those inside {@code joined} included. */
    static List<Long> seqs(List<Frame> frames) {
        List<Long> seqs = new ArrayList<>();
        for (Frame frame : frames) {
            if (frame.is("message")) {
                seqs.add(frame.number("seq"));
            } else if (frame.is("joined")) {
                frame.list("messages").forEach(message -> seqs.add(message.number("seq")));
            }
        }
        return seqs;
    }
}
