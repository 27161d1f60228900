package io.nettychat.spi;

import io.nettychat.model.User;

/**
 * What happens in a room and is not kept in its log, as the nodes that share the room tell each other.
 *
 * @param kind what it is
 * @param user whom it is about
 */
public record Signal(Kind kind, User user) {
    /** What can be told. */
    public enum Kind {
        /** The user is in the room on the node that says so, perhaps with a new name. */
        HERE,
        /** The user is no longer in the room on the node that says so. */
        GONE,
        /** The user is typing. */
        TYPING,
        /** Every connection of the user that is in the room is to be ended. */
        KICKED
    }
}
