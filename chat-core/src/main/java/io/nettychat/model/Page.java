package io.nettychat.model;

import java.util.List;

/**
 * A piece of a room's log.
 *
 * @param messages the entries, oldest first
 * @param more whether there is more in the direction that was asked for
 * @param head where the log ends
 * @param first the oldest seq that is kept; {@code head.seq() + 1} when none is
 */
public record Page(List<Message> messages, boolean more, Position head, long first) {
    /** Copies the list, so that nobody can change it later. */
    public Page {
        messages = List.copyOf(messages);
    }
}
