package io.nettychat.hub;

import io.nettychat.model.ErrorCode;
import io.nettychat.model.Rejected;
import io.nettychat.model.User;
import io.nettychat.protocol.ClientFrame;
import io.nettychat.protocol.ServerFrame;
import org.jspecify.annotations.Nullable;

/**
 * How a connection comes into a room and how it goes: who is a reader ({@link Broadcast}), and, when it has a name, takes a
 * place ({@link Presence}). A connection is in the room from the join to the leave; a user keeps its place for a while
 * longer when the connection drops. Owned by the room's home loop.
 */
final class Membership {
    private final Room room;
    private final Hub hub;
    private final OpenLog messages;
    private final Broadcast broadcast;

    Membership(Room room, Hub hub, OpenLog messages, Broadcast broadcast) {
        this.room = room;
        this.hub = hub;
        this.messages = messages;
        this.broadcast = broadcast;
    }

    // ---- coming

    /**
     * A connection joins, or joins again.
     *
     * @param user null for a listener without a name
     * @param answered is run behind the answer, whatever it is, unless the connection ends
     */
    void join(Member member, @Nullable User user, ClientFrame.Join request, Runnable answered) {
        boolean comes = member.room == null;
        if (comes) {
            Rejected why = member.refused;
            if (why == null && broadcast.readers() >= hub.limits().roomMembers() && !isGhostOf(user)) {
                why = new Rejected(ErrorCode.ROOM_FULL, "The room is full. Try another one, or come back later.");
            }
            if (why != null) {
                member.refuseJoin(request.id(), why);
                answered.run();
                return;
            }
            member.room = room;
            broadcast.enter(member);
        }
        messages.with(
                opened -> {
                    if (member.room != room) {
                        answered.run();
                        return;
                    }
                    Rejected why = comes ? room.moderation().whyNotIn(user) : null;
                    if (why != null) {
                        release(member);
                        member.refuseJoin(request.id(), why);
                        answered.run();
                        room.forgetIfSpent();
                        return;
                    }
                    if (comes && user != null) {
                        enter(member, user);
                    }
                    // What is said from here on is news to it, and no part of the past that it asks for.
                    long past = opened.head().seq();
                    room.reading().join(member, user, request, opened, past, answered);
                },
                why -> {
                    if (member.room == room) {
                        release(member);
                    }
                    member.refuseJoin(request.id(), why);
                    answered.run();
                });
    }

    /** Returns whether this user is in the room already and would only take its own place over. */
    private boolean isGhostOf(@Nullable User user) {
        return user != null && room.presence().holds(user.id());
    }

    /** A listener of the simple dialect has got its name. */
    void introduce(Member member, User user) {
        messages.with(
                opened -> {
                    if (member.room == room) {
                        Rejected why = room.moderation().whyNotIn(user);
                        if (why == null) {
                            enter(member, user);
                        } else {
                            release(member);
                            member.sendAway(why.reason());
                        }
                    }
                },
                why -> {});
    }

    private void enter(Member member, User user) {
        room.moderation().entered(user.id(), member.standing);
        Member givesWay = room.presence().enter(member, user);
        if (givesWay != null) {
            release(givesWay);
        }
    }

    // ---- going

    /** A member leaves by its own wish, or because it is made to. {@code answer} is sent behind all that it was given. */
    void leave(Member member, User user, ServerFrame.@Nullable Left answer) {
        messages.with(opened -> leaveNow(member, user, answer), why -> leaveNow(member, user, answer));
    }

    private void leaveNow(Member member, User user, ServerFrame.@Nullable Left answer) {
        if (member.room != room) {
            return;
        }
        broadcast.cut(); // what it said just now is still its own to see
        room.presence().leave(member, user);
        Lane lane = letGo(member);
        lane.run(() -> lane.leave(member));
        if (answer != null) {
            member.reply(answer);
        }
        room.forgetIfSpent();
    }

    /** A member's connection is closed. */
    void dropped(Member member, @Nullable User user) {
        if (member.room != room) {
            return;
        }
        if (user != null) {
            room.presence().drop(member, user, room::forgetIfSpent);
        }
        release(member);
        room.forgetIfSpent();
    }

    private void release(Member member) {
        Lane lane = letGo(member);
        lane.run(() -> lane.detach(member));
    }

    private Lane letGo(Member member) {
        member.room = null;
        return broadcast.leave(member);
    }

    /** Ends the connection of a user who is here, and takes its place away at once. */
    void expel(String userId, String reason) {
        Member member = room.presence().memberOf(userId);
        room.presence().remove(userId);
        if (member != null) {
            broadcast.cut(); // what came before is still its own to see
            release(member);
            member.sendAway(reason);
        }
        room.forgetIfSpent();
    }

    /** The room is closed: everybody leaves, and is told why. */
    void sendEverybodyAway(String reason) {
        for (Shard shard : broadcast.shards()) {
            shard.run(() -> {
                for (Connection connection : shard.connections()) {
                    connection.conversation().sendAway(room.name().value(), reason);
                }
            });
        }
    }
}
