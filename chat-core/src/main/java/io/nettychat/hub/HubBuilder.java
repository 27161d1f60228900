package io.nettychat.hub;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Ticker;
import io.nettychat.model.Limits;
import io.nettychat.spi.Authenticator;
import io.nettychat.spi.ChatListener;
import io.nettychat.spi.ChatMetrics;
import io.nettychat.spi.Interceptor;
import io.nettychat.spi.MessageLog;
import io.nettychat.spi.RoomPolicy;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** How a {@link Hub} is to be. Not thread-safe; every setting has a default. */
public final class HubBuilder {
    /** How many bytes of messages a room keeps in memory, roughly. */
    private static final long ROOM_BYTES = 4L * 1024 * 1024;

    final Iterable<EventExecutor> loops;
    Limits limits = Limits.DEFAULT;
    ZoneId zone = ZoneOffset.UTC;
    InstantSource clock = InstantSource.system();
    ChatListener listener = ChatListener.NONE;
    ChatMetrics metrics = ChatMetrics.NONE;

    @Nullable
    Authenticator authenticator;

    @Nullable
    RoomPolicy policy;

    final List<Interceptor> interceptors = new ArrayList<>();

    @Nullable
    Executor hookThreads;

    Duration hookTime = Duration.ofSeconds(5);
    Duration blockedAfter = Duration.ofSeconds(1);

    private int history = 1_000;
    private Duration historyAge = Duration.ofHours(24);
    private long historyBytes = ROOM_BYTES;
    private long historyTotalBytes = Runtime.getRuntime().maxMemory() / 4;
    private @Nullable MessageLog log;
    private byte @Nullable [] key;

    HubBuilder(Iterable<EventExecutor> loops) {
        this.loops = loops;
    }

    /** Sets the limits; {@link Limits#DEFAULT} are those of the protocol. */
    public HubBuilder limits(Limits limits) {
        this.limits = Objects.requireNonNull(limits, "limits");
        return this;
    }

    /**
     * Sets how many messages each room keeps in memory; 1,000 unless set.
     *
     * @param messages 0 or more
     */
    public HubBuilder history(int messages) {
        if (messages < 0) {
            throw new IllegalArgumentException("history is " + messages + "; it must be 0 or more");
        }
        this.history = messages;
        return this;
    }

    /** Sets how long each room keeps a message in memory; 24 hours unless set. */
    public HubBuilder historyAge(Duration age) {
        if (age.isNegative()) {
            throw new IllegalArgumentException("historyAge is " + age + "; it must not be negative");
        }
        this.historyAge = age;
        return this;
    }

    /** Sets how many bytes of messages each room keeps in memory, roughly; 4 MiB unless set. */
    public HubBuilder historyBytes(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("historyBytes is " + bytes + "; it must be 0 or more");
        }
        this.historyBytes = bytes;
        return this;
    }

    /**
     * Sets how many bytes of messages all rooms together keep in memory, roughly; a quarter of what the JVM may use unless
     * set. When it is more, rooms give up the older half of their history, those first in which nothing was said for
     * longest.
     */
    public HubBuilder historyTotalBytes(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("historyTotalBytes is " + bytes + "; it must be 0 or more");
        }
        this.historyTotalBytes = bytes;
        return this;
    }

    /** Keeps messages in another log than memory; the settings of history are then the log's own. */
    public HubBuilder log(MessageLog log) {
        this.log = Objects.requireNonNull(log, "log");
        return this;
    }

    /** Sets who is told what happens. */
    public HubBuilder listener(ChatListener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /** Sets where things are counted. */
    public HubBuilder metrics(ChatMetrics metrics) {
        this.metrics = Objects.requireNonNull(metrics, "metrics");
        return this;
    }

    /** Sets who says who comes. Without one, everybody may come and chooses a name. */
    public HubBuilder authenticate(Authenticator authenticator) {
        this.authenticator = Objects.requireNonNull(authenticator, "authenticator");
        return this;
    }

    /** Sets who says who may come into which room. Without one, everybody may come into every room. */
    public HubBuilder policy(RoomPolicy policy) {
        this.policy = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Sets who looks at what is said, before it gets its place. Given several times, each is handed what the one before
     * lets pass, on a hook thread; all of them together have the time of one hook.
     */
    public HubBuilder intercept(Interceptor interceptor) {
        interceptors.add(Objects.requireNonNull(interceptor, "interceptor"));
        return this;
    }

    /**
     * Sets where the hooks run: authenticator, policy and interceptor. Unless set, on up to 64 daemon threads of the hub's
     * own. {@code Runnable::run} runs them on the event loop that asks, which saves a change of threads and is only for
     * hooks that never block.
     *
     * @param threads stays the caller's. What it rejects is refused with {@code internal}
     */
    public HubBuilder hookThreads(Executor threads) {
        this.hookThreads = Objects.requireNonNull(threads, "threads");
        return this;
    }

    /** Sets how long a hook may take; 5 seconds unless set. Who waits for one that takes longer is refused. */
    public HubBuilder hookTime(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("hookTime is " + time + "; it must be more than nothing");
        }
        this.hookTime = time;
        return this;
    }

    /**
     * Sets after how long an event loop that does nothing but one thing is called blocked, and said so in the log with what
     * it does; 1 second unless set, and nobody looks when it is zero.
     */
    public HubBuilder blockedAfter(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("blockedAfter is " + time + "; it must not be negative");
        }
        this.blockedAfter = time;
        return this;
    }

    /** Sets the time zone of the field {@code hms}; UTC unless set. */
    public HubBuilder zone(ZoneId zone) {
        this.zone = Objects.requireNonNull(zone, "zone");
        return this;
    }

    /** Sets the wall clock, which dates messages and decides nothing else. */
    public HubBuilder clock(InstantSource clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Sets the key by which sessions are recognised; unless set it is the one that the log keeps, or a random one. Hubs with the same key know each other's
     * sessions.
     *
     * @param key at least 32 secret bytes; copied
     */
    public HubBuilder sessionKey(byte[] key) {
        if (key.length < 32) {
            throw new IllegalArgumentException("a session key has at least 32 bytes, not " + key.length);
        }
        this.key = key.clone();
        return this;
    }

    MessageLog log(Ticker ticker) {
        return log == null
                ? new MemoryLog(history, historyAge, historyBytes, new MemoryBudget(historyTotalBytes), clock, ticker)
                : log;
    }

    /** Returns the key of the host, else that of the log, else one that nobody else will ever know. */
    byte[] sessionKey(MessageLog opened) {
        byte[] known = key == null ? opened.sessionKey() : key;
        if (known == null) {
            known = new byte[32];
            new SecureRandom().nextBytes(known);
        }
        return known;
    }

    /** Builds the hub. */
    public Hub build() {
        return new Hub(this);
    }
}
