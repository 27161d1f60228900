package io.nettychat.disk;

/** What the writer knows of a segment. Owned by the writer. */
final class Segment {
    final long number;
    /** How many bytes of it are good, the header among them. */
    long size;
    /** How many of them are still needed. */
    long live;
    /** When it was begun, and when it was last written to, on the monotonic clock. */
    final long begunNanos;

    long writtenNanos;

    Segment(long number, long size, long nanos) {
        this.number = number;
        this.size = size;
        this.begunNanos = nanos;
        this.writtenNanos = nanos;
    }
}
