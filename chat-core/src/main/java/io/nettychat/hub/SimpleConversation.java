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
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The simple dialect: {@code name|text}, plain text or a JSON object in; {@code message} and {@code error} frames out. The
 * connection is in one room from the start, as a listener until it has a name. Owned by the connection's loop.
 */
final class SimpleConversation extends Conversation {
    private static final String DEFAULT_ROOM = "lobby";
    private static final ClientFrame.Join LISTEN = new ClientFrame.Join(null, DEFAULT_ROOM, null, -1, 0);

    private @Nullable Member member;

    SimpleConversation(Connection connection, Handshake handshake, @Nullable Identity identity) {
        super(connection, handshake, identity);
    }

    @Override
    void begin() {
        String asked = handshake == null ? null : handshake.query("room");
        if (!hub.isListenedTo()) {
            handshake = null; // most never say a name, and a request's headers are a kilobyte
        }
        RoomName name;
        try {
            name = RoomName.parse(asked == null || asked.isEmpty() ? DEFAULT_ROOM : asked);
        } catch (Rejected why) {
            turnAway(null, why);
            return;
        }
        Identity who = identity;
        if (hub.authenticates() && who == null) {
            connection.end(CloseReason.UNAUTHORIZED); // there is no hello that could tell
            return;
        }
        String id = who == null ? null : who.user();
        String forced = who == null ? null : who.name();
        User whom = id == null ? null : new User(id, forced == null ? id : forced);
        admit(name, whom, () -> listen(name, forced), why -> turnAway(name.value(), why));
    }

    private void listen(RoomName name, @Nullable String forced) {
        Member listener = new Member(connection, name.value(), true, standing());
        member = listener;
        String how = forced == null ? "Send name|text to say something." : "Send text to say something.";
        // On its way to the home loop before anybody can know of it: who is welcome hears what is said from then on.
        join(listener, name, null, LISTEN, () -> {});
        send(new ServerFrame.Notice(name.value(), hub.clock().millis(), "Welcome to " + name.value() + ". " + how));
        if (forced != null) {
            try {
                as(forced, () -> {}, null);
            } catch (Rejected badName) {
                turnAway(name.value(), badName);
            }
        }
    }

    @Override
    void handle(byte[] bytes, int length) throws Rejected {
        shard.reader().forget();
        if (length > 0 && bytes[0] == '{') {
            json(shard.reader().read(bytes, 0, length));
            return;
        }
        String line = new String(bytes, 0, length, StandardCharsets.UTF_8);
        int bar = line.indexOf('|');
        if (bar < 0) {
            say(line, null);
        } else {
            String text = line.substring(bar + 1);
            as(line.substring(0, bar), () -> say(text, null), null);
        }
    }

    private void json(ClientFrame frame) throws Rejected {
        if (frame instanceof ClientFrame.Say say) {
            Member here = member;
            if (say.room() != null && here != null && !say.room().equals(here.roomName)) {
                throw new Rejected(
                        ErrorCode.NOT_JOINED,
                        "This connection is in the room " + here.roomName
                                + ". Connect with ?room=NAME for another one.");
            }
            if (say.name() == null) {
                say(say.text(), say.id());
            } else {
                as(say.name(), () -> say(say.text(), say.id()), say.id());
            }
        } else if (frame instanceof ClientFrame.Hello hello && hello.name() != null) {
            as(hello.name(), () -> {}, hello.id());
        } else if (frame instanceof ClientFrame.Rename rename) {
            as(rename.name(), () -> {}, rename.id());
        } else if (!(frame instanceof ClientFrame.Ping || frame instanceof ClientFrame.Typing)) {
            throw new Rejected(
                    ErrorCode.UNKNOWN_TYPE,
                    "Without the sub-protocol chat.v1 there are only message, hello and name frames.");
        }
    }

    /** What comes after a name is known. */
    private interface Next {
        void run() throws Rejected;
    }

    /** Goes on under a name: at once when it is the one already bound, else when the hub has given it. */
    private void as(String raw, Next next, @Nullable String id) throws Rejected {
        if (user != null && (raw.equals(asked) || hasForcedName())) {
            next.run();
            return;
        }
        UserName name = UserName.parse(raw);
        if (user != null && user.name().equals(name.value())) {
            next.run();
            return;
        }
        chargeRequest(1);
        User self = user;
        String known = identity == null ? null : identity.user();
        String userId = self != null
                ? self.id()
                : known != null ? known : shard.tokens().newUser();
        connection.suspend();
        Sessions sessions = hub.sessions();
        Sessions.Answer answer = new Sessions.Answer() {
            @Override
            public void granted(User bound) {
                shard.run(() -> bound(bound, raw, next, id));
            }

            @Override
            public void refused(Rejected why) {
                shard.run(() -> {
                    connection.refuse(id, null, why);
                    connection.resume();
                });
            }
        };
        sessions.home().run(() -> {
            if (self == null) {
                sessions.enter(connection, userId, known != null, name, true, answer);
            } else {
                sessions.rename(connection, userId, name, true, answer);
            }
        });
    }

    /** The name as it was asked for, which the one given may differ from by a number. */
    private String asked = "";

    private void bound(User bound, String askedFor, Next next, @Nullable String id) {
        Member here = member;
        if (connection.isOver() || here == null) {
            drop(bound.id(), false);
            return;
        }
        boolean renamed = user != null;
        user = bound;
        asked = askedFor;
        hub.homeOf(here.roomName).run(() -> {
            if (here.room != null && renamed) {
                here.room.presence().rename(bound);
            } else if (here.room != null) {
                here.room.membership().introduce(here, bound);
            }
        });
        if (!renamed) {
            tellConnected(bound);
        }
        try {
            next.run();
        } catch (Rejected why) {
            connection.refuse(id, null, why);
        }
        connection.resume();
    }

    private void say(String text, @Nullable String id) throws Rejected {
        User self = user;
        Member here = member;
        if (self == null || here == null) {
            throw new Rejected(ErrorCode.HELLO_FIRST, "Say who you are first: send name|text.");
        }
        chargeMessage();
        checkText(text);
        submit(here, self, text, id);
    }

    @Override
    void joinRefused(Member refused, @Nullable String id, Rejected why) {
        turnAway(refused.roomName, why);
    }

    /** A connection of this dialect is for one room only: without that, it ends. */
    private void turnAway(@Nullable String room, Rejected why) {
        connection.refuse(null, room, why);
        boolean fault = why.code() == ErrorCode.INTERNAL;
        connection.end(fault ? CloseReason.INTERNAL : CloseReason.UNAUTHORIZED, why.reason(), -1);
    }

    @Override
    void sendAway(String room, String reason) {
        if (member != null && member.roomName.equals(room)) {
            connection.end(CloseReason.KICKED, reason, -1);
        }
    }

    @Override
    void send(ServerFrame frame) {
        if (frame instanceof ServerFrame.Refused || frame instanceof ServerFrame.Notice) {
            connection.write(frame);
        }
    }

    @Override
    boolean introduced() {
        return true;
    }

    @Override
    void writabilityChanged() {
        if (member != null && member.lane != null) {
            member.lane.writabilityChanged(member);
        }
    }

    @Override
    void tellLag() {
        if (member != null) {
            tellLag(member);
        }
    }

    @Override
    void addSlow(List<SlowReader> slow) {
        if (member != null) {
            addSlow(member, slow);
        }
    }

    @Override
    @Nullable
    Member memberOn(Lane lane) {
        return member != null && member.lane == lane ? member : null;
    }

    @Override
    void over(@Nullable CloseReason reason) {
        if (member != null) {
            leaveBehind(member);
            member = null;
        }
        User self = user;
        if (self != null) {
            drop(self.id(), reason == CloseReason.KICKED);
            hub.tell("disconnected", null, listener -> listener.disconnected(self, reason));
        }
    }
}
