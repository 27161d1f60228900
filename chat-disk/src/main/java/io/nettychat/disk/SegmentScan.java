package io.nettychat.disk;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.channels.FileChannel;

/** Goes through a segment from record to record, up to the first one that is not whole. Used by one thread, once. */
final class SegmentScan {
    /** Holds the longest record, and is read into in one go. */
    static final int BUFFER = 2 << 20;

    private final FileChannel file;
    private final long size;
    private final ByteBuf scratch;
    private final Records records = new Records();
    private long position = SegmentHeader.SIZE;
    private boolean torn;

    /** Is handed each record. */
    interface Visitor {
        /**
         * Takes a record whose head is right.
         *
         * @return whether all of it is
         */
        boolean visit(Records records, ByteBuf in, int at, int size, long offset) throws IOException;
    }

    /**
     * @param size how much of the file counts
     * @param scratch at least {@link #BUFFER} bytes
     */
    SegmentScan(FileChannel file, long size, ByteBuf scratch) {
        this.file = file;
        this.size = size;
        this.scratch = scratch;
    }

    /** Begins elsewhere than at the first record. */
    void begin(long offset) {
        position = offset;
    }

    void run(Visitor visitor) throws IOException {
        while (position < size) {
            int length = (int) Math.min(BUFFER, size - position);
            scratch.clear();
            DataDirectory.readFully(file, scratch.internalNioBuffer(0, length), position);
            scratch.writerIndex(length);
            int at = 0;
            int next;
            while ((next = records.check(scratch, at, length)) > 0) {
                if (!visitor.visit(records, scratch, at, next, position + at)) {
                    next = Records.WRONG;
                    break;
                }
                at += next;
            }
            position += at;
            if (next == Records.WRONG || at == 0 || position + length - at == size) {
                torn = next == Records.INCOMPLETE;
                return;
            }
        }
    }

    /** Returns where the last whole record ends. */
    long end() {
        return position;
    }

    /** Returns whether what follows looks like the beginning of a record. */
    boolean isTorn() {
        return torn;
    }
}
