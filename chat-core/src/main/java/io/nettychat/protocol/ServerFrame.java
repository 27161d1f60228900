package io.nettychat.protocol;

import io.nettychat.model.CloseReason;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Limits;
import io.nettychat.model.Message;
import io.nettychat.model.Role;
import io.nettychat.model.User;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one client is sent in reply, one record a frame type. Frames for a whole room (messages, presence, typing) are not
 * here: {@link FrameWriter} appends them to the room's batch without an object in between.
 */
public sealed interface ServerFrame {
    /** How a join went. */
    enum How {
        /** The client did not say where it was. */
        FRESH,
        /** Exactly what was missed follows. */
        RESUMED,
        /** The log no longer reaches back to where the client was. */
        GAP
    }

    /** The reply to {@code hello}. {@code session} is a secret of this client, {@code role} what it has in every room. */
    record Welcome(
            @Nullable String id, User user, Role role, String session, boolean resumed, long timeMillis, Limits limits)
            implements ServerFrame {}

    /**
     * The reply to {@code join}. {@code members} is null when there are too many to list, {@code role} is the reader's own
     * and {@code roles} are those of others, by user id.
     */
    record Joined(
            @Nullable String id,
            String room,
            String epoch,
            long head,
            long first,
            How how,
            List<Message> messages,
            Role role,
            @Nullable List<User> members,
            Map<String, Role> roles,
            int count)
            implements ServerFrame {}

    /** The reply to {@code leave}; or, with a reason, the host has closed the room. */
    record Left(@Nullable String id, String room, @Nullable String reason) implements ServerFrame {}

    /** A {@code message} came again: where it already is. */
    record Ack(@Nullable String id, String room, long seq, long timeMillis) implements ServerFrame {}

    /** A page of history, oldest first. */
    record History(@Nullable String id, String room, List<Message> messages, boolean more) implements ServerFrame {}

    /** Who is here. {@code roles} are those of who holds one, by user id. */
    record Members(@Nullable String id, String room, List<User> members, Map<String, Role> roles, int count)
            implements ServerFrame {}

    /** The reply to {@code mod}, with what was asked for; without an id, the reader's role has changed. */
    record Moderated(ClientFrame.Moderate request) implements ServerFrame {}

    /** The reply to {@code name}. */
    record Renamed(@Nullable String id, User user) implements ServerFrame {}

    /** These seqs were not sent to this reader. */
    record Gap(String room, long from, long to) implements ServerFrame {}

    /** You will be disconnected for inactivity. */
    record Idle(long seconds) implements ServerFrame {}

    /** The request failed, the connection lives. {@code retryAfterMillis} is 0 when waiting does not help. */
    record Refused(@Nullable String id, @Nullable String room, ErrorCode code, String reason, long retryAfterMillis)
            implements ServerFrame {}

    /** The last frame before a close that the server begins. {@code afterMillis} is -1 when it is not said. */
    record Bye(CloseReason reason, String text, long afterMillis) implements ServerFrame {}

    /** The reply to {@code ping}. */
    record Pong(@Nullable String id, long timeMillis) implements ServerFrame {}

    /** A line of the server's own, to one reader of the simple dialect; it has no place in the log. */
    record Notice(String room, long timeMillis, String text) implements ServerFrame {}
}
