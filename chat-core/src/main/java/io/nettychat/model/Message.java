package io.nettychat.model;

import org.jspecify.annotations.Nullable;

/**
 * A message that has its place in a room's log.
 *
 * @param seq its position: 1, 2, 3 … without holes
 * @param timeMillis the server's time when it got its place, milliseconds since the Unix epoch
 * @param sender who said it
 * @param text what was said
 * @param id the sender's own id for it, null when it had none
 */
public record Message(
        long seq,
        long timeMillis,
        User sender,
        String text,
        @Nullable String id) {}
