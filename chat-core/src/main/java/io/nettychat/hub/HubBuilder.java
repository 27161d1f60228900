package io.nettychat.hub;

import io.nettychat.model.Limits;

/** STUB for the seam. */
public final class HubBuilder {
    HubBuilder() {}

    /** Sets the limits. */
    public HubBuilder limits(Limits limits) {
        return this;
    }

    /** How many messages each room keeps. */
    public HubBuilder history(int messages) {
        return this;
    }

    /** How long each room keeps a message. */
    public HubBuilder historyAge(java.time.Duration age) {
        return this;
    }

    /** Builds the hub. */
    public Hub build() {
        return new Hub();
    }
}
