package io.nettychat.redis;

import io.lettuce.core.RedisException;
import io.nettychat.model.RoomName;
import io.nettychat.spi.Directory;
import io.nettychat.spi.MessageLog;
import io.nettychat.spi.RoomLog;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log in Redis, which many nodes share: whoever is in a room hears the same messages in the same order, on whichever
 * node. For one hub; the hub closes it.
 *
 * <p>While Redis is away, what this node has in memory can be read, and messages are refused with the time after which to
 * try again; nothing that was acknowledged is lost by that.
 */
public final class RedisLog implements MessageLog {
    private static final Logger log = LoggerFactory.getLogger(RedisLog.class);

    /** How many characters the id of a node has. */
    static final int NODE_CHARS = 12;

    /** How often each open room is compared with Redis, in seconds, for what was published and not heard. */
    private static final int CHECK_SECONDS = 20;

    /** How long it is tried to begin. */
    private static final int START_SECONDS = 5;

    private static final long COMPLAIN_MILLIS = 5_000;

    private final Settings settings;
    private final String node = random(9);
    private final Link link;
    private final ScheduledExecutorService timer;
    private final Nodes nodes;
    private final RedisDirectory directory;
    private final byte[] sessionKey;
    /** By channel. */
    private final Map<String, RedisRoom> rooms = new ConcurrentHashMap<>();

    private final AtomicLong ids = new AtomicLong();
    private final AtomicBoolean away = new AtomicBoolean();
    /** How much the clock of Redis is ahead of the monotonic clock of this process, never too much. */
    private volatile long clockOffset = System.currentTimeMillis() - monotonicMillis();

    private volatile boolean closed;
    /** When it was last said that Redis is away, and whether it is still to be said that it is back. */
    private volatile long complainedAt = monotonicMillis() - COMPLAIN_MILLIS;

    private volatile boolean told;
    private int ticks;

    RedisLog(RedisAddress address, Settings settings) {
        this.settings = settings;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "chat-redis");
            thread.setDaemon(true);
            return thread;
        });
        this.nodes = new Nodes(this);
        this.directory = new RedisDirectory(this);
        try {
            this.link = LettuceLink.connect(address, settings.patience(), new Heard());
        } catch (RedisException e) {
            timer.shutdownNow();
            throw new IllegalStateException(
                    "cannot reach Redis at " + address + ": " + RedisAddress.asGiven(deepest(e)), e);
        }
        this.sessionKey = keyOf(address);
        directory.begin();
        timer.scheduleWithFixedDelay(this::tick, 0, 1, TimeUnit.SECONDS);
    }

    /**
     * Gets what all nodes must have in common, and so finds out whether Redis does what it is asked. Tried for a while: a
     * cluster may still be told to this node, or Redis be reading its data.
     */
    private byte[] keyOf(RedisAddress address) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        Throwable why = null;
        try {
            while (why == null || System.nanoTime() - deadline < 0) {
                try {
                    byte[] key = directory.sessionKey().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
                    directory.knows(key);
                    return key;
                } catch (ExecutionException | TimeoutException e) {
                    why = e;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            why = e;
        }
        close();
        throw new IllegalStateException("cannot use the Redis at " + address + ": " + deepest(why), why);
    }

    /**
     * Connects with everything as it is unless set: see {@link #builder}.
     *
     * @throws IllegalStateException when Redis cannot be reached, or does not do what it is asked
     */
    public static RedisLog connect(String uri) {
        return builder(uri).connect();
    }

    /**
     * Begins to set up a log.
     *
     * @param uri {@code redis://[:PASSWORD@]HOST[:PORT][/DB]}, {@code rediss://…} with TLS,
     *     {@code redis-sentinel://HOST[:PORT],HOST[:PORT]#MASTER}, or {@code redis-cluster://HOST[:PORT],HOST[:PORT]}
     *     ({@code rediss-cluster://…} with TLS), of which some nodes are enough
     * @throws IllegalArgumentException when it is none of these
     */
    public static RedisLogBuilder builder(String uri) {
        return new RedisLogBuilder(RedisAddress.parse(uri));
    }

    private static String deepest(Throwable failure) {
        Throwable deepest = failure;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            deepest = cause;
        }
        return String.valueOf(deepest.getMessage());
    }

    // ---- the log

    @Override
    public CompletionStage<RoomLog> open(RoomName name, RoomLog.Tail tail, Executor home) {
        RedisRoom room = new RedisRoom(name.value(), this, tail, home);
        rooms.put(room.channel(), room);
        return room.open();
    }

    @Override
    public Directory directory() {
        return directory;
    }

    @Override
    public byte[] sessionKey() {
        return sessionKey.clone();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        timer.shutdownNow();
        link.close();
    }

    // ---- what is heard

    private final class Heard implements Link.Listener {
        @Override
        public void heard(String channel, byte[] what) {
            RedisRoom room = rooms.get(channel);
            if (room == null) {
                directory.heard(channel, what);
                return;
            }
            try {
                Turn.News news = Turn.News.read(what);
                run(room.home(), () -> room.heard(news));
            } catch (RuntimeException e) {
                log.error("what was published in {} cannot be read", channel, e);
            }
        }

        @Override
        public void listening(String channel) {
            RedisRoom room = rooms.get(channel);
            if (room != null) {
                run(room.home(), room::ask);
            }
        }

        @Override
        public void restored() {
            directory.doubt();
            long spread = Math.min(2_000, rooms.size() / 10);
            for (RedisRoom room : rooms.values()) {
                long after = spread == 0 ? 0 : ThreadLocalRandom.current().nextLong(spread);
                later(after, room.home(), room::restored);
            }
        }
    }

    // ---- for the rooms and the directory

    Settings settings() {
        return settings;
    }

    /** Returns the id of this node: one for each life of a process. */
    String node() {
        return node;
    }

    Link link() {
        return link;
    }

    Nodes nodes() {
        return nodes;
    }

    String newEpoch() {
        return Long.toString(ThreadLocalRandom.current().nextLong() >>> 1, 36);
    }

    long nextId() {
        return ids.incrementAndGet();
    }

    /** Returns the time of Redis in milliseconds, as far as this node knows; never later than it is. */
    long redisMillis() {
        return monotonicMillis() + clockOffset;
    }

    /** An answer brought the time of Redis. */
    void redisIs(long millis) {
        clockOffset = millis - monotonicMillis();
    }

    private static long monotonicMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** Runs something later where it belongs. */
    void later(long millis, Executor where, Runnable task) {
        try {
            timer.schedule(() -> run(where, task), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.trace("closed", e);
        }
    }

    private static void run(Executor where, Runnable task) {
        try {
            where.execute(task);
        } catch (RejectedExecutionException e) {
            log.trace("the loop has ended", e);
        }
    }

    void forget(RedisRoom room) {
        if (rooms.remove(room.channel(), room)) {
            link.unsubscribe(room.channel());
        }
    }

    /** A room got no answer. Said once, until there is one again. */
    void complain(@Nullable Throwable failure) {
        long now = monotonicMillis();
        if (!closed && away.compareAndSet(false, true) && now - complainedAt >= COMPLAIN_MILLIS) {
            complainedAt = now;
            told = true;
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            log.warn("Redis does not answer; nothing can be said until it does: {}", String.valueOf(cause));
        }
    }

    void reached() {
        if (away.compareAndSet(true, false) && told) {
            told = false;
            log.info("Redis answers again");
        }
    }

    void nodeDied(String dead) {
        directory.bury();
        rooms.values().forEach(room -> run(room.home(), () -> room.died(dead)));
    }

    /** Redis has lost something: what it knows of this node is looked at soon. */
    void doubt() {
        directory.doubt();
        later(100, Runnable::run, directory::tend);
    }

    /** This node was taken for dead: it tells again who is here. */
    void tellAgain() {
        directory.doubt();
        rooms.values().forEach(room -> run(room.home(), room::tellAgain));
    }

    private void tick() {
        try {
            int now = ticks++ % CHECK_SECONDS;
            rooms.forEach((channel, room) -> {
                if (Math.floorMod(channel.hashCode(), CHECK_SECONDS) == now) {
                    run(room.home(), room::ask);
                }
            });
            if (ticks == 2) {
                directory.bury();
            }
            if (now % Nodes.BEAT_SECONDS == 0) {
                nodes.beat();
                directory.tend();
            }
        } catch (RuntimeException e) {
            log.error("a look at Redis failed", e);
        }
    }

    static String random(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    List<String> key(String last) {
        return List.of(settings.directory() + ":" + last);
    }
}
