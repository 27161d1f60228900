package io.nettychat.hub;

import io.nettychat.model.Draft;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Message;
import io.nettychat.model.Rejected;
import io.nettychat.model.Role;
import io.nettychat.model.User;
import io.nettychat.protocol.ClientFrame;
import io.nettychat.protocol.ServerFrame;
import io.nettychat.spi.RoomLog;
import io.nettychat.spi.Signal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may do what in a room, and what is done to those who may not. Bans, mutes, roles and the closing of a room are facts
 * of its log, so that every node learns of them in the same way as this one: from {@link #factChanged}. Owned by the
 * room's home loop.
 */
final class Moderation {
    private static final Logger log = LoggerFactory.getLogger(Moderation.class);

    /** How much the clients of a room may have kept; a host may have more. */
    private static final int MAX_FACTS = 1_000;

    private static final String BANNED = "You were banned from the room.";

    private final Room room;
    private final Hub hub;
    private final OpenLog messages;
    private final Presence presence;
    private final Facts facts = new Facts();

    /** The roles that users who are here have in every room, by user id. */
    private final Map<String, Role> standings = new HashMap<>(0);

    /** What those hold who hold a role, by user id; never changed, only replaced. */
    private Map<String, Role> roles = Map.of();

    Moderation(Room room, Hub hub, OpenLog messages, Presence presence) {
        this.room = room;
        this.hub = hub;
        this.messages = messages;
        this.presence = presence;
    }

    Facts facts() {
        return facts;
    }

    /** Returns why a user may not come in, null when nothing is against it. */
    @Nullable
    Rejected whyNotIn(@Nullable User user) {
        return facts.whyNotIn(user == null ? null : user.id(), now());
    }

    /** Returns why a user may not speak, null when nothing is against it. */
    @Nullable
    Rejected whyNotSpeak(User user) {
        return facts.hasMutes() ? facts.whyNotSpeak(user.id(), now()) : null;
    }

    /** Returns why a user may not come in or, if it may, not speak; null when nothing is against it. */
    @Nullable
    Rejected whyNotInOrSpeak(User user) {
        Rejected why = whyNotIn(user);
        return why == null ? whyNotSpeak(user) : why;
    }

    long now() {
        return hub.clock().millis();
    }

    /** Returns what those hold who hold a role, by user id. It never changes. */
    Map<String, Role> roles() {
        return roles;
    }

    Role roleOf(String userId) {
        return roles.getOrDefault(userId, Role.MEMBER);
    }

    /**
     * A user is here or on another node, with a role that it has in every room.
     *
     * @return whether that is new
     */
    boolean entered(String userId, Role standing) {
        if (standing == Role.MEMBER || standings.put(userId, standing) == standing) {
            return false;
        }
        rebuild();
        return true;
    }

    /** Returns the role that a user has in every room. */
    Role standingOf(String userId) {
        return standings.getOrDefault(userId, Role.MEMBER);
    }

    /** A user has left for good. */
    void left(String userId) {
        if (!standings.isEmpty() && standings.remove(userId) != null) {
            rebuild();
        }
    }

    private void rebuild() {
        Map<String, Role> all = new HashMap<>(facts.roles());
        standings.forEach((user, role) -> all.merge(user, role, (one, other) -> one.isAbove(other) ? one : other));
        all.values().removeIf(role -> role == Role.MEMBER);
        roles = Map.copyOf(all);
    }

    // ---- what has become so

    /** Something is so from now on, because this node or another one said so. */
    void factChanged(String key, @Nullable String value) {
        facts.changed(key, value);
        if (messages.get() == null) {
            if (key.startsWith(Facts.ROLE)) {
                rebuild();
            }
            return; // the log is being opened, and nobody is here yet
        }
        if (key.startsWith(Facts.BAN)) {
            String user = key.substring(Facts.BAN.length());
            if (facts.isBanned(user, now())) {
                room.membership().expel(user, BANNED);
            }
        } else if (key.startsWith(Facts.ROLE)) {
            String user = key.substring(Facts.ROLE.length());
            Role before = roleOf(user);
            rebuild();
            if (before != roleOf(user)) {
                tellRole(user);
            }
        } else if (key.equals(Facts.CLOSED) && value != null) {
            room.membership().sendEverybodyAway(value);
        }
    }

    private void tellRole(String userId) {
        presence.tellAgain(userId);
        Member member = presence.memberOf(userId);
        if (member != null) {
            member.reply(new ServerFrame.Moderated(new ClientFrame.Moderate(
                    null, room.name().value(), ClientFrame.Action.ROLE, userId, -1, -1, roleOf(userId))));
        }
    }

    /** Forgets what has run out. */
    void sweep() {
        RoomLog opened = messages.get();
        if (opened != null) {
            for (String key : facts.spent(now())) {
                opened.keepFact(key, null).whenComplete((kept, failure) -> {
                    if (failure != null) {
                        log.debug(
                                "a fact that has run out is kept for a while longer: {}",
                                why(failure).reason());
                    }
                });
            }
        }
    }

    // ---- what is to be done

    /** Is told what came of it: exactly one method is called, on the home loop. */
    record Done(Runnable done, Consumer<Rejected> refused) {}

    void keep(String key, @Nullable String value, Done answer) {
        messages.with(
                opened -> opened.keepFact(key, value).whenComplete((kept, failure) -> {
                    if (failure == null) {
                        answer.done().run();
                    } else {
                        answer.refused().accept(why(failure));
                    }
                }),
                answer.refused());
    }

    private Rejected why(Throwable failure) {
        Throwable cause = Hooks.causeOf(failure);
        if (cause instanceof Rejected rejected) {
            return rejected;
        }
        hub.complaints().error(log, "a fact of a room could not be kept", cause);
        return new Rejected(ErrorCode.INTERNAL, "This cannot be kept now. Try again.", 5_000);
    }

    void ban(User user, @Nullable Duration time, Done answer) {
        keep(Facts.BAN + user.id(), Facts.sanction(user, now(), time), answer);
    }

    void mute(User user, @Nullable Duration time, Done answer) {
        keep(Facts.MUTE + user.id(), Facts.sanction(user, now(), time), answer);
    }

    void role(User user, Role role, Done answer) {
        keep(Facts.ROLE + user.id(), role == Role.MEMBER ? null : role.slug(), answer);
    }

    void kick(User user, String reason, Done answer) {
        messages.with(
                opened -> {
                    opened.signal(new Signal(Signal.Kind.KICKED, user));
                    room.membership().expel(user.id(), reason);
                    answer.done().run();
                },
                answer.refused());
    }

    /** A client wants to moderate. */
    void moderate(Member member, User actor, ClientFrame.Moderate request) {
        Done answer = new Done(
                () -> member.reply(new ServerFrame.Moderated(request)), why -> member.refuse(request.id(), why));
        try {
            moderate(actor, request, answer);
        } catch (Rejected why) {
            answer.refused().accept(why);
        }
    }

    private void moderate(User actor, ClientFrame.Moderate request, Done answer) throws Rejected {
        Role mine = roleOf(actor.id());
        boolean gives = request.action() == ClientFrame.Action.ROLE;
        if (!mine.isAbove(Role.MEMBER) || (gives && mine != Role.OWNER)) {
            throw new Rejected(
                    ErrorCode.FORBIDDEN, gives ? "Only owners give roles." : "Only moderators and owners may do this.");
        }
        String id = request.user();
        if (id == null) {
            delete(actor, request.seq(), answer);
            return;
        }
        if (!mine.isAbove(roleOf(id))) {
            throw new Rejected(ErrorCode.FORBIDDEN, "You may do this only to those whose role is below yours.");
        }
        User user = presence.userOf(id);
        Duration time = request.seconds() < 0 ? null : Duration.ofSeconds(request.seconds());
        Role role = request.role();
        switch (request.action()) {
            case KICK -> kick(user, "A moderator removed you from the room.", answer);
            case UNBAN -> keep(Facts.BAN + id, null, answer);
            case UNMUTE -> keep(Facts.MUTE + id, null, answer);
            case BAN -> {
                mustHaveSpace();
                ban(user, time, answer);
            }
            case MUTE -> {
                mustHaveSpace();
                mute(user, time, answer);
            }
            case ROLE -> {
                mustHaveSpace();
                role(user, role == null ? Role.MEMBER : role, answer);
            }
            case DELETE -> throw new AssertionError("has no user");
        }
    }

    private void mustHaveSpace() throws Rejected {
        if (facts.count() >= MAX_FACTS) {
            throw new Rejected(
                    ErrorCode.FORBIDDEN, "The room has as many bans, mutes and roles as it can keep. Lift some first.");
        }
    }

    private void delete(User actor, long seq, Done answer) {
        room.say(actor, Draft.deletion(seq), new GuardedOutcome(room.home()) {
            @Override
            void nowPlaced(Message message) {
                room.behindBatch(answer.done());
            }

            @Override
            void nowRepeated(long first, long timeMillis) {
                answer.done().run();
            }

            @Override
            void nowRefused(Rejected why) {
                answer.refused().accept(why);
            }
        });
    }
}
