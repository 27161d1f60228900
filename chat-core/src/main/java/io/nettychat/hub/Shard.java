package io.nettychat.hub;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.nettychat.model.CloseReason;
import io.nettychat.model.RoomInfo;
import io.nettychat.model.RoomName;
import io.nettychat.model.SlowReader;
import io.nettychat.protocol.FrameReader;
import io.nettychat.protocol.FrameWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that one event loop owns of a hub: its connections, the rooms whose home it is, the scratch buffers of the wire,
 * and what is to be flushed at the end of the turn. Everything in it is touched on that loop only; {@link #run} is the one
 * way in from elsewhere.
 */
final class Shard {
    private static final Logger log = LoggerFactory.getLogger(Shard.class);

    private static final long TICK_SECONDS = 1;
    private static final int ROOM_SWEEP_TICKS = 60;

    private final Hub hub;
    private final EventExecutor loop;
    private final FrameReader reader = new FrameReader();
    private final FrameWriter writer;
    private final SessionTokens tokens;
    private final LoopWatch.Pulse pulse;
    private final Map<String, Room> rooms = new HashMap<>();

    private Connection[] connections = new Connection[16];
    private int connectionCount;

    private final ArrayDeque<Connection> unflushed = new ArrayDeque<>();
    private boolean flushArmed;
    private final Runnable flush = this::flush;

    private byte[] inbox = new byte[4096];
    private final @Nullable String[] roomNames = new String[64];
    private @Nullable ScheduledFuture<?> ticks;
    private int tickCount;

    /** What the rooms of this loop hold in their {@link Recent} together. */
    long recentBytes;

    Shard(Hub hub, EventExecutor loop, SessionTokens tokens) {
        this.hub = hub;
        this.loop = loop;
        this.writer = new FrameWriter(hub.zone());
        this.tokens = tokens;
        this.pulse = new LoopWatch.Pulse(this, hub.metrics());
    }

    Hub hub() {
        return hub;
    }

    EventExecutor loop() {
        return loop;
    }

    FrameReader reader() {
        return reader;
    }

    FrameWriter writer() {
        return writer;
    }

    LoopWatch.Pulse pulse() {
        return pulse;
    }

    SessionTokens tokens() {
        return tokens;
    }

    /** Returns the monotonic time of this loop. */
    long nanos() {
        return loop.ticker().nanoTime();
    }

    /** Runs a task on this loop: now when this is the loop, else behind all that already waits there. */
    void run(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    /**
     * Runs a task after the loop has looked for I/O again. A task given to {@code execute} would run in the same turn:
     * a loop works off its whole queue before it polls.
     */
    void afterIo(Runnable task) {
        loop.schedule(task, 0, TimeUnit.NANOSECONDS);
    }

    /** Returns a scratch array of at least the given length, valid until the next call. */
    byte[] inbox(int length) {
        if (inbox.length < length) {
            inbox = new byte[Math.max(length, inbox.length * 2)];
        }
        return inbox;
    }

    /** Returns an equal room name that others of this loop use too, where there is one at hand. */
    String shared(String roomName) {
        int slot = roomName.hashCode() & (roomNames.length - 1);
        String known = roomNames[slot];
        if (roomName.equals(known)) {
            return known;
        }
        roomNames[slot] = roomName;
        return roomName;
    }

    // ---- rooms

    /** Returns the room of this name, which it opens when there is none; null when the server holds too many. */
    @Nullable
    Room room(RoomName name) {
        Room room = rooms.get(name.value());
        if (room == null && hub.roomMayOpen()) {
            room = new Room(name, hub, this);
            rooms.put(name.value(), room);
            hub.metrics().roomOpened();
            armTicks();
            room.openLog();
        }
        return room;
    }

    /** Returns the room of this name, null when there is none. */
    @Nullable
    Room existingRoom(RoomName name) {
        return rooms.get(name.value());
    }

    /** Returns the figures of all rooms of this loop. Any thread; the stage completes on this loop. */
    CompletionStage<List<RoomInfo>> roomInfos() {
        return look(() -> rooms.values().stream().map(Room::info).toList());
    }

    /** Returns who of this loop is behind, in each room. Any thread; the stage completes on this loop. */
    CompletionStage<List<SlowReader>> slowReaders() {
        return look(() -> {
            List<SlowReader> slow = new ArrayList<>();
            for (int i = 0; i < connectionCount; i++) {
                connections[i].conversation().addSlow(slow);
            }
            return slow;
        });
    }

    private <T> CompletionStage<List<T>> look(Supplier<List<T>> look) {
        CompletableFuture<List<T>> answer = new CompletableFuture<>();
        try {
            loop.execute(() -> answer.complete(look.get()));
        } catch (RejectedExecutionException loopIsDown) {
            answer.complete(List.of());
        }
        return answer;
    }

    void forget(Room room) {
        if (rooms.remove(room.name().value(), room)) {
            room.close();
            hub.roomForgotten();
            hub.metrics().roomForgotten();
        }
    }

    // ---- connections

    void add(Connection connection) {
        if (connectionCount == connections.length) {
            connections = Arrays.copyOf(connections, connectionCount * 2);
        }
        connection.index = connectionCount;
        connections[connectionCount++] = connection;
        armTicks();
    }

    void remove(Connection connection) {
        Connection last = connections[--connectionCount];
        connections[connection.index] = last;
        last.index = connection.index;
        clear(connectionCount);
    }

    @SuppressWarnings("NullAway") // slots from connectionCount on are never read
    private void clear(int index) {
        connections[index] = null;
    }

    List<Connection> connections() {
        return List.of(Arrays.copyOf(connections, connectionCount));
    }

    /** Has a connection flushed behind what the loop already has to do, once for all that is written till then. */
    void flushLater(Connection connection) {
        unflushed.add(connection);
        if (!flushArmed) {
            flushArmed = true;
            loop.execute(flush);
        }
    }

    private void flush() {
        flushArmed = false;
        for (Connection next = unflushed.poll(); next != null; next = unflushed.poll()) {
            next.flush();
        }
    }

    // ---- time

    private void armTicks() {
        if (ticks == null) {
            ticks = loop.scheduleWithFixedDelay(this::tick, TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** One sweep a second over all connections costs less than a timer for each. */
    private void tick() {
        long now = nanos();
        for (int i = connectionCount - 1; i >= 0; i--) {
            tick(connections[i], now);
        }
        if (++tickCount % ROOM_SWEEP_TICKS == 0) {
            List.copyOf(rooms.values()).forEach(Room::sweep);
        }
        if (connectionCount == 0 && rooms.isEmpty()) {
            stopTicks();
        }
    }

    private static void tick(Connection connection, long now) {
        try {
            connection.tick(now);
        } catch (RuntimeException e) {
            // Thrown on, it would end the ticks of this loop, and with them the liveness of all its connections.
            connection.shard().hub().complaints().error(log, "a connection failed when it was looked after", e);
            connection.end(CloseReason.INTERNAL);
        }
    }

    private void stopTicks() {
        if (ticks != null) {
            ticks.cancel(false);
            ticks = null;
        }
    }

    /** Releases everything; the connections have ended. */
    void close() {
        List.copyOf(rooms.values()).forEach(this::forget);
        stopTicks();
    }
}
