package io.nettychat.hub;

import io.netty.channel.Channel;
import io.nettychat.model.CloseReason;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Rejected;
import io.nettychat.model.Role;
import io.nettychat.protocol.ServerFrame;
import org.jspecify.annotations.Nullable;

/**
 * One connection in one room. It has two owners, each with fields of its own: the room's home loop knows which room it
 * is in; the loop of the connection, where the {@link Lane} lives, knows how far it has read.
 */
final class Member {
    /** Where a member stands in its lane. */
    enum State {
        /** The home loop has not answered the join yet. */
        JOINING,
        /** In the group: it is sent each batch as it comes. */
        LIVE,
        /** Admitted while a sweep was under way: it joins the group when that sweep is over. */
        ARRIVING,
        /** Its socket takes no data. It costs nothing but {@link #given}. */
        ASIDE,
        /** On its way back: the home loop reads the log for it. */
        CATCHING_UP,
        /** It left, or its connection is closed. */
        GONE
    }

    final Connection connection;
    final Channel channel;
    final Wire wire;
    final String roomName;
    /** Whether this reader is sent messages and errors only. */
    final boolean messagesOnly;
    /** What its user may do in every room, as the host says. */
    final Role standing;

    /** Home loop: the room, null before a join is asked for and after it is left. */
    @Nullable
    Room room;

    /** Home loop: why it was refused, null when it was not. Who was refused is never taken in: it asks with a new one. */
    @Nullable
    Rejected refused;

    /** Connection's loop: the lane, null before the join is answered. */
    @Nullable
    Lane lane;

    /** Connection's loop. */
    State state = State.JOINING;

    /** Connection's loop: the last seq this reader was given; up to date only while it is not {@link State#LIVE}. */
    long given;

    /** Connection's loop: whether it has been put aside since it was live the last time. */
    boolean behind;

    /** Connection's loop: how much presence and typing its lane had told when it fell behind. */
    int newsHeard;

    /** Connection's loop: where in the group it stands while it is live. */
    int slot;

    Member(Connection connection, String roomName, boolean messagesOnly, Role standing) {
        this.connection = connection;
        this.channel = connection.channel();
        this.wire = connection.wire();
        this.roomName = connection.shard().shared(roomName);
        this.messagesOnly = messagesOnly;
        this.standing = standing;
    }

    // ---- from the home loop; done on the loop of the connection

    /** Answers. */
    void reply(ServerFrame frame) {
        connection.shard().run(() -> connection.send(frame));
    }

    /** Refuses what it asked for. */
    void refuse(@Nullable String id, Rejected why) {
        connection.shard().run(() -> connection.refuse(id, roomName, why));
    }

    /** Refuses its join, and whatever it asks for as this member. */
    void refuseJoin(@Nullable String id, Rejected why) {
        refused = why;
        connection.shard().run(() -> connection.joinRefused(this, id, why));
    }

    /** Ends its connection, because it may not be here. */
    void sendAway(String reason) {
        connection.shard().run(() -> connection.end(CloseReason.KICKED, reason, -1));
    }

    /** The log cannot be read for it: it is sent away to come back, for nothing may be left out in silence. */
    void fail() {
        connection.shard().run(() -> connection.end(CloseReason.INTERNAL));
    }

    static Rejected notJoined() {
        return new Rejected(ErrorCode.NOT_JOINED, "You are not in this room. Join it first.");
    }
}
