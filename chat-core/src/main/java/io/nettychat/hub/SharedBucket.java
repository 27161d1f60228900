package io.nettychat.hub;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A {@link Rate} that many threads take from, and that can be overdrawn: what it limits has already happened, and
 * whoever overdraws has to wait. Each taker takes many tokens at once and spends them by itself, so that the one number
 * all of them share is written for one frame in many.
 */
final class SharedBucket {
    /** However much was overdrawn, nobody waits longer than that for somebody else. */
    private static final long LONGEST_WAIT = 5_000_000_000L;

    private final long nanosPerToken;
    private final long tolerance;
    private final AtomicLong due;

    SharedBucket(long burst, double rate, long now) {
        this.nanosPerToken = (long) (1e9 / rate);
        this.tolerance = nanosPerToken * burst;
        this.due = new AtomicLong(now);
    }

    /** Takes tokens, whether they are there or not. Returns for how many nanoseconds to wait, 0 when they were there. */
    long take(long now, int tokens) {
        while (true) {
            long before = due.get();
            long start = before - now > 0 ? before : now;
            long after = Math.min(start - now + nanosPerToken * tokens, tolerance + LONGEST_WAIT);
            if (due.compareAndSet(before, now + after)) {
                return Math.max(0, after - tolerance);
            }
        }
    }

    /** Returns in how many nanoseconds the bucket would be full again, 0 when it is. */
    long debt(long now) {
        return Math.max(0, due.get() - now);
    }
}
