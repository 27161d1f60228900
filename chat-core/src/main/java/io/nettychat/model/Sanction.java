package io.nettychat.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A ban or a mute.
 *
 * @param user whom it is about, with the name of then
 * @param until when it is over, null when it is for good
 */
public record Sanction(User user, @Nullable Instant until) {}
