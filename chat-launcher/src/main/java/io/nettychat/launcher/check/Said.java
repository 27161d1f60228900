package io.nettychat.launcher.check;

import org.jspecify.annotations.Nullable;

/** A message of the log as it came over the wire. */
record Said(
        long seq,
        @Nullable String user,
        @Nullable String name,
        @Nullable String id,
        @Nullable String text) {
    /** Reads it from a frame, or from an element of {@code messages}; null when it has no seq: a notice of the server. */
    static @Nullable Said of(Frame frame) {
        long seq = frame.number("seq", 0);
        return seq < 1
                ? null
                : new Said(seq, frame.text("user"), frame.text("name"), frame.text("id"), frame.text("text"));
    }

    @Override
    public String toString() {
        return "message " + (id == null ? "without id" : id) + " of " + name;
    }
}
