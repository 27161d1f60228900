package io.nettychat.launcher.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** How long something took, or how much it was, sorted into buckets. May be used from any thread. */
final class Timings {
    private final double unit;
    private final long[] bounds;
    private final LongAdder[] counts;
    private final LongAdder sum = new LongAdder();

    private Timings(double unit, long[] bounds) {
        this.unit = unit;
        this.bounds = bounds;
        counts = new LongAdder[bounds.length + 1];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    /**
     * Sorts times, which are observed in nanoseconds and told in seconds.
     *
     * @param bounds the upper bounds of the buckets in microseconds, rising; longer times fall into one more
     */
    static Timings micros(long... bounds) {
        long[] nanos = new long[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            nanos[i] = TimeUnit.MICROSECONDS.toNanos(bounds[i]);
        }
        return new Timings(TimeUnit.SECONDS.toNanos(1), nanos);
    }

    /** Sorts numbers. */
    static Timings counts(long... bounds) {
        return new Timings(1, bounds.clone());
    }

    void observe(long amount) {
        int bucket = 0;
        while (bucket < bounds.length && amount > bounds[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        sum.add(amount);
    }

    HistogramSnapshot.HistogramDataPointSnapshot snapshot() {
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i < counts.length; i++) {
            buckets.bucket(i < bounds.length ? bounds[i] / unit : Double.POSITIVE_INFINITY, counts[i].sum());
        }
        HistogramSnapshot.HistogramDataPointSnapshot.Builder point =
                HistogramSnapshot.HistogramDataPointSnapshot.builder().classicHistogramBuckets(buckets.build());
        point.sum(sum.sum() / unit);
        return point.build();
    }
}
