package io.nettychat.disk;

import io.nettychat.model.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest messages of an open room, so that those who come and those who lag a little need no disk. Owned by its room. */
final class Recent {
    /** How many messages are kept at most: a page and more. */
    static final int MESSAGES = 256;

    /** How many characters of text are kept at most, but for the newest message. */
    private static final int CHARS = 128 * 1024;

    private @Nullable Message[] ring = new Message[16];
    private long first;
    private long head;
    private int chars;

    /** @param head the seq of the message before the first one that is added */
    Recent(long head) {
        this.first = head + 1;
        this.head = head;
    }

    /** Adds the next message; to a ring without any, one that may have any seq. */
    void add(Message message) {
        if (first > head) {
            first = message.seq();
        } else if (head - first + 1 == ring.length) {
            if (ring.length < MESSAGES) {
                grow();
            } else {
                dropFirst();
            }
        }
        head = message.seq();
        ring[slot(head)] = message;
        chars += message.text().length();
        while (chars > CHARS && first < head) {
            dropFirst();
        }
    }

    private void dropFirst() {
        Message gone = ring[slot(first)];
        ring[slot(first++)] = null;
        chars -= gone == null ? 0 : gone.text().length();
    }

    private void grow() {
        @Nullable Message[] old = ring;
        ring = new Message[old.length * 2];
        for (long seq = first; seq <= head; seq++) {
            ring[slot(seq)] = old[(int) seq & (old.length - 1)];
        }
    }

    /** Takes the text from a message, if it is here. */
    void blank(long seq) {
        if (seq >= first && seq <= head) {
            Message message = ring[slot(seq)];
            if (message != null) {
                chars -= message.text().length();
                ring[slot(seq)] = message.withoutText();
            }
        }
    }

    /** Returns messages in order, null when not all of them are here. */
    @Nullable
    List<Message> page(long from, long to) {
        if (from < first || to > head) {
            return null;
        }
        List<Message> page = new ArrayList<>((int) (to - from + 1));
        for (long seq = from; seq <= to; seq++) {
            Message message = ring[slot(seq)];
            if (message != null) {
                page.add(message);
            }
        }
        return page;
    }

    private int slot(long seq) {
        return (int) seq & (ring.length - 1);
    }
}
