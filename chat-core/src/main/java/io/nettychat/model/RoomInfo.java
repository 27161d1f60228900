package io.nettychat.model;

/**
 * A room and its figures at one moment.
 *
 * @param name which room
 * @param members how many people are in it by name, those included whose connection broke just now
 * @param connections how many connections hear it, those without a name included
 * @param seq the newest message, 0 when there was none
 * @param closed whether the host has closed it
 */
public record RoomInfo(RoomName name, int members, int connections, long seq, boolean closed) {}
