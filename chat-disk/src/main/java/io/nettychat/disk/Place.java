package io.nettychat.disk;

/**
 * Where a record is, in one long: the low 16 bits of its segment's number, 26 bits of offset, 20 bits of size, and whether
 * the record is a deletion. At 5 million messages a gigabyte this, and not the records, is what memory holds.
 */
final class Place {
    /** No place. No record stands at offset 0, where the header of the segment is. */
    static final long NONE = 0;

    static final int MAX_OFFSET = (1 << 26) - 1;
    static final int MAX_SIZE = (1 << 20) - 1;
    static final int SEGMENT_MASK = 0xffff;

    private static final long DELETION = 1;

    private Place() {}

    static long of(long segment, int offset, int size, boolean deletion) {
        return ((segment & SEGMENT_MASK) << 48)
                | ((long) offset << 22)
                | ((long) size << 2)
                | (deletion ? DELETION : 0);
    }

    static int segment(long place) {
        return (int) (place >>> 48);
    }

    static int offset(long place) {
        return (int) (place >>> 22) & MAX_OFFSET;
    }

    static int size(long place) {
        return (int) (place >>> 2) & MAX_SIZE;
    }

    static boolean isDeletion(long place) {
        return (place & DELETION) != 0;
    }

    /** Returns whether two places are of one record. */
    static boolean same(long one, long other) {
        return one >>> 2 == other >>> 2;
    }
}
