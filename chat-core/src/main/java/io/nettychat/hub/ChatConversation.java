package io.nettychat.hub;

import io.nettychat.model.CloseReason;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Identity;
import io.nettychat.model.Rejected;
import io.nettychat.model.RoomName;
import io.nettychat.model.SlowReader;
import io.nettychat.model.User;
import io.nettychat.model.UserName;
import io.nettychat.protocol.ClientFrame;
import io.nettychat.protocol.ServerFrame;
import io.nettychat.spi.Handshake;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The dialect {@code chat.v1}: JSON frames in both directions. Owned by the connection's loop. */
final class ChatConversation extends Conversation {
    private static final Member[] NOWHERE = {};

    /** What a name costs, in requests: it is looked for among all names, and every room hears of it. */
    private static final int NAME_COST = 3;

    /** The rooms this connection is in or has asked to be in: few, so that an array is small and fast enough. */
    private Member[] members = NOWHERE;

    /** Whether a room, a page or a list is on its way to this client. */
    private boolean answering;

    /** Whether the client has asked for another one meanwhile. */
    private boolean waiting;

    ChatConversation(Connection connection, Handshake handshake, @Nullable Identity identity) {
        super(connection, handshake, identity);
    }

    @Override
    void handle(byte[] bytes, int length) throws Rejected {
        ClientFrame frame = shard.reader().read(bytes, 0, length);
        if (frame instanceof ClientFrame.Say say) {
            say(introducedUser(), say);
        } else if (frame instanceof ClientFrame.Hello hello) {
            hello(hello);
        } else if (frame instanceof ClientFrame.Ping ping) {
            send(new ServerFrame.Pong(ping.id(), hub.clock().millis()));
        } else if (frame instanceof ClientFrame.Join join) {
            User self = introducedUser();
            if (!waits()) {
                join(self, join);
            }
        } else if (frame instanceof ClientFrame.Leave leave) {
            leave(introducedUser(), leave);
        } else if (frame instanceof ClientFrame.History history) {
            introducedUser();
            if (!waits()) {
                chargeRequest(1);
                askRoom(
                        history.id(),
                        history.room(),
                        (room, member, answered) -> room.reading().history(member, history, answered));
            }
        } else if (frame instanceof ClientFrame.Members whom) {
            introducedUser();
            if (!waits()) {
                chargeRequest(1);
                askRoom(whom.id(), whom.room(), (room, member, answered) -> room.members(member, whom, answered));
            }
        } else if (frame instanceof ClientFrame.Typing typing) {
            User self = introducedUser();
            chargeRequest(1);
            inRoom(typing.room(), (room, member) -> room.typing(member, self));
        } else if (frame instanceof ClientFrame.Moderate moderate) {
            User self = introducedUser();
            chargeRequest(1);
            inRoom(moderate.room(), (room, member) -> room.moderate(member, self, moderate));
        } else if (frame instanceof ClientFrame.Rename rename) {
            rename(introducedUser(), rename);
        } else {
            throw new AssertionError("nothing handles " + frame.getClass());
        }
    }

    private User introducedUser() throws Rejected {
        User known = user;
        if (known == null) {
            throw new Rejected(
                    ErrorCode.HELLO_FIRST, "Say who you are first: {\"type\":\"hello\",\"name\":\"your name\"}.");
        }
        return known;
    }

    // ---- who I am

    private void hello(ClientFrame.Hello hello) throws Rejected {
        if (user != null) {
            throw new Rejected(
                    ErrorCode.BAD_FRAME, "You have said hello already. To change your name send a name frame.");
        }
        chargeRequest(NAME_COST);
        new Introduction(this, hello).begin();
    }

    private void rename(User self, ClientFrame.Rename rename) throws Rejected {
        chargeRequest(NAME_COST);
        if (hasForcedName()) {
            throw new Rejected(ErrorCode.FORBIDDEN, "Your name is not yours to change here.");
        }
        UserName name = UserName.parse(rename.name());
        connection.suspend();
        Sessions sessions = hub.sessions();
        sessions.home()
                .run(() -> sessions.rename(connection, self.id(), name, false, new Sessions.Answer() {
                    @Override
                    public void granted(User renamed) {
                        shard.run(() -> {
                            renamed(renamed);
                            send(new ServerFrame.Renamed(rename.id(), renamed));
                            connection.resume();
                        });
                    }

                    @Override
                    public void refused(Rejected why) {
                        shard.run(() -> {
                            connection.refuse(rename.id(), null, why);
                            connection.resume();
                        });
                    }
                }));
    }

    private void renamed(User renamed) {
        user = renamed;
        for (Member member : members) {
            hub.homeOf(member.roomName).run(() -> {
                if (member.room != null) {
                    member.room.presence().rename(renamed);
                }
            });
        }
    }

    // ---- rooms

    private void join(User self, ClientFrame.Join join) throws Rejected {
        chargeRequest(1);
        RoomName name = RoomName.parse(join.room());
        Member member = find(name.value());
        if (member != null) {
            join(member, name, self, join);
            return;
        }
        if (members.length >= hub.limits().rooms()) {
            throw new Rejected(
                    ErrorCode.TOO_MANY_ROOMS,
                    "You are in " + members.length + " rooms, which is as many as you may be in. Leave one first.");
        }
        admit(
                name,
                self,
                () -> {
                    Member comes = new Member(connection, name.value(), false, standing());
                    members = Arrays.copyOf(members, members.length + 1);
                    members[members.length - 1] = comes;
                    join(comes, name, self, join);
                },
                why -> connection.refuse(join.id(), name.value(), why));
    }

    /** The answer to a join is long, too, and whoever is in a room may join it again. */
    private void join(Member member, RoomName name, User self, ClientFrame.Join join) {
        join(member, name, self, join, answered());
    }

    @Override
    void joinRefused(Member member, @Nullable String id, Rejected why) {
        remove(member);
        connection.refuse(id, member.roomName, why);
    }

    private void leave(User self, ClientFrame.Leave leave) throws Rejected {
        Member member = need(leave.room());
        leave(self, member, new ServerFrame.Left(leave.id(), member.roomName, null));
    }

    @Override
    void sendAway(String room, String reason) {
        Member member = find(room);
        User self = user;
        if (member != null && self != null) {
            leave(self, member, new ServerFrame.Left(null, room, reason));
        }
    }

    private void leave(User self, Member member, ServerFrame.Left answer) {
        remove(member);
        hub.homeOf(member.roomName).run(() -> {
            if (member.room != null) {
                member.room.membership().leave(member, self, answer);
            } else {
                shard.run(() -> send(answer));
            }
        });
    }

    private void say(User self, ClientFrame.Say say) throws Rejected {
        if (say.room() == null || say.id() == null) {
            throw new Rejected(
                    ErrorCode.BAD_FRAME, "The field \"" + (say.room() == null ? "room" : "id") + "\" is missing.");
        }
        Member member = need(say.room());
        chargeMessage();
        checkText(say.text());
        submit(member, self, say.text(), say.id());
    }

    /** What a room is asked for, and what it does when it has answered, on its home loop. */
    private interface LongQuestion {
        void ask(Room room, Member member, Runnable answered);
    }

    /** Asks a room for something long. */
    private void askRoom(@Nullable String id, String roomName, LongQuestion question) throws Rejected {
        Member member = need(roomName);
        Runnable answered = answered();
        hub.homeOf(member.roomName).run(() -> {
            Room room = member.room;
            if (room != null) {
                question.ask(room, member, answered);
            } else {
                member.refuse(id, Member.notJoined());
                answered.run();
            }
        });
    }

    /**
     * Returns whether a request that is answered at length has to wait for the answer to the last one. Else a hundred that
     * come at once are a hundred long answers, kept for a client which perhaps reads none.
     */
    private boolean waits() {
        if (answering) {
            waiting = true;
            connection.suspendAt();
        }
        return answering;
    }

    /** Returns what is to be run, on whichever loop, behind the long answer that is under way from now on. */
    private Runnable answered() {
        answering = true;
        return () -> shard.run(() -> {
            answering = false;
            if (waiting) {
                waiting = false;
                connection.resume();
            }
        });
    }

    private void inRoom(String roomName, BiConsumer<Room, Member> task) throws Rejected {
        introducedUser();
        Member member = need(roomName);
        String id = shard.reader().id();
        hub.homeOf(member.roomName).run(() -> {
            Room room = member.room;
            if (room != null) {
                task.accept(room, member);
            } else {
                shard.run(() -> connection.refuse(id, roomName, Member.notJoined()));
            }
        });
    }

    private Member need(String roomName) throws Rejected {
        Member member = find(roomName);
        if (member == null) {
            member = find(RoomName.parse(roomName).value());
        }
        if (member == null) {
            throw Member.notJoined();
        }
        return member;
    }

    private @Nullable Member find(String roomName) {
        for (Member member : members) {
            if (member.roomName.equals(roomName)) {
                return member;
            }
        }
        return null;
    }

    private void remove(Member member) {
        Member[] rest = Arrays.stream(members).filter(other -> other != member).toArray(Member[]::new);
        members = rest.length == 0 ? NOWHERE : rest;
    }

    // ---- the connection

    @Override
    void send(ServerFrame frame) {
        connection.write(frame);
    }

    @Override
    boolean introduced() {
        return user != null;
    }

    @Override
    void writabilityChanged() {
        for (Member member : members) {
            if (member.lane != null) {
                member.lane.writabilityChanged(member);
            }
        }
    }

    @Override
    void tellLag() {
        for (Member member : members) {
            tellLag(member);
        }
    }

    @Override
    void addSlow(List<SlowReader> slow) {
        for (Member member : members) {
            addSlow(member, slow);
        }
    }

    @Override
    @Nullable
    Member memberOn(Lane lane) {
        for (Member member : members) {
            if (member.lane == lane) {
                return member;
            }
        }
        return null;
    }

    @Override
    void over(@Nullable CloseReason reason) {
        for (Member member : members) {
            leaveBehind(member);
        }
        members = NOWHERE;
        User self = user;
        if (self != null) {
            drop(self.id(), reason == CloseReason.KICKED);
            hub.tell("disconnected", null, listener -> listener.disconnected(self, reason));
        }
    }
}
