package io.nettychat.launcher.check;

import org.jspecify.annotations.Nullable;

/** What the clients say: each text follows from its id, so that whoever gets it can tell whether it is the one said. */
final class Speech {
    private static final String[] KINDS = {"", " Grüße aus Ω", " 👋🏽 <b>&amp;\\\"\n\t'", " " + "lang ".repeat(80)};

    private final String run;

    /** @param run what the ids of this run begin with */
    Speech(String run) {
        this.run = run;
    }

    String id(int client, long number) {
        return run + "-" + client + "-" + number;
    }

    /** The text under an id, null when it is not of this run. */
    @Nullable
    String text(String id) {
        return id.startsWith(run + "-") ? id + KINDS[Math.floorMod(id.hashCode(), KINDS.length)].stripTrailing() : null;
    }
}
