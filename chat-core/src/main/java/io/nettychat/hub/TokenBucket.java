package io.nettychat.hub;

/**
 * A rate limit in one number: the generic cell rate algorithm in its virtual scheduling form
 * (<a href="https://www.itu.int/rec/T-REC-I.371">ITU-T I.371, annex A</a>). {@code due} is when the bucket would be full
 * again; a token is there while that lies less than the burst ahead. Owned by one thread.
 */
final class TokenBucket {
    private final long nanosPerToken;
    private final long tolerance;
    private long due;

    /**
     * @param burst how many tokens a full bucket holds
     * @param rate how many tokens a second flow in, more than 0
     * @param now the monotonic time
     */
    TokenBucket(long burst, double rate, long now) {
        this.nanosPerToken = (long) (1e9 / rate);
        this.tolerance = nanosPerToken * (burst - 1);
        this.due = now;
    }

    /** Takes one token. Returns 0, or for how many nanoseconds to wait when there is none (none is taken then). */
    long take(long now) {
        return take(now, 1);
    }

    /** Takes some tokens, all or none. Returns 0, or for how many nanoseconds to wait. */
    long take(long now, long tokens) {
        long wait = waitFor(now, tokens);
        if (wait == 0) {
            force(now, tokens);
        }
        return wait;
    }

    /** Returns for how many nanoseconds to wait until there will be some tokens, and takes none. */
    long waitFor(long now, long tokens) {
        long start = due - now > 0 ? due : now;
        return Math.max(0, start + nanosPerToken * (tokens - 1) - tolerance - now);
    }

    /** Takes tokens whether they are there or not. */
    void force(long now, long tokens) {
        due = (due - now > 0 ? due : now) + nanosPerToken * tokens;
    }

    /** Returns when the bucket would be full again, on the monotonic clock. */
    long due() {
        return due;
    }

    /** Adds what another bucket of the same kind still had to regain. */
    void owe(long otherDue, long now) {
        if (otherDue - now > 0) {
            due = (due - now > 0 ? due : now) + (otherDue - now);
        }
    }
}
