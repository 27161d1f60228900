package io.nettychat.model;

/**
 * Somebody who is in a room.
 *
 * @param user who
 * @param role what this user may do to others there
 */
public record RoomMember(User user, Role role) {}
