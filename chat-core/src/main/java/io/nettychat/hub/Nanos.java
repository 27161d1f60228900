package io.nettychat.hub;

import java.time.Duration;

/** Durations as nanoseconds of the monotonic clock, for ever where they are too long to be counted. */
final class Nanos {
    private static final Duration LONGEST = Duration.ofDays(100 * 365);

    private Nanos() {}

    static long of(Duration duration) {
        return duration.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : duration.toNanos();
    }
}
