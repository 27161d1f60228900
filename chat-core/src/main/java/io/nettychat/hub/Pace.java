package io.nettychat.hub;

import java.util.concurrent.TimeUnit;

/**
 * Has something told at once, and then no more than once a second: what comes sooner waits and is told together. Owned by
 * the loop of its shard.
 */
final class Pace {
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Shard home;
    private final Runnable tell;
    private long toldAt;
    private boolean armed;

    /** @param tell tells what there is, and calls {@link #told} when there was something */
    Pace(Shard home, Runnable tell) {
        this.home = home;
        this.tell = tell;
        this.toldAt = home.nanos() - PERIOD_NANOS;
    }

    /** There is something to tell: now, or when it is time. */
    void news() {
        long wait = toldAt + PERIOD_NANOS - home.nanos();
        if (wait <= 0) {
            tellNow();
        } else if (!armed) {
            armed = true;
            home.loop().schedule(this::tellNow, wait, TimeUnit.NANOSECONDS);
        }
    }

    private void tellNow() {
        armed = false;
        tell.run();
    }

    /** It has been told: the second begins. */
    void told() {
        toldAt = home.nanos();
    }
}
