package io.nettychat.launcher.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** How long something took, sorted into buckets. May be used from any thread. */
final class Timings {
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long[] boundsNanos;
    private final LongAdder[] counts;
    private final LongAdder sumNanos = new LongAdder();

    /** @param boundsMicros the upper bounds of the buckets, rising; longer times fall into one more */
    Timings(long... boundsMicros) {
        boundsNanos = new long[boundsMicros.length];
        for (int i = 0; i < boundsMicros.length; i++) {
            boundsNanos[i] = TimeUnit.MICROSECONDS.toNanos(boundsMicros[i]);
        }
        counts = new LongAdder[boundsMicros.length + 1];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    void observe(long nanos) {
        int bucket = 0;
        while (bucket < boundsNanos.length && nanos > boundsNanos[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        sumNanos.add(nanos);
    }

    HistogramSnapshot.HistogramDataPointSnapshot snapshot() {
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i < counts.length; i++) {
            double bound = i < boundsNanos.length ? boundsNanos[i] / NANOS_PER_SECOND : Double.POSITIVE_INFINITY;
            buckets.bucket(bound, counts[i].sum());
        }
        HistogramSnapshot.HistogramDataPointSnapshot.Builder point =
                HistogramSnapshot.HistogramDataPointSnapshot.builder().classicHistogramBuckets(buckets.build());
        point.sum(sumNanos.sum() / NANOS_PER_SECOND);
        return point.build();
    }
}
