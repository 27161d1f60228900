package io.nettychat.hub;

import io.nettychat.spi.ChatMetrics;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every loop twice a second for a sign of life, from a thread of its own, and says with its stack when one does not
 * give it: something on it blocks, and all that lives there waits. Once for each incident.
 */
final class LoopWatch implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(LoopWatch.class);
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Collection<Shard> shards;
    private final long limitNanos;
    private final Thread thread = new Thread(this, "chat-loop-watch");

    /** @param shards may grow while it is watched */
    LoopWatch(Collection<Shard> shards, Duration limit) {
        this.shards = shards;
        this.limitNanos = Nanos.of(limit);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void close() {
        thread.interrupt();
    }

    @Override
    public void run() {
        long last = System.nanoTime();
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(PERIOD_NANOS);
                long now = System.nanoTime();
                // When this thread was late itself, the whole process stood still, and no loop is to blame.
                boolean stoodStill = now - last > 2 * PERIOD_NANOS;
                last = now;
                for (Shard shard : shards) {
                    shard.pulse().look(now, stoodStill ? Long.MAX_VALUE : limitNanos);
                }
            }
        } catch (InterruptedException closed) {
            log.debug("nobody watches the loops any more");
        }
    }

    /** The sign of life of one loop. The watch asks, the loop answers, and each writes only when it is its turn. */
    static final class Pulse implements Runnable {
        private final Shard shard;
        private final ChatMetrics metrics;
        /** When the loop was asked, 0 when it has answered: whose turn it is. */
        private volatile long askedAt;

        private volatile @Nullable Thread thread;
        private long reportedAt;

        Pulse(Shard shard, ChatMetrics metrics) {
            this.shard = shard;
            this.metrics = metrics;
        }

        private void look(long now, long limitNanos) {
            if (shard.loop().inEventLoop()) {
                return; // a loop without a thread, as that of an EmbeddedChannel, runs when its owner says so
            }
            long asked = askedAt;
            if (asked == 0) {
                if (reportedAt != 0) {
                    log.warn("{} goes on after {} ms", name(), TimeUnit.NANOSECONDS.toMillis(now - reportedAt));
                    reportedAt = 0;
                }
                askedAt = now == 0 ? 1 : now;
                try {
                    shard.loop().execute(this);
                } catch (RejectedExecutionException loopIsDown) {
                    log.trace("the loop is down and needs no watch");
                }
            } else if (now - asked > limitNanos
                    && reportedAt == 0
                    && !shard.loop().isShuttingDown()) {
                reportedAt = asked;
                report(TimeUnit.NANOSECONDS.toMillis(now - asked));
            }
        }

        private void report(long millis) {
            Thread blocked = thread;
            Throwable where = new IllegalStateException("This is what the event loop is doing.");
            where.setStackTrace(blocked == null ? new StackTraceElement[0] : blocked.getStackTrace());
            log.error(
                    "{} has been blocked for {} ms, and everybody on it waits. Do what takes time on a thread of its own.",
                    name(),
                    millis,
                    where);
        }

        private String name() {
            Thread known = thread;
            return "The event loop " + (known == null ? shard.loop() : known.getName());
        }

        @Override
        public void run() {
            thread = Thread.currentThread();
            metrics.loopLag(System.nanoTime() - askedAt);
            askedAt = 0;
        }
    }
}
