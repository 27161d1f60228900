package io.nettychat.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An entry that has no place in the log yet.
 *
 * @param text what is said; empty in a deletion
 * @param id the sender's own id for it, by which a repeat is recognised; null when a repeat cannot happen
 * @param deletes the seq of the message that is to be deleted, 0 when something is said
 */
public record Draft(String text, @Nullable String id, long deletes) {
    /**
     * Checks that it is one of the two.
     *
     * @throws IllegalArgumentException when {@code deletes} is negative
     */
    public Draft {
        Objects.requireNonNull(text, "text");
        if (deletes < 0) {
            throw new IllegalArgumentException("deletes is " + deletes + "; it must be a seq, or 0 to say something");
        }
    }

    /** Makes something to say. */
    public Draft(String text, @Nullable String id) {
        this(text, id, 0);
    }

    /** Returns a draft that cannot be repeated by accident. */
    public static Draft of(String text) {
        return new Draft(text, null);
    }

    /** Returns the same draft with another text. */
    public Draft withText(String changed) {
        return new Draft(changed, id, deletes);
    }

    /**
     * Returns the wish to delete a message.
     *
     * @param seq its position in the room
     */
    public static Draft deletion(long seq) {
        if (seq < 1) {
            throw new IllegalArgumentException("the first message has the seq 1, not " + seq);
        }
        return new Draft("", null, seq);
    }
}
