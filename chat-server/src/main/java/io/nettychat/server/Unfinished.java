package io.nettychat.server;

import io.netty.util.internal.PlatformDependent;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of frames and messages that have begun and not ended all connections together hold. One connection may
 * hold little and not for long, but thousands of them come to more than there is memory outside the heap. Written only for
 * what does not come in one piece. Any thread.
 */
final class Unfinished {
    /** Who holds no more than this is not to blame. */
    private static final int FORGIVEN = 1_024;

    private static final int SHARE_OF_MEMORY = 8;

    private final long limit;
    private final AtomicLong bytes = new AtomicLong();

    /** @param limit in bytes */
    Unfinished(long limit) {
        this.limit = limit;
    }

    /** An eighth of the memory that buffers may take. */
    static Unfinished ofMemory() {
        return new Unfinished(PlatformDependent.maxDirectMemory() / SHARE_OF_MEMORY);
    }

    /** A connection holds so many bytes more, or fewer when negative. */
    void add(int change) {
        if (change != 0) {
            bytes.addAndGet(change);
        }
    }

    /** Returns whether a connection that holds so many bytes has to end, because all together hold too many. */
    boolean isTooMuch(int held) {
        return held > FORGIVEN && bytes.get() > limit;
    }

    long bytes() {
        return bytes.get();
    }
}
