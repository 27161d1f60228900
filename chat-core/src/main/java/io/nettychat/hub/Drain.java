package io.nettychat.hub;

import io.nettychat.model.CloseReason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the connections of one loop in batches, each with a time at which its client is to come back.
 *
 * <p>Nobody is asked to come back while others are still being told, because then there is nothing yet to come back to;
 * after that they are to come at the pace at which they were told, each at a moment of its own. Lives on its loop.
 */
final class Drain {
    private static final Logger log = LoggerFactory.getLogger(Drain.class);

    /** At this pace, the return of the clients, which costs more than their goodbye, is no burden for a small machine. */
    private static final int CONNECTIONS_A_SECOND = 1_000;

    private static final long BATCH_MILLIS = 50;
    private static final long SHORTEST_RETURN_MILLIS = 1_000;

    /** Its multiples, less their whole part, lie evenly between 0 and 1, however many there are. */
    private static final double GOLDEN = 0.618_033_988_749_895;

    private final Shard shard;
    private final long millis;
    private final double share;
    private final CompletableFuture<Void> done;
    private final List<Connection> connections;
    private final int batches;
    private int batch;
    private int next;

    /**
     * @param millis how long it takes for all loops
     * @param share keeps the moments of this loop's clients apart from those of other loops: from 0 to 1
     * @param done completes when all have been told
     */
    Drain(Shard shard, long millis, double share, CompletableFuture<Void> done) {
        this.shard = shard;
        this.millis = millis;
        this.share = share;
        this.done = done;
        this.connections = shard.connections();
        this.batches = (int) Math.max(1, millis / BATCH_MILLIS);
    }

    /** Returns how long so many connections are to take. */
    static long millis(int connections, Duration within) {
        return Math.min(connections * 1_000L / CONNECTIONS_A_SECOND, Math.max(0, within.toMillis()));
    }

    void begin() {
        int until = (int) ((long) connections.size() * (batch + 1) / batches);
        long left = millis - batch * BATCH_MILLIS;
        long returning = Math.max(SHORTEST_RETURN_MILLIS, millis);
        for (; next < until; next++) {
            long slot = (long) (returning * ((next * GOLDEN + share) % 1));
            try {
                connections.get(next).end(CloseReason.DRAIN, CloseReason.DRAIN.reason(), Math.max(0, left) + slot);
            } catch (RuntimeException e) {
                log.error("a connection failed when it was to be ended", e); // the others are to be ended all the same
            }
        }
        if (++batch >= batches) {
            done.complete(null);
            return;
        }
        try {
            shard.loop().schedule(this::begin, BATCH_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException loopIsDown) {
            done.complete(null);
        }
    }
}
