package io.nettychat.protocol;

import io.nettychat.model.Role;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends, one record a frame type. Fields are well-formed (types, ids, ranges), but room names and user
 * names are as the client wrote them: whether they are good names is for the engine to say.
 */
public sealed interface ClientFrame {
    /** Returns the client's request id, echoed in the reply; null when it sent none. */
    default @Nullable String id() {
        return null;
    }

    /** Who I am. */
    record Hello(
            @Nullable String id,
            @Nullable String name,
            @Nullable String token,
            @Nullable String session) implements ClientFrame {}

    /** Join a room; with {@code epoch} and {@code since} go on after that position. {@code limit} is -1 when left out. */
    record Join(@Nullable String id, String room, @Nullable String epoch, long since, int limit)
            implements ClientFrame {
        /** Returns whether the client says where it was. */
        public boolean resumes() {
            return epoch != null && since >= 0;
        }
    }

    /** Leave a room. */
    record Leave(@Nullable String id, String room) implements ClientFrame {}

    /** Say something; {@code id} is also the idempotency key. {@code room} is null in the simple dialect only. */
    record Say(
            @Nullable String id,
            @Nullable String room,
            String text,
            @Nullable String name) implements ClientFrame {}

    /** A page of history: before or after a seq (-1 when left out). {@code limit} is -1 when left out. */
    record History(@Nullable String id, String room, long before, long after, int limit) implements ClientFrame {}

    /** Who is here. */
    record Members(@Nullable String id, String room) implements ClientFrame {}

    /** I am typing. */
    record Typing(String room) implements ClientFrame {}

    /** Rename me. */
    record Rename(@Nullable String id, String name) implements ClientFrame {}

    /** What one who holds a role can do. */
    enum Action {
        /** Delete a message. */
        DELETE,
        /** End a user's connection. */
        KICK,
        /** Keep a user out of the room. */
        BAN,
        /** Let a user in again. */
        UNBAN,
        /** Let a user hear but not speak. */
        MUTE,
        /** Let a user speak again. */
        UNMUTE,
        /** Give a user a role, or take it. */
        ROLE;

        private final String slug = name().toLowerCase(Locale.ROOT);

        /** Returns the action as it stands on the wire, for example {@code unban}. */
        public String slug() {
            return slug;
        }
    }

    /**
     * Moderate a room. Which fields are needed depends on the action; {@code seq} and {@code seconds} are -1 when left
     * out.
     */
    record Moderate(
            @Nullable String id,
            String room,
            Action action,
            @Nullable String user,
            long seq,
            long seconds,
            @Nullable Role role)
            implements ClientFrame {}

    /** Are you there. */
    record Ping(@Nullable String id) implements ClientFrame {}
}
