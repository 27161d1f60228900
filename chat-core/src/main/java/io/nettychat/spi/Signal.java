package io.nettychat.spi;

import io.nettychat.model.Role;
import io.nettychat.model.User;

/**
 * What happens in a room and is not kept in its log, as the nodes that share the room tell each other.
 *
 * @param kind what it is
 * @param user whom it is about
 * @param role with {@link Kind#HERE}: what the user may do in every room, as the host of the node that says so has told it
 */
public record Signal(Kind kind, User user, Role role) {
    /** Tells of a user to whom no host has given a role, or where that does not matter. */
    public Signal(Kind kind, User user) {
        this(kind, user, Role.MEMBER);
    }

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
