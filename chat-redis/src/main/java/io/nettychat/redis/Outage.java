package io.nettychat.redis;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Since when Redis has not answered a room, and when it is asked again: soon at first, then ever later, and never by all
 * rooms at the same moment. Owned by the home loop of the room.
 */
final class Outage {
    private static final long FIRST_MILLIS = 50;
    private static final int MOST_DOUBLINGS = 6;

    private final RedisLog redis;
    private final Executor home;
    private final long patienceNanos;
    /** On the monotonic clock; 0 while Redis answers. */
    private long since;

    private int failures;
    /** Counts the waits for the next try, so that a late timer knows that it is late. */
    private int waits;

    private boolean waiting;

    Outage(RedisLog redis, Executor home) {
        this.redis = redis;
        this.home = home;
        this.patienceNanos = redis.settings().patienceNanos();
    }

    /** Returns whether Redis did not answer when it was asked last. */
    boolean isOn() {
        return since != 0;
    }

    /** Returns whether it has lasted longer than anybody is kept waiting. */
    boolean isLong() {
        return since != 0 && System.nanoTime() - since >= patienceNanos;
    }

    /** Returns whether the time for the next try has not come. */
    boolean isWaiting() {
        return waiting;
    }

    /** A try was not answered. */
    void failed(Throwable why) {
        if (since == 0) {
            long now = System.nanoTime();
            since = now == 0 ? 1 : now;
            redis.complain(why);
        }
        failures++;
    }

    /** A try was answered. */
    void over() {
        if (since != 0) {
            since = 0;
            failures = 0;
            redis.reached();
        }
    }

    /** Runs the next try after a while of at most one and a half times {@code mostMillis}. */
    void retryLater(long mostMillis, Runnable next) {
        long delay = Math.min(mostMillis, FIRST_MILLIS << Math.min(failures, MOST_DOUBLINGS));
        waiting = true;
        int wait = ++waits;
        redis.later(delay / 2 + ThreadLocalRandom.current().nextLong(delay), home, () -> {
            if (wait == waits) {
                waiting = false;
                next.run();
            }
        });
    }

    /** The next try need not wait: there is reason to believe that it will be answered. */
    void retryNow() {
        waits++;
        waiting = false;
    }
}
