package io.nettychat.spi;

import io.nettychat.model.RoomName;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Where messages are kept. Numbering, keeping and handing on are one responsibility, because only together can they be
 * atomic: a log gives a message its place and hands it back, in order.
 *
 * <p>What goes wrong is told by a stage that fails, or by {@link RoomLog.Outcome#refused}. A method that throws, returns null
 * or completes with null where there is something to return counts as failed too: who asked is told {@code internal} and may
 * try again, the server's log has a line about it, and nobody else notices. Only a stage that never completes leaves those
 * who wait for it waiting: limit the time of what you ask elsewhere.
 */
public interface MessageLog extends AutoCloseable {
    /**
     * Opens the log of one room, or creates it.
     *
     * <p>Called on the room's home loop; must not block. The stage may complete on any thread.
     *
     * @param room whose log
     * @param tail is handed every fact of the room before the stage completes, and from now on every message that gets
     *     a place, on {@code home}
     * @param home runs things on the room's home loop, in the order given
     */
    CompletionStage<RoomLog> open(RoomName room, RoomLog.Tail tail, Executor home);

    /** Returns who decides about names where several nodes share this log. */
    default Directory directory() {
        return Directory.ALONE;
    }

    /**
     * Returns the key by which sessions are recognised, at least 32 bytes, so that they outlive the process or are known
     * to every node; null when the log keeps none. Called once, before anything else; may block.
     */
    default byte @Nullable [] sessionKey() {
        return null;
    }

    /** Releases what the log holds. Called once, when every room has closed its own; perhaps on an event loop, but then one
     * whose connections have all ended, so that it may take its time. */
    @Override
    void close();
}
