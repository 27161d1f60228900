package io.nettychat.model;

import org.jspecify.annotations.Nullable;

/**
 * An entry that has its place in a room's log: something said, or the deletion of something said before.
 *
 * @param seq its position: 1, 2, 3 … without holes
 * @param timeMillis the server's time when it got its place, milliseconds since the Unix epoch
 * @param sender who said it, or deleted the other one
 * @param text what was said; empty when it has been deleted since, and in a deletion
 * @param id the sender's own id for it, null when it had none
 * @param deletes the seq of the message that this entry deletes, 0 when this is a message
 */
public record Message(
        long seq,
        long timeMillis,
        User sender,
        String text,
        @Nullable String id,
        long deletes) {

    /** Makes something said. */
    public Message(long seq, long timeMillis, User sender, String text, @Nullable String id) {
        this(seq, timeMillis, sender, text, id, 0);
    }

    /** Returns whether this entry deletes another one. */
    public boolean isDeletion() {
        return deletes != 0;
    }

    /** Returns whether this was said and has been deleted since. */
    public boolean isDeleted() {
        return text.isEmpty() && deletes == 0;
    }

    /** Returns what is left of this message when it is deleted. */
    public Message withoutText() {
        return new Message(seq, timeMillis, sender, "", id, deletes);
    }
}
