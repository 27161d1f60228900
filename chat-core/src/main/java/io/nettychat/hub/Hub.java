package io.nettychat.hub;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Ticker;
import io.nettychat.model.CloseReason;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Identity;
import io.nettychat.model.Limits;
import io.nettychat.model.Rejected;
import io.nettychat.model.RoomInfo;
import io.nettychat.model.RoomName;
import io.nettychat.model.SlowReader;
import io.nettychat.spi.ChatListener;
import io.nettychat.spi.ChatMetrics;
import io.nettychat.spi.Handshake;
import io.nettychat.spi.MessageLog;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine of a chat: rooms, the people in them and what they say. It opens no socket; connections are brought to it by
 * {@link #connect}. A hub may be used from any thread unless a method says otherwise.
 *
 * <p>Each room has one event loop as its home, chosen by its name, which alone numbers and keeps the room's messages.
 * What belongs to a loop stands in its {@link Shard}; the hub itself holds only what never changes, and counters.
 */
public final class Hub implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Hub.class);

    private final Limits limits;
    /** Null when nothing is limited. */
    private final @Nullable Rates rates;

    private final ZoneId zone;
    private final InstantSource clock;
    private final MessageLog messages;
    private final ChatListener listener;
    private final ChatMetrics metrics;
    private final Shard[] homes;
    private final Shards shards;
    private final Sessions sessions;
    private final Neighbors neighbors;
    private final SpeakerLimits speakerLimits;
    private final Complaints complaints = new Complaints();
    private final Hooks hooks;
    /** Null when nobody is to watch the loops. */
    private final @Nullable LoopWatch watch;

    private final AtomicInteger rooms = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean accepting = true;
    /** Completes when the hub is closed; null until that is asked for. */
    private final AtomicReference<@Nullable CompletableFuture<Void>> closed = new AtomicReference<>();

    Hub(HubBuilder builder) {
        this.limits = builder.limits;
        this.rates = Rates.of(limits);
        this.zone = builder.zone;
        this.clock = builder.clock;
        this.listener = builder.listener;
        this.metrics = GuardedMetrics.of(builder.metrics, complaints);
        this.hooks = new Hooks(builder, complaints);
        Ticker ticker = builder.loops.iterator().next().ticker();
        this.messages = builder.log(ticker);
        this.shards = new Shards(this, builder.sessionKey(messages));
        this.homes = shards.of(builder.loops);
        this.neighbors = new Neighbors(homes[0], limits);
        this.speakerLimits = new SpeakerLimits(limits, ticker);
        this.sessions = new Sessions(
                homes[0],
                Nanos.of(limits.grace()),
                Objects.requireNonNull(messages.directory(), "MessageLog.directory returned null"));
        this.watch = builder.blockedAfter.isZero() ? null : new LoopWatch(shards.all(), builder.blockedAfter);
        if (watch != null) {
            watch.start();
        }
    }

    /**
     * Begins to build a hub.
     *
     * @param loops the event loops on which rooms live; they stay the caller's and are never shut down by the hub
     */
    public static HubBuilder on(EventLoopGroup loops) {
        return new HubBuilder(Objects.requireNonNull(loops, "loops"));
    }

    /** Returns the limits in force. */
    public Limits limits() {
        return limits;
    }

    /** Returns whether new connections are welcome: true until the hub is drained or closed. */
    public boolean isAccepting() {
        return accepting;
    }

    /** Returns how many connections are open. */
    public int connectionCount() {
        return connections.get();
    }

    /** Returns how many rooms there are. */
    public int roomCount() {
        return rooms.get();
    }

    /**
     * Returns a room to speak in, to read and to moderate. It need not exist.
     *
     * @param name 1 to 64 letters, digits, {@code -}, {@code _} and {@code .}
     * @throws IllegalArgumentException when this is no name of a room; the message says what is wrong
     */
    public RoomHandle room(String name) {
        try {
            return room(RoomName.parse(name));
        } catch (Rejected why) {
            throw new IllegalArgumentException(why.reason(), why);
        }
    }

    /** Returns a room to speak in, to read and to moderate. It need not exist. */
    public RoomHandle room(RoomName name) {
        return new RoomHandle(this, name);
    }

    /** Returns the rooms that there are at the moment, in no order. The stage completes on an event loop. */
    public CompletionStage<List<RoomInfo>> rooms() {
        return Shards.gather(List.of(homes), Shard::roomInfos);
    }

    /**
     * Returns the readers that do not keep up at the moment, in no order: once for each room. Looks at every connection, so
     * ask once a second and not for each message. The stage completes on an event loop.
     */
    public CompletionStage<List<SlowReader>> slowReaders() {
        return Shards.gather(shards.all(), Shard::slowReaders);
    }

    /** Returns the rate limit for those whom the host lets speak through {@link RoomHandle#publish}. */
    public SpeakerLimits speakerLimits() {
        return speakerLimits;
    }

    /** Returns whether the host wants to know who comes, so that {@link #authenticate} is to be asked. */
    public boolean authenticates() {
        return hooks.authenticator != null;
    }

    /**
     * Asks the host who comes, before the WebSocket handshake is finished. On the channel's event loop.
     *
     * @param channel the channel that is to be {@linkplain #connect connected}
     * @return completes on the channel's event loop with who it is, with null when that is to be told by the client's
     *     {@code hello}; or fails with {@link Rejected}: {@link ErrorCode#INTERNAL} when it could not be found out, every
     *     other code when the client is not to be let in
     */
    public CompletionStage<@Nullable Identity> authenticate(Channel channel, Handshake handshake) {
        return hooks.authenticate(shardOf(channel.eventLoop()), handshake);
    }

    /**
     * Has a handshake counted that was refused before it came to {@link #connect}. On the channel's event loop.
     *
     * @param status the status of HTTP that the client was told
     */
    public void handshakeRefused(int status) {
        metrics.handshakeRefused(status);
    }

    /**
     * Takes a connection whose WebSocket handshake is finished, and whose request did not tell who it is. Where the host
     * wants to know, the client's {@code hello} has to tell. On the channel's event loop.
     *
     * @see #connect(Channel, Handshake, Identity, Wire)
     */
    public Connection connect(Channel channel, Handshake handshake, Wire wire) {
        return connect(channel, handshake, null, wire);
    }

    /**
     * Takes a connection whose WebSocket handshake is finished. On the channel's event loop, which need not be one of the
     * hub's.
     *
     * @param channel its channel; from now on the hub writes finished frames to it and decides when it is read
     * @param handshake what is known of the client
     * @param identity who it is, as {@link #authenticate} said; null when that is to be told by the client's {@code hello}
     * @param wire how the hub asks for control frames
     */
    public Connection connect(Channel channel, Handshake handshake, @Nullable Identity identity, Wire wire) {
        Connection connection = new Connection(shardOf(channel.eventLoop()), channel, handshake, identity, wire);
        connections.incrementAndGet();
        connection.begin();
        if (!accepting) {
            connection.end(CloseReason.DRAIN);
        }
        return connection;
    }

    /**
     * Ends every connection with {@link CloseReason#DRAIN}, in batches, and asks each client to come back at a time of its
     * own, spread evenly, so that neither their goodbye nor their return comes all at once.
     *
     * @param within over how long the connections may be ended; it takes no longer than their number needs, which is
     *     about a second for a thousand
     * @return completes when every connection has been told
     */
    public CompletionStage<Void> drain(Duration within) {
        accepting = false;
        return shards.drain(connectionCount(), within);
    }

    /**
     * Ends what is left and releases what the hub holds. Returns when that is done, unless it is called on one of the
     * loops. Repeats only wait. The loops go on.
     */
    @Override
    public void close() {
        boolean onLoop = shards.isOnLoop();
        CompletableFuture<Void> done = new CompletableFuture<>();
        CompletableFuture<Void> earlier = closed.compareAndExchange(null, done);
        if (earlier == null) {
            drain(Duration.ofSeconds(1))
                    .thenCompose(unused -> shards.close())
                    .thenRun(this::stopThreads)
                    .thenRun(this::closeLog)
                    .whenComplete((unused, failure) -> {
                        if (failure == null) {
                            done.complete(null);
                        } else {
                            done.completeExceptionally(failure);
                        }
                    });
        }
        if (!onLoop) {
            (earlier == null ? done : earlier).join();
        }
    }

    private void closeLog() {
        try {
            messages.close();
        } catch (Throwable fault) { // the host's: all else is closed, and goes on being closed
            complaints.error(log, "the log could not be closed", fault);
        }
    }

    private void stopThreads() {
        hooks.close();
        if (watch != null) {
            watch.close();
        }
    }

    // ---- for the engine

    Shard shardOf(EventExecutor loop) {
        return shards.of(loop);
    }

    /** Returns the home of a room: the same for a name as long as the hub lives. */
    Shard homeOf(String room) {
        int hash = room.hashCode() * 0x9e3779b9;
        return homes[(hash >>> 16) % homes.length];
    }

    @Nullable
    Rates rates() {
        return rates;
    }

    Sessions sessions() {
        return sessions;
    }

    Neighbors neighbors() {
        return neighbors;
    }

    MessageLog log() {
        return messages;
    }

    InstantSource clock() {
        return clock;
    }

    ZoneId zone() {
        return zone;
    }

    ChatMetrics metrics() {
        return metrics;
    }

    boolean isClosed() {
        return closed.get() != null;
    }

    Hooks hooks() {
        return hooks;
    }

    Complaints complaints() {
        return complaints;
    }

    boolean isListenedTo() {
        return listener != ChatListener.NONE;
    }

    /**
     * Tells the listener, whose faults harm nobody.
     *
     * @param what the method of the listener, a constant
     * @param room null when it is about none
     */
    void tell(String what, @Nullable RoomName room, Consumer<ChatListener> event) {
        if (listener == ChatListener.NONE) {
            return;
        }
        try {
            event.accept(listener);
        } catch (Throwable e) { // an AssertionError or a class that is missing is the host's fault as well
            complaints.error(
                    log,
                    Asked.who("ChatListener", listener) + " failed in " + what,
                    Asked.where(room == null ? null : room.value()),
                    e);
        }
    }

    boolean roomMayOpen() {
        if (rooms.incrementAndGet() > limits.totalRooms()) {
            rooms.decrementAndGet();
            return false;
        }
        return true;
    }

    void roomForgotten() {
        rooms.decrementAndGet();
    }

    void connectionClosed() {
        connections.decrementAndGet();
    }
}
