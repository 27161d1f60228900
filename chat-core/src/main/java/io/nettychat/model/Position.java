package io.nettychat.model;

/**
 * A place in a room's log: which life of the log, and how far in it.
 *
 * @param epoch the life of the log; a new one means that {@code seq} started again
 * @param seq the last message that was seen, 0 for none
 */
public record Position(String epoch, long seq) {}
