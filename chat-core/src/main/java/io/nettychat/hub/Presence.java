package io.nettychat.hub;

import io.nettychat.model.CloseReason;
import io.nettychat.model.Role;
import io.nettychat.model.RoomMember;
import io.nettychat.model.User;
import io.nettychat.spi.Signal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is in a room, and the news of it: who came, went, was renamed or is typing, told at most once a second each. Owned
 * by the room's home loop.
 *
 * <p>Where several nodes share the room, each tells the others of its own people; somebody who moves from one to another
 * has not left.
 */
final class Presence {
    /** Larger rooms are told how many are here, not who. */
    static final int NAMED_MEMBERS = 100;

    private static final int LISTED_MEMBERS = 1_000;
    private static final int TYPING_MEMBERS = 50;

    private final Room room;
    private final Hub hub;
    private final Shard home;
    private final Broadcast broadcast;
    private final Consumer<Signal> nodes;
    private final Roster roster = new Roster();
    private final PresenceNews news = new PresenceNews();
    private final Typists typists = new Typists();

    /** How many have their place on this node. */
    private int here;

    private final Pace newsPace;
    private final Pace typingPace;

    /** @param nodes tells the other nodes that share the room */
    Presence(Room room, Hub hub, Shard home, Broadcast broadcast, Consumer<Signal> nodes) {
        this.room = room;
        this.hub = hub;
        this.home = home;
        this.broadcast = broadcast;
        this.nodes = nodes;
        this.newsPace = new Pace(home, this::writeNews);
        this.typingPace = new Pace(home, this::writeTyping);
    }

    // ---- who is here

    /** Returns whether nobody has a place here; others may have one on other nodes. */
    boolean isEmpty() {
        return here == 0;
    }

    int count() {
        return roster.count();
    }

    /** Returns whether this session has a place on this node, be it as a ghost. */
    boolean holds(String userId) {
        Roster.Occupant occupant = roster.get(userId);
        return occupant != null && occupant.here;
    }

    /** Returns who is here when the room is small enough to be told by name, else null. */
    @Nullable
    List<User> named() {
        return roster.count() <= NAMED_MEMBERS ? roster.users(NAMED_MEMBERS) : null;
    }

    /** Returns who is here, as many as one answer lists. */
    List<User> listed() {
        return roster.users(LISTED_MEMBERS);
    }

    /** Returns who is here with the roles they hold. */
    List<RoomMember> members() {
        return roster.users(Integer.MAX_VALUE).stream()
                .map(user -> new RoomMember(user, room.moderation().roleOf(user.id())))
                .toList();
    }

    /** Returns the member whose place a user has, null when the user is not here or only as a ghost. */
    @Nullable
    Member memberOf(String userId) {
        Roster.Occupant occupant = roster.get(userId);
        return occupant == null ? null : occupant.member;
    }

    /** Returns a user as it is called here; under its id when it is not here. */
    User userOf(String userId) {
        Roster.Occupant occupant = roster.get(userId);
        return occupant == null ? new User(userId, userId) : occupant.user;
    }

    /** Tells everybody of a user again, whose role is another one now. */
    void tellAgain(String userId) {
        Roster.Occupant occupant = roster.get(userId);
        if (occupant != null) {
            news.renamed(occupant.user);
            newsPace.news();
        }
    }

    /** Takes a user's place away, be it a ghost's. */
    void remove(String userId) {
        Roster.Occupant occupant = roster.get(userId);
        if (occupant != null && occupant.here) {
            occupant.drops++; // its grace is over
            depart(occupant);
        }
    }

    /**
     * A member takes its place.
     *
     * @return who has to give way: the ghost of the same session, or the member itself when it was overtaken by the
     *     connection that took its session over; null when nobody has to
     */
    @Nullable
    Member enter(Member member, User user) {
        Roster.Occupant occupant = roster.get(user.id());
        Member givesWay = null;
        if (occupant == null) {
            occupant = roster.add(user);
            news.joined(user);
        }
        if (!occupant.here) {
            occupant.here = true;
            here++;
            occupant.member = member;
            occupant.drops++;
            tellHere(user);
            hub.tell("joined", room.name(), listener -> listener.joined(room.name(), user));
            changeName(occupant, user);
        } else {
            Member ghost = occupant.member;
            if (ghost != null && ghost.connection.entry > member.connection.entry) {
                return member;
            }
            occupant.member = member;
            givesWay = ghost == member ? null : ghost;
            rename(occupant, user);
        }
        newsPace.news();
        return givesWay;
    }

    /** A member leaves its place for good, when it has it still. */
    void leave(Member member, User user) {
        Roster.Occupant occupant = roster.get(user.id());
        if (occupant != null && occupant.member == member) {
            depart(occupant);
        }
    }

    /**
     * A member's connection is closed: the session stays for a while as a ghost, so that it can come back unnoticed.
     *
     * @param gone is called when it has not
     */
    void drop(Member member, User user, Runnable gone) {
        Roster.Occupant occupant = roster.get(user.id());
        if (occupant == null || occupant.member != member) {
            return;
        }
        occupant.member = null;
        int drop = ++occupant.drops;
        home.loop()
                .schedule(
                        () -> {
                            if (occupant.here && occupant.member == null && occupant.drops == drop) {
                                depart(occupant);
                                gone.run();
                            }
                        },
                        Nanos.of(hub.limits().grace()),
                        TimeUnit.NANOSECONDS);
    }

    private void depart(Roster.Occupant occupant) {
        User user = occupant.user;
        occupant.here = false;
        occupant.member = null;
        here--;
        nodes.accept(new Signal(Signal.Kind.GONE, user));
        hub.tell("left", room.name(), listener -> listener.left(room.name(), user));
        if (!occupant.elsewhere) {
            forget(user);
        }
    }

    private void forget(User user) {
        roster.remove(user.id());
        room.moderation().left(user.id());
        news.left(user);
        newsPace.news();
    }

    /** A member has a new name. */
    void rename(User user) {
        Roster.Occupant occupant = roster.get(user.id());
        if (occupant != null && occupant.here) {
            rename(occupant, user);
            newsPace.news();
        }
    }

    private void rename(Roster.Occupant occupant, User user) {
        if (changeName(occupant, user)) {
            tellHere(user);
        }
    }

    private void tellHere(User user) {
        nodes.accept(new Signal(Signal.Kind.HERE, user, room.moderation().standingOf(user.id())));
    }

    private boolean changeName(Roster.Occupant occupant, User user) {
        if (occupant.user.equals(user)) {
            return false;
        }
        occupant.user = user;
        news.renamed(user);
        return true;
    }

    // ---- what other nodes tell

    /** Another node tells something of this room. */
    void signalled(Signal signal) {
        User user = signal.user();
        Roster.Occupant occupant = roster.get(user.id());
        switch (signal.kind()) {
            case HERE -> elsewhere(occupant, user, signal.role());
            case GONE -> {
                if (occupant != null && occupant.elsewhere) {
                    occupant.elsewhere = false;
                    if (!occupant.here) {
                        forget(occupant.user);
                    }
                }
            }
            case TYPING -> showTyping(user);
            case KICKED -> room.membership().expel(user.id(), CloseReason.KICKED.reason());
        }
    }

    private void elsewhere(Roster.@Nullable Occupant known, User user, Role role) {
        boolean promoted = room.moderation().entered(user.id(), role);
        if (known == null) {
            roster.add(user).elsewhere = true;
            news.joined(user);
        } else {
            known.elsewhere = true;
            boolean renamed = known.member == null && changeName(known, user);
            if (promoted && !renamed) {
                news.renamed(known.user);
            }
        }
        newsPace.news();
    }

    /** The log is open: who was on other nodes before is no news. */
    void begin() {
        news.clear();
    }

    private void writeNews() {
        if (news.isEmpty() || !broadcast.hasBegun()) {
            return;
        }
        newsPace.told();
        boolean named = roster.count() <= NAMED_MEMBERS;
        home.writer()
                .presence(
                        broadcast.notices(),
                        room.name().value(),
                        named ? news.whoJoined() : null,
                        named ? news.whoLeft() : null,
                        named ? news.whoIsRenamed() : null,
                        room.moderation().roles(),
                        roster.count());
        news.clear();
    }

    // ---- who is typing

    /** A member is typing. Large rooms are not told. */
    void typing(User user) {
        if (showTyping(user)) {
            nodes.accept(new Signal(Signal.Kind.TYPING, user));
        }
    }

    /** Returns whether it is news. */
    private boolean showTyping(User user) {
        if (roster.count() > TYPING_MEMBERS || !typists.typing(user, home.nanos())) {
            return false;
        }
        typingPace.news();
        return true;
    }

    private void writeTyping() {
        if (roster.count() > TYPING_MEMBERS) {
            typists.told(); // the room has grown meanwhile
        } else if (!typists.isEmpty()) {
            typingPace.told();
            home.writer().typing(broadcast.notices(), room.name().value(), typists.news());
            typists.told();
        }
    }
}
