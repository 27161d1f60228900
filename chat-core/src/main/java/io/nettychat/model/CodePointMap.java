package io.nettychat.model;

import java.util.Arrays;

/**
 * A map from code points to strings, built once. All strings lie in one, so that some thousands of entries cost some
 * tens of kilobytes and not some thousands of objects.
 */
final class CodePointMap {
    /** The code point in the high half, where its string begins and how long it is in the low half; sorted. */
    private final long[] entries;

    private final String pool;

    private CodePointMap(long[] entries, String pool) {
        this.entries = entries;
        this.pool = pool;
    }

    /** Appends what the map has for the code point, or else the code point itself. */
    void appendTo(StringBuilder out, int codePoint) {
        int at = Arrays.binarySearch(entries, (long) codePoint << 32);
        // A full entry is greater than the bare code point, so that the search ends just before the entry.
        int next = -at - 1;
        if (next < entries.length && (int) (entries[next] >>> 32) == codePoint) {
            int start = (int) entries[next] >>> 8;
            out.append(pool, start, start + ((int) entries[next] & 0xFF));
        } else {
            out.appendCodePoint(codePoint);
        }
    }

    /** Collects the entries of a map, in any order. */
    static final class Builder {
        private long[] entries = new long[1024];
        private int size;
        private final StringBuilder pool = new StringBuilder();

        /** Reads one string and the code points that it is for: {@code 6E: 2D1 578}. */
        void readTargets(TableReader in) {
            int start = pool.length();
            do {
                pool.appendCodePoint(in.number());
            } while (in.skip(' '));
            in.expect(':');
            while (in.skip(' ')) {
                put(in.number(), start, pool.length() - start);
            }
            in.expect('\n');
        }

        /** Reads ranges that are all moved by the same distance: {@code +20: 41-5A 100-12E/2}, where /2 is every second. */
        void readShifted(TableReader in) {
            int distance = in.number();
            in.expect(':');
            while (in.skip(' ')) {
                int first = in.number();
                int last = in.skip('-') ? in.number() : first;
                int step = in.skip('/') ? in.number() : 1;
                for (int codePoint = first; codePoint <= last; codePoint += step) {
                    int start = pool.length();
                    pool.appendCodePoint(codePoint + distance);
                    put(codePoint, start, pool.length() - start);
                }
            }
            in.expect('\n');
        }

        private void put(int codePoint, int start, int length) {
            if (size == entries.length) {
                entries = Arrays.copyOf(entries, 2 * size);
            }
            entries[size++] = ((long) codePoint << 32) | ((long) start << 8) | length;
        }

        CodePointMap build() {
            long[] sorted = Arrays.copyOf(entries, size);
            Arrays.sort(sorted);
            return new CodePointMap(sorted, pool.toString());
        }
    }
}
