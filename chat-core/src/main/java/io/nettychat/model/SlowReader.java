package io.nettychat.model;

import org.jspecify.annotations.Nullable;

/**
 * Somebody whose socket takes no more data, or who is still reading what came meanwhile.
 *
 * @param room in which room; a connection that is slow is so in each of its rooms
 * @param user who, null for a connection that has no name
 * @param behind how many messages it has still to be given
 */
public record SlowReader(RoomName room, @Nullable User user, long behind) {}
