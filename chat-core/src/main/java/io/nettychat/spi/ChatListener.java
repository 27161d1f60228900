package io.nettychat.spi;

import io.nettychat.model.CloseReason;
import io.nettychat.model.Message;
import io.nettychat.model.RoomName;
import io.nettychat.model.User;
import org.jspecify.annotations.Nullable;

/**
 * Is told what happens. Called on event loops and must not block; an exception is logged and harms nobody. All methods
 * do nothing unless overridden.
 */
public interface ChatListener {
    /** Listens to nothing. */
    ChatListener NONE = new ChatListener() {};

    /** A user said hello. On the connection's loop. */
    default void connected(User user, Handshake handshake) {}

    /** A user came into a room. On the room's home loop. */
    default void joined(RoomName room, User user) {}

    /** A user left a room, or did not come back within the grace period. On the room's home loop. */
    default void left(RoomName room, User user) {}

    /** A message got its place. On the room's home loop, in order. */
    default void said(RoomName room, Message message) {}

    /** A message was deleted: {@code deletion} says which and by whom. On the room's home loop, in order with what is said. */
    default void deleted(RoomName room, Message deletion) {}

    /**
     * A user's connection takes no more data, and is told of a room what it misses when it does again. On the
     * connection's loop.
     */
    default void slow(RoomName room, User user) {}

    /** A connection ended. {@code reason} is null when the client ended it. On the connection's loop. */
    default void disconnected(User user, @Nullable CloseReason reason) {}
}
