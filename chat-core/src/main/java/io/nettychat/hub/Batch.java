package io.nettychat.hub;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What a room says in one turn: finished frames, one behind the other. It belongs to whoever holds it and is released by
 * {@link #release}; a lane on another loop is given a {@link #copy}, because reference counts shared by loops cost more
 * than the bytes.
 */
final class Batch {
    /** The seq of the first message; {@code lastSeq + 1} when there is none. */
    final long firstSeq;

    final long lastSeq;
    /** When the first message got its place, on the monotonic clock. */
    final long appendedNanos;
    /** The messages, null when there are none. */
    final @Nullable ByteBuf messages;
    /** Presence and typing, for readers of the full dialect; null when there is nothing to tell. */
    final @Nullable ByteBuf notices;

    Batch(long firstSeq, long lastSeq, long appendedNanos, @Nullable ByteBuf messages, @Nullable ByteBuf notices) {
        this.firstSeq = firstSeq;
        this.lastSeq = lastSeq;
        this.appendedNanos = appendedNanos;
        this.messages = messages;
        this.notices = notices;
    }

    Batch copy() {
        return new Batch(firstSeq, lastSeq, appendedNanos, copy(messages), copy(notices));
    }

    private static @Nullable ByteBuf copy(@Nullable ByteBuf bytes) {
        return bytes == null
                ? null
                : bytes.alloc()
                        .directBuffer(bytes.readableBytes())
                        .writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
    }

    void release() {
        if (messages != null) {
            messages.release();
        }
        if (notices != null) {
            notices.release();
        }
    }
}
