package io.nettychat.hub;

/**
 * A rate limit, whose state is one number: the generic cell rate algorithm in its virtual scheduling form
 * (<a href="https://www.itu.int/rec/T-REC-I.371">ITU-T I.371, annex A</a>). The number says when the bucket of tokens would
 * be full again; a token is there while that lies less than the burst ahead. It stands with whoever is limited, so that an
 * idle connection pays eight bytes for each of its limits. Immutable; all times are monotonic nanoseconds.
 */
final class Rate {
    private final long nanosPerToken;
    private final long tolerance;

    /**
     * @param burst how many tokens a full bucket holds
     * @param perSecond how many tokens a second flow in, more than 0
     */
    Rate(long burst, double perSecond) {
        this.nanosPerToken = (long) (1e9 / perSecond);
        this.tolerance = nanosPerToken * (burst - 1);
    }

    /** Returns for how many nanoseconds to wait until a bucket has some tokens, 0 when it has them. */
    long waitFor(long due, long now, long tokens) {
        return Math.max(0, later(due, now) + nanosPerToken * (tokens - 1) - tolerance - now);
    }

    /** Returns when a bucket would be full again, from which tokens are taken whether they are there or not. */
    long taken(long due, long now, long tokens) {
        return later(due, now) + nanosPerToken * tokens;
    }

    /** Returns when a bucket would be full again that has to regain, beside its own, what another one had to. */
    static long owing(long due, long otherDue, long now) {
        return otherDue - now > 0 ? later(due, now) + (otherDue - now) : due;
    }

    private static long later(long due, long now) {
        return due - now > 0 ? due : now;
    }
}
