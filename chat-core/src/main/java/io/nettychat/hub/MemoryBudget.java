package io.nettychat.hub;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes the history of all rooms together may hold. When it is more, those rooms give up the older half of theirs
 * in which nothing was said for longest, until a tenth of the budget is free again. A room takes what it needs in steps of a
 * part of its size, so that the one number all rooms share is written seldom. Any thread.
 */
final class MemoryBudget {
    /** What a room costs beside its messages. */
    private static final int ROOM_BYTES = 1_024;

    private static final int SMALLEST_STEP = 1_024;
    private static final int LARGEST_STEP = 64 * 1_024;
    private static final long SECOND = 1_000_000_000L;

    private final long limit;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final Set<Tenant> tenants = ConcurrentHashMap.newKeySet();

    /** @param limit in bytes; more than fits is given back a little later, so it is a rough one */
    MemoryBudget(long limit) {
        this.limit = limit;
    }

    /**
     * Takes a room in.
     *
     * @param home runs tasks on the loop that owns the tenant
     * @param giveUp gives up the older half of the history and says how much is left; run there
     */
    Tenant move(Executor home, Runnable giveUp) {
        return new Tenant(home, giveUp);
    }

    long taken() {
        return taken.get();
    }

    private void change(long bytes) {
        if (taken.addAndGet(bytes) > limit && bytes > 0 && asked.compareAndSet(0, 1)) {
            evict();
        }
    }

    /** A tenant as it was at one moment: sorting what changes meanwhile goes wrong. */
    private record Candidate(Tenant tenant, long usedAt, long bytes) {}

    private void evict() {
        List<Candidate> oldest = new ArrayList<>();
        long now = -1;
        for (Tenant tenant : tenants) {
            oldest.add(new Candidate(tenant, tenant.usedAt, tenant.shown));
            now = tenant.usedAt;
        }
        long reference = now; // nanosecond clocks are compared by their difference
        oldest.sort(Comparator.comparingLong(candidate -> candidate.usedAt - reference));
        long excess = taken.get() - limit / 10 * 9;
        for (Candidate candidate : oldest) {
            if (excess <= 0) {
                break;
            }
            excess -= candidate.bytes / 2;
            asked.incrementAndGet();
            candidate.tenant.ask();
        }
        asked.decrementAndGet();
    }

    /** What one room holds. All methods are called on the room's home loop. */
    final class Tenant {
        private final Executor home;
        private final Runnable giveUp;
        /** When something was said last, to the second. Read by all loops. */
        private volatile long usedAt;
        /** The same as {@link #held}, for all loops. */
        private volatile long shown;

        private long held;

        private Tenant(Executor home, Runnable giveUp) {
            this.home = home;
            this.giveUp = giveUp;
        }

        /** A message was said: the room holds so much now. */
        void grown(long bytes, long now) {
            if (held == 0 || now - usedAt > SECOND) {
                usedAt = now;
            }
            if (bytes + ROOM_BYTES > held) {
                resize(bytes);
            }
        }

        /** Messages were dropped: the room holds so much now. */
        void shrunk(long bytes) {
            if (bytes == 0 ? held > 0 : held - bytes - ROOM_BYTES > 2L * step(bytes)) {
                resize(bytes);
            }
        }

        private void resize(long bytes) {
            long before = held;
            long step = step(bytes);
            held = bytes == 0 ? 0 : (bytes + ROOM_BYTES + step - 1) / step * step;
            shown = held;
            if (before == 0) {
                tenants.add(this);
            } else if (held == 0) {
                tenants.remove(this);
            }
            change(held - before);
        }

        private static long step(long bytes) {
            return Math.max(SMALLEST_STEP, Math.min(LARGEST_STEP, Long.highestOneBit(bytes) / 4));
        }

        private void ask() {
            try {
                home.execute(() -> {
                    try {
                        giveUp.run();
                    } finally {
                        asked.decrementAndGet();
                    }
                });
            } catch (RejectedExecutionException loopIsDown) {
                tenants.remove(this);
                asked.decrementAndGet();
            }
        }
    }
}
