package io.nettychat.hub;

import io.nettychat.model.CloseReason;
import io.nettychat.model.Draft;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Identity;
import io.nettychat.model.MessageText;
import io.nettychat.model.Rejected;
import io.nettychat.model.Role;
import io.nettychat.model.RoomName;
import io.nettychat.model.SlowReader;
import io.nettychat.model.User;
import io.nettychat.protocol.ClientFrame;
import io.nettychat.protocol.ServerFrame;
import io.nettychat.spi.Handshake;
import io.nettychat.spi.RoomPolicy;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one connection and the hub say to each other, in one of the two dialects. Owned by the connection's loop.
 */
abstract class Conversation extends RateLimited {
    /** Null once the host has been told of it: an idle connection need not keep every header of its request. */
    @Nullable
    Handshake handshake;

    /** Who this is, null before it is known. */
    @Nullable
    User user;

    /** Who this is as the host knows it, null as long as the host has not told or when it does not care. */
    @Nullable
    Identity identity;

    Conversation(Connection connection, Handshake handshake, @Nullable Identity identity) {
        super(connection, handshake);
        this.identity = identity;
        this.handshake = handshake;
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

    /** Counts how far behind this connection is in its rooms. */
    abstract void tellLag();

    final void tellLag(Member member) {
        if (member.behind && member.lane != null) {
            hub.metrics().readerLag(member.lane.lag(member));
        }
    }

    /** Adds the rooms in which this connection is behind. */
    abstract void addSlow(List<SlowReader> slow);

    final void addSlow(Member member, List<SlowReader> slow) {
        if (member.behind && member.lane != null) {
            slow.add(new SlowReader(member.lane.roomName(), user, member.lane.lag(member)));
        }
    }

    /** Returns the place of this connection on a lane, null when it has none there. */
    abstract @Nullable Member memberOn(Lane lane);

    /** The hub refused a join. */
    abstract void joinRefused(Member member, @Nullable String id, Rejected why);

    /** The host has closed a room: leave it, when this connection is in it, and say why. */
    abstract void sendAway(String room, String reason);

    /** The connection is over: leave everything. */
    abstract void over(@Nullable CloseReason reason);

    final void receive(byte[] bytes, int length) {
        atHand(length);
        try {
            handle(bytes, length);
        } catch (Rejected why) {
            connection.refuse(shard.reader().id(), shard.reader().room(), why);
        }
    }

    final void checkText(String text) throws Rejected {
        MessageText.check(text, hub.limits().textChars(), hub.limits().textBytes());
    }

    // ---- on the way to a room

    /** Says something for a member, or what the host makes of it. The text has been checked and charged. */
    final void submit(Member member, User sender, String text, @Nullable String id) {
        if (!hub.hooks().interceptMessages()) {
            say(member, sender, text, id);
            return;
        }
        hub.hooks()
                .intercept(
                        connection,
                        member.roomName,
                        sender,
                        new Draft(text, id),
                        passed -> {
                            if (!passed.text().equals(text)) {
                                checkText(passed.text());
                            }
                            say(member, sender, passed.text(), id);
                        },
                        why -> connection.refuse(id, member.roomName, why));
    }

    /** Goes on when the host lets somebody into a room. */
    final void admit(RoomName name, @Nullable User who, Runnable next, Consumer<Rejected> otherwise) {
        RoomPolicy policy = hub.hooks().policy;
        if (policy == null) {
            next.run();
        } else {
            hub.hooks().mayJoin(policy, connection, name, who, next, otherwise);
        }
    }

    /** Has the home loop of a member's room say something. */
    private void say(Member member, User sender, String text, @Nullable String id) {
        if (member.lane != null) {
            member.lane.speaks(member);
        }
        hub.homeOf(member.roomName).run(() -> {
            Room room = member.room;
            if (room == null) {
                member.refuse(id, Member.notJoined());
            } else {
                room.say(member, sender, text, id);
            }
        });
    }

    /**
     * Has the home loop of a room take a member in.
     *
     * @param answered is run on that loop behind the answer, whatever it is, unless the connection ends
     */
    final void join(Member member, RoomName name, @Nullable User as, ClientFrame.Join request, Runnable answered) {
        Shard home = hub.homeOf(name.value());
        home.run(() -> {
            Room room = home.room(name);
            if (room == null) {
                Rejected why = new Rejected(
                        ErrorCode.TOO_MANY_ROOMS, "The server holds as many rooms as it can. Join one that exists.");
                member.refuseJoin(request.id(), why);
                answered.run();
            } else {
                room.membership().join(member, as, request, answered);
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
                member.room.membership().dropped(member, self);
            }
        });
    }

    /** Returns whether the user has its id from the host. */
    final boolean isKnownToHost() {
        return identity != null && identity.user() != null;
    }

    /** Returns what the user may do in every room. */
    final Role standing() {
        return identity == null ? Role.MEMBER : identity.role();
    }

    /** Returns whether the user has its name from the host, and cannot change it. */
    final boolean hasForcedName() {
        return identity != null && identity.name() != null;
    }

    /** Tells the host who this is. */
    final void tellConnected(User self) {
        Handshake from = handshake;
        handshake = null;
        if (from != null) {
            hub.tell("connected", null, listener -> listener.connected(self, from));
        }
    }

    /** The session loses its connection. */
    final void drop(String userId, boolean forGood) {
        Sessions sessions = hub.sessions();
        Allowance.Debt debt = debt();
        sessions.home().run(() -> sessions.dropped(userId, connection, debt, forGood));
    }
}
