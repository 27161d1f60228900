package io.nettychat.spi;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * The ids of recent messages and where each message is, so that a repeat is answered and not said again. For
 * logs that keep no better index of their own. Owned by one thread.
 *
 * <p>At full speed a room sees tens of thousands of ids a second and keeps them for minutes, so an entry is three longs
 * in an open-addressed table: a 64-bit fingerprint of user and id, the seq, the time. Two different ids share a
 * fingerprint with a probability of 2⁻⁶⁴ each; the hash is keyed with a secret, so that nobody can look for such a pair.
 * Tables are dropped as a whole when their youngest entry is old enough; nothing is ever removed from one.
 */
public final class RecentIds {
    /** How long an id is remembered at least. */
    public static final long KEEP_NANOS = TimeUnit.MINUTES.toNanos(5);

    /** A table takes no new ids after this time, so that ids are kept for at most {@link #KEEP_NANOS} plus this. */
    private static final long FILL_NANOS = TimeUnit.SECONDS.toNanos(150);

    /** A table takes no more ids than this, so that growing one never takes long. */
    private static final int MAX_PER_TABLE = 1 << 20;

    private static final long KEY = new SecureRandom().nextLong();
    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

    private final ArrayDeque<Table> tables = new ArrayDeque<>();

    /** Makes a memory without any ids. */
    public RecentIds() {}

    /** Returns the fingerprint of a user's id for a message, never 0. It is another one in every process. */
    public static long fingerprint(String user, String id) {
        long hash = mix(mix(KEY, user) ^ MULTIPLIER, id);
        return hash == 0 ? 1 : hash;
    }

    private static long mix(long hash, String text) {
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * MULTIPLIER;
            hash ^= hash >>> 29;
        }
        return hash;
    }

    /** Returns where the message with this fingerprint is, or 0. */
    public long seqOf(long fingerprint) {
        for (Table table : tables) {
            int at = table.find(fingerprint);
            if (table.slots[at] != 0) {
                return table.slots[at + 1];
            }
        }
        return 0;
    }

    /** Returns the time of the message with this fingerprint, which must be there. */
    public long timeOf(long fingerprint) {
        for (Table table : tables) {
            int at = table.find(fingerprint);
            if (table.slots[at] != 0) {
                return table.slots[at + 2];
            }
        }
        throw new IllegalStateException("no such id");
    }

    /**
     * Remembers an id that is not there yet.
     *
     * @param now the monotonic time in nanoseconds, never less than at the call before
     */
    public void add(long fingerprint, long seq, long timeMillis, long now) {
        Table newest = tables.peekFirst();
        if (newest == null || now - newest.opened > FILL_NANOS || newest.size >= MAX_PER_TABLE) {
            expire(now);
            newest = new Table(now, newest == null ? 0 : newest.size);
            tables.addFirst(newest);
        }
        newest.add(fingerprint, seq, timeMillis, now);
    }

    /**
     * Forgets what is old enough.
     *
     * @param now the monotonic time in nanoseconds
     */
    public void expire(long now) {
        while (!tables.isEmpty() && now - tables.getLast().touched > KEEP_NANOS) {
            tables.removeLast();
        }
    }

    /** Returns whether no id is remembered. */
    public boolean isEmpty() {
        return tables.isEmpty();
    }

    private static final class Table {
        private static final int STRIDE = 3;

        final long opened;
        long touched;
        long[] slots;
        int size;

        Table(long now, int expected) {
            this.opened = now;
            this.slots = new long[STRIDE * capacityFor(expected)];
        }

        private static int capacityFor(int entries) {
            int capacity = 8;
            while (capacity < entries + (entries >> 1)) {
                capacity <<= 1;
            }
            return capacity;
        }

        /** Returns the index of the entry, or of the free slot where it would be. */
        int find(long fingerprint) {
            int mask = slots.length / STRIDE - 1;
            int slot = (int) (fingerprint >>> 32) & mask;
            while (slots[slot * STRIDE] != 0 && slots[slot * STRIDE] != fingerprint) {
                slot = (slot + 1) & mask;
            }
            return slot * STRIDE;
        }

        void add(long fingerprint, long seq, long timeMillis, long now) {
            if ((size + 1) * 3 > slots.length / STRIDE * 2) {
                grow();
            }
            put(fingerprint, seq, timeMillis);
            size++;
            touched = now;
        }

        private void put(long fingerprint, long seq, long timeMillis) {
            int at = find(fingerprint);
            slots[at] = fingerprint;
            slots[at + 1] = seq;
            slots[at + 2] = timeMillis;
        }

        private void grow() {
            long[] old = slots;
            slots = new long[old.length * 2];
            for (int at = 0; at < old.length; at += STRIDE) {
                if (old[at] != 0) {
                    put(old[at], old[at + 1], old[at + 2]);
                }
            }
        }
    }
}
