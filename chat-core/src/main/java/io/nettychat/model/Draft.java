package io.nettychat.model;

import org.jspecify.annotations.Nullable;

/**
 * A message that has no place in the log yet.
 *
 * @param text what is said
 * @param id the sender's own id for it, by which a repeat is recognised; null when a repeat cannot happen
 */
public record Draft(String text, @Nullable String id) {
    /** Returns a draft that cannot be repeated by accident. */
    public static Draft of(String text) {
        return new Draft(text, null);
    }
}
