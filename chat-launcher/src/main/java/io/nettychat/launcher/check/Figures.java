package io.nettychat.launcher.check;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What happened in a check, in numbers. */
final class Figures {
    /** How many latencies are kept: the newest replace the oldest. */
    private static final int LATENCIES = 1 << 18;

    /** How a client ends its connection. */
    enum Cut {
        CLEAN,
        RESET,
        SILENT
    }

    long said;
    long acknowledged;
    long repeated;
    long deliveries;
    long gaps;
    long gapMessages;
    long rateLimited;
    long connections;
    long refusedConnections;
    long sessionsForgotten;
    final Map<Cut, Long> cuts = new EnumMap<>(Cut.class);
    final Map<Reading.Outcome, Long> joins = new EnumMap<>(Reading.Outcome.class);
    /** How connections ended that no client ended, by the code of {@code bye} or of the close frame. */
    final Map<String, Long> endedByServer = new TreeMap<>();

    private long[] latencies = new long[1024];
    private long measured;

    static <K> void count(Map<K, Long> counts, K key) {
        counts.merge(key, 1L, Long::sum);
    }

    void latency(long nanos) {
        if (measured == latencies.length && latencies.length < LATENCIES) {
            latencies = Arrays.copyOf(latencies, latencies.length * 2);
        }
        latencies[(int) (measured++ % latencies.length)] = nanos;
    }

    /** Returns how long a client waited for its own copy, in milliseconds: so many of a thousand waited no longer. */
    double latencyMillis(int perMille) {
        int count = (int) Math.min(measured, latencies.length);
        if (count == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(latencies, count);
        Arrays.sort(sorted);
        long nanos = sorted[(int) Math.min(count - 1L, (long) count * perMille / 1000)];
        return Math.round(nanos / (double) TimeUnit.MILLISECONDS.toNanos(1) * 100) / 100.0;
    }

    long cuts() {
        return cuts.values().stream().mapToLong(Long::longValue).sum();
    }

    long joins(Reading.Outcome outcome) {
        return joins.getOrDefault(outcome, 0L);
    }
}
