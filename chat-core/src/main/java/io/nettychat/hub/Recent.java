package io.nettychat.hub;

import io.nettychat.model.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a room's last second or two, whatever its history holds: for readers that were live a moment ago. In a
 * busy room a history of 1,000 messages goes by in milliseconds, and who reads in pieces, as every client does, would miss
 * some in every other second. A reader that joins, resumes or asks for history is not given these: to it the log says
 * what there is. They are the same objects that the history holds, and catching up asks no disk and no Redis.
 *
 * <p>Owned by the room's home loop.
 */
final class Recent {
    /** As much as a room holds, in bytes as {@link MemoryLog#heldBytes} counts them; more than that only while it is young. */
    static final int ROOM_BYTES = 2 * 1024 * 1024;

    /**
     * Younger messages than this stay beyond {@link #ROOM_BYTES}: a room that hears 150,000 messages a second fills those in
     * 48 ms, and a client that is slow to read its socket may be away for longer without having stopped.
     */
    static final long YOUNG_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** As much as a room holds of whatever age. */
    private static final int YOUNG_BYTES = 12 * 1024 * 1024;

    /** As much as all rooms of a loop hold. */
    private static final int LOOP_BYTES = 16 * 1024 * 1024;

    /** What has been here for a whole tick is dropped: it stays for one to two of them. */
    private static final long TICK_SECONDS = 1;

    private static final int SMALLEST = 16;
    private static final @Nullable Message[] NO_MESSAGES = {};
    private static final int[] NO_SIZES = {};
    private static final long[] NO_TIMES = {};

    private final Shard home;

    /** Messages {@code first … last} stand at {@code seq & mask}, sizes and times beside them: a message is cold by then. */
    private @Nullable Message[] messages = NO_MESSAGES;

    private int[] sizes = NO_SIZES;
    private long[] times = NO_TIMES;
    private long first = 1;
    private long last;
    private long bytes;
    private long lastAtTick;
    private boolean ticking;

    Recent(Shard home) {
        this.home = home;
    }

    /**
     * Keeps a message for a while. Seqs rise by one, or what was before is dropped.
     *
     * @param now the monotonic time, which does not fall
     */
    void add(Message message, long now) {
        if (message.seq() != last + 1) {
            clear();
            first = message.seq();
            last = first - 1; // a log that began anew counts from 1 again
            lastAtTick = last;
        }
        if (message.isDeletion()) {
            blank(message.deletes());
        }
        int size = MemoryLog.heldBytes(message);
        while (first <= last && isTooMuch(size, now)) {
            dropFirst();
        }
        last = message.seq();
        if (last - first >= messages.length) {
            grow();
        }
        messages[slot(last)] = message;
        sizes[slot(last)] = size;
        times[slot(last)] = now;
        bytes += size;
        home.recentBytes += size;
        if (!ticking) {
            ticking = true;
            lastAtTick = first - 1;
            home.loop().schedule(this::tick, TICK_SECONDS, TimeUnit.SECONDS);
        }
    }

    private boolean isTooMuch(int more, long now) {
        boolean old = now - times[slot(first)] > YOUNG_NANOS;
        return bytes + more > (old ? ROOM_BYTES : YOUNG_BYTES) || home.recentBytes + more > LOOP_BYTES;
    }

    /** Returns the oldest seq that is here; a later one than any when there is none. */
    long first() {
        return first <= last ? first : Long.MAX_VALUE;
    }

    /**
     * Reads messages in order.
     *
     * @param after the first message read is the oldest one here that is behind this seq
     * @param limit how many messages at most
     */
    List<Message> read(long after, int limit) {
        long from = Math.max(after + 1, first);
        long to = Math.min(last, from + limit - 1);
        List<Message> page = new ArrayList<>((int) Math.max(0, to - from + 1));
        for (long seq = from; seq <= to; seq++) {
            Message message = messages[slot(seq)];
            if (message != null) {
                page.add(message);
            }
        }
        return page;
    }

    /** Drops all. */
    void clear() {
        while (first <= last) {
            dropFirst();
        }
        messages = NO_MESSAGES;
        sizes = NO_SIZES;
        times = NO_TIMES;
    }

    /** The text of a deleted message is gone, also for those who have not been given it. */
    private void blank(long seq) {
        if (seq >= first && seq <= last) {
            Message message = messages[slot(seq)];
            if (message != null) {
                messages[slot(seq)] = message.withoutText();
            }
        }
    }

    private void tick() {
        while (first <= last && first <= lastAtTick) {
            dropFirst();
        }
        lastAtTick = last;
        ticking = first <= last;
        if (ticking) {
            home.loop().schedule(this::tick, TICK_SECONDS, TimeUnit.SECONDS);
        } else {
            clear();
        }
    }

    private void dropFirst() {
        int at = slot(first++);
        bytes -= sizes[at];
        home.recentBytes -= sizes[at];
        messages[at] = null;
    }

    private void grow() {
        @Nullable Message[] oldMessages = messages;
        int[] oldSizes = sizes;
        long[] oldTimes = times;
        int length = Math.max(SMALLEST, oldMessages.length * 2);
        messages = new Message[length];
        sizes = new int[length];
        times = new long[length];
        for (long seq = first; seq < last; seq++) {
            int old = (int) seq & (oldMessages.length - 1);
            messages[slot(seq)] = oldMessages[old];
            sizes[slot(seq)] = oldSizes[old];
            times[slot(seq)] = oldTimes[old];
        }
    }

    private int slot(long seq) {
        return (int) seq & (messages.length - 1);
    }
}
