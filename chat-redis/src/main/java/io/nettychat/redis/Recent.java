package io.nettychat.redis;

import io.nettychat.model.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest messages of a room, as far as this node has them in memory: what can be read while Redis is away. Bounded by
 * count and bytes. Owned by the home loop of the room.
 */
final class Recent {
    /** What a message costs beside its characters. */
    private static final int OVERHEAD = 160;

    private final int most;
    private final long mostBytes;
    /** Messages {@code first … head} stand at {@code seq & mask}. */
    private @Nullable Message[] ring = new Message[16];

    private long first = 1;
    private long head;
    private long bytes;

    Recent(int most, long mostBytes) {
        this.most = Math.max(1, most);
        this.mostBytes = mostBytes;
    }

    /** Forgets everything; the next message stands behind this seq. */
    void restart(long seq) {
        ring = new Message[16];
        head = seq;
        first = seq + 1;
        bytes = 0;
    }

    /** Returns the oldest seq that is here, one more than the newest when none is. */
    long first() {
        return first;
    }

    void add(Message message) {
        if (head - first + 1 == ring.length) {
            grow();
        }
        head = message.seq();
        ring[slot(head)] = message;
        bytes += size(message);
        while (head - first >= most || (bytes > mostBytes && first < head)) {
            dropFirst();
        }
        if (message.isDeletion()) {
            Message target = get(message.deletes());
            if (target != null) {
                ring[slot(target.seq())] = target.withoutText();
                bytes -= size(target) - OVERHEAD;
            }
        }
    }

    /** Forgets what stands before a seq. */
    void dropBefore(long seq) {
        while (first < seq && first <= head) {
            dropFirst();
        }
    }

    @Nullable
    Message get(long seq) {
        return seq < first || seq > head ? null : ring[slot(seq)];
    }

    /** Returns messages in order; all of them must be here. */
    List<Message> page(long from, long to) {
        List<Message> page = new ArrayList<>((int) Math.max(0, to - from + 1));
        for (long seq = from; seq <= to; seq++) {
            Message message = get(seq);
            if (message != null) {
                page.add(message);
            }
        }
        return page;
    }

    private void dropFirst() {
        Message gone = get(first);
        ring[slot(first)] = null;
        first++;
        if (gone != null) {
            bytes -= size(gone);
        }
    }

    private void grow() {
        @Nullable Message[] old = ring;
        ring = new Message[old.length * 2];
        for (long seq = first; seq <= head; seq++) {
            ring[slot(seq)] = old[(int) seq & (old.length - 1)];
        }
    }

    private int slot(long seq) {
        return (int) seq & (ring.length - 1);
    }

    private static int size(Message message) {
        return OVERHEAD + message.text().length() * 2;
    }
}
