package io.nettychat.spi;

import io.nettychat.model.RoomName;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Where messages are kept. Numbering, keeping and handing on are one responsibility, because only together can they be
 * atomic: a log gives a message its place and hands it back, in order.
 */
public interface MessageLog extends AutoCloseable {
    /**
     * Opens the log of one room, or creates it.
     *
     * <p>Called on the room's home loop; must not block. The stage may complete on any thread.
     *
     * @param room whose log
     * @param tail is handed every message that gets a place from now on, on {@code home}
     * @param home runs things on the room's home loop, in the order given
     */
    CompletionStage<RoomLog> open(RoomName room, RoomLog.Tail tail, Executor home);

    /** Releases what the log holds. Called once, when every room has closed its own; perhaps on an event loop, but then one
     * whose connections have all ended, so that it may take its time. */
    @Override
    void close();
}
