package io.nettychat.hub;

import io.nettychat.model.CloseReason;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Limits;
import io.nettychat.model.MessageText;
import io.nettychat.model.Rejected;
import io.nettychat.model.RoomName;
import io.nettychat.model.User;
import io.nettychat.protocol.ClientFrame;
import io.nettychat.protocol.ServerFrame;
import io.nettychat.spi.Handshake;
import org.jspecify.annotations.Nullable;

/**
 * What one connection and the hub say to each other, in one of the two dialects. Owned by the connection's loop.
 *
 * <p>Limits: each frame takes a token of the {@code frames} bucket before it is parsed; when there is none, the channel is
 * not read until there is. Messages have a bucket of their own, whose refusals are told with the time to wait; who goes on
 * regardless uses up the hub's patience.
 */
abstract class Conversation {
    private static final int FRAMES_BURST = 256;
    private static final int FRAMES_PER_SECOND = 64;

    final Connection connection;
    final Shard shard;
    final Hub hub;

    /** Null once the host has been told of it: an idle connection need not keep every header of its request. */
    @Nullable
    Handshake handshake;

    /** Who this is, null before it is known. */
    @Nullable
    User user;

    private final @Nullable TokenBucket frames;
    /** Null until the first message, and when there is no limit: most who are connected only listen. */
    private @Nullable Allowance allowance;

    Conversation(Connection connection, Handshake handshake) {
        this.connection = connection;
        this.shard = connection.shard();
        this.hub = shard.hub();
        this.handshake = handshake;
        Limits limits = hub.limits();
        long now = shard.nanos();
        int rate = limits.rate();
        this.frames = rate == 0
                ? null
                : new TokenBucket(
                        Math.max(FRAMES_BURST, limits.burst() * 4), Math.max(FRAMES_PER_SECOND, rate * 4), now);
    }

    /** The connection is open. */
    void begin() {}

    /** Handles one frame. */
    abstract void handle(byte[] bytes, int length) throws Rejected;

    /** Sends a frame, as far as the dialect has it. */
    abstract void send(ServerFrame frame);

    /** Returns whether the connection has said who it is, or need not. */
    abstract boolean introduced();

    abstract void writabilityChanged();

    /** The hub refused a join. */
    abstract void joinRefused(Member member, @Nullable String id, Rejected why);

    /** The connection is over: leave everything. */
    abstract void over(@Nullable CloseReason reason);

    final void receive(byte[] bytes, int length) {
        chargeFrames(1);
        try {
            handle(bytes, length);
        } catch (Rejected why) {
            connection.refuse(shard.reader().id(), shard.reader().room(), why);
        }
    }

    /** Charges frames; when there are too many, the channel is not read for a while, and nothing is refused. */
    final void chargeFrames(int count) {
        if (frames != null) {
            long now = shard.nanos();
            long wait = frames.take(now, count);
            if (wait > 0) {
                frames.force(now, count);
                connection.pace(wait);
            }
        }
    }

    /** Charges a message to the rate limit. */
    final void chargeMessage() throws Rejected {
        if (hub.limits().rate() == 0) {
            return;
        }
        long now = shard.nanos();
        Allowance mine = allowance;
        if (mine == null) {
            mine = allowance = new Allowance(hub.limits(), now);
        }
        try {
            mine.charge(now);
        } catch (Rejected tooFast) {
            if (mine.losesPatience(now)) {
                connection.end(CloseReason.FLOOD);
            }
            throw tooFast;
        }
    }

    /** Returns what the session has used up, null when it is nothing. */
    final Allowance.@Nullable Debt debt() {
        return allowance == null ? null : allowance.debt();
    }

    /** The session had another connection before, which used up so much. */
    final void inherit(Allowance.@Nullable Debt debt) {
        if (debt != null) {
            long now = shard.nanos();
            if (allowance == null) {
                allowance = new Allowance(hub.limits(), now);
            }
            allowance.inherit(debt, now);
        }
    }

    final void checkText(String text) throws Rejected {
        MessageText.check(text, hub.limits().textChars(), hub.limits().textBytes());
    }

    /** Has the home loop of a member's room say something. */
    final void say(Member member, User sender, String text, @Nullable String id) {
        hub.homeOf(member.roomName).run(() -> {
            Room room = member.room;
            if (room == null) {
                shard.run(() -> connection.refuse(
                        id, member.roomName, new Rejected(ErrorCode.NOT_JOINED, "You are not in this room. Join it.")));
            } else {
                room.say(member, sender, text, id);
            }
        });
    }

    /** Has the home loop of a room take a member in. */
    final void join(Member member, RoomName name, @Nullable User as, ClientFrame.Join request) {
        Shard home = hub.homeOf(name.value());
        home.run(() -> {
            Room room = home.room(name);
            if (room == null) {
                Rejected why = new Rejected(
                        ErrorCode.TOO_MANY_ROOMS, "The server holds as many rooms as it can. Join one that exists.");
                member.refused = why;
                shard.run(() -> connection.joinRefused(member, request.id(), why));
            } else {
                room.join(member, as, request);
            }
        });
    }

    /** The connection is over: nothing more is written to it, and the home loop of the room lets it go. */
    final void leaveBehind(Member member) {
        if (member.lane != null) {
            member.lane.detach(member);
        } else {
            member.state = Member.State.GONE;
        }
        User self = user;
        hub.homeOf(member.roomName).run(() -> {
            if (member.room != null) {
                member.room.dropped(member, self);
            }
        });
    }

    /** Tells the host who this is. */
    final void tellConnected(User self) {
        Handshake from = handshake;
        handshake = null;
        if (from != null) {
            hub.tell(listener -> listener.connected(self, from));
        }
    }

    /** The session loses its connection. */
    final void drop(String userId, boolean forGood) {
        Sessions sessions = hub.sessions();
        Allowance.Debt debt = debt();
        sessions.home().run(() -> sessions.dropped(userId, connection, debt, forGood));
    }
}
