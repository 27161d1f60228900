package io.nettychat.launcher.check;

import org.jspecify.annotations.Nullable;

/**
 * A promise that did not hold, with the evidence.
 *
 * @param seq 0 when it is not about one message
 * @param id the message's id
 * @param who which client saw it
 */
record Broken(
        Promise promise,
        @Nullable String epoch,
        long seq,
        @Nullable String id,
        String who,
        String what) {
    /** What the server promises. */
    enum Promise {
        /** An acknowledged message is in the log, and everybody who is there gets it. */
        NOT_LOST("lost"),
        /** A message has one seq, and is delivered once. */
        NOT_DOUBLED("doubled"),
        /** Everybody sees the same messages in the same order, as they were said. */
        ONE_ORDER("order"),
        /** What somebody is not sent is announced. */
        HOLES_ANNOUNCED("hole"),
        /** Whoever comes back gets exactly what was missed, when it is still there. */
        RESUMED("resume"),
        /** Whoever is connected gets in, and is answered. */
        NOT_STUCK("stuck"),
        /** Frames are what the protocol says. */
        PROTOCOL("protocol");

        final String slug;

        Promise(String slug) {
            this.slug = slug;
        }
    }
}
