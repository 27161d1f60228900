package io.nettychat.disk;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * The time by which messages grow old: the wall clock at the start, from then on the monotonic one, so that a jump of the
 * wall clock drops nothing. In seconds since the beginning of 2020, which is an int until 2088.
 */
final class Moment {
    private static final long BEGIN = 1_577_836_800L;

    private final long startSeconds;
    private final long startNanos = System.nanoTime();

    Moment(InstantSource clock) {
        this.startSeconds = clock.millis() / 1_000;
    }

    int now() {
        return (int) (startSeconds - BEGIN + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos));
    }

    /** Returns when something was that the wall clock dated. */
    static int of(long epochMillis) {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, epochMillis / 1_000 - BEGIN));
    }
}
