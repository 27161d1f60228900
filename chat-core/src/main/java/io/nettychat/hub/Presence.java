package io.nettychat.hub;

import io.nettychat.model.User;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who is in a room, and the news of it: who came, went, was renamed or is typing, told at most once a second each. Owned
 * by the room's home loop.
 */
final class Presence {
    /** Larger rooms are told how many are here, not who. */
    static final int NAMED_MEMBERS = 100;

    private static final int LISTED_MEMBERS = 1_000;
    private static final int TYPING_MEMBERS = 50;
    private static final long NEWS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Room room;
    private final Hub hub;
    private final Shard home;
    private final Broadcast broadcast;
    private final Roster roster = new Roster();
    private final PresenceNews news = new PresenceNews();
    private final Typists typists = new Typists();

    private long newsTold;
    private boolean newsArmed;
    private long typingTold;
    private boolean typingArmed;

    Presence(Room room, Hub hub, Shard home, Broadcast broadcast) {
        this.room = room;
        this.hub = hub;
        this.home = home;
        this.broadcast = broadcast;
        this.newsTold = home.nanos() - NEWS_NANOS;
        this.typingTold = newsTold;
    }

    // ---- who is here

    boolean isEmpty() {
        return roster.isEmpty();
    }

    int count() {
        return roster.count();
    }

    /** Returns whether this session has a place in the room, be it as a ghost. */
    boolean holds(String userId) {
        return roster.get(userId) != null;
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
            roster.add(user, member);
            news.joined(user);
            hub.tell(listener -> listener.joined(room.name(), user));
        } else {
            Member ghost = occupant.member;
            if (ghost != null && ghost.connection.entry > member.connection.entry) {
                return member;
            }
            occupant.member = member;
            givesWay = ghost == member ? null : ghost;
            rename(occupant, user);
        }
        tellNews();
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
                            if (occupant.member == null && occupant.drops == drop) {
                                depart(occupant);
                                gone.run();
                            }
                        },
                        Nanos.of(hub.limits().grace()),
                        TimeUnit.NANOSECONDS);
    }

    private void depart(Roster.Occupant occupant) {
        User user = occupant.user;
        roster.remove(user.id());
        news.left(user);
        tellNews();
        hub.tell(listener -> listener.left(room.name(), user));
    }

    /** A member has a new name. */
    void rename(User user) {
        Roster.Occupant occupant = roster.get(user.id());
        if (occupant != null) {
            rename(occupant, user);
            tellNews();
        }
    }

    private void rename(Roster.Occupant occupant, User user) {
        if (!occupant.user.equals(user)) {
            occupant.user = user;
            news.renamed(user);
        }
    }

    private void tellNews() {
        long wait = newsTold + NEWS_NANOS - home.nanos();
        if (wait <= 0) {
            writeNews();
        } else if (!newsArmed) {
            newsArmed = true;
            home.loop().schedule(this::writeNews, wait, TimeUnit.NANOSECONDS);
        }
    }

    private void writeNews() {
        newsArmed = false;
        if (news.isEmpty()) {
            return;
        }
        newsTold = home.nanos();
        boolean named = roster.count() <= NAMED_MEMBERS;
        home.writer()
                .presence(
                        broadcast.notices(),
                        room.name().value(),
                        named ? news.whoJoined() : null,
                        named ? news.whoLeft() : null,
                        named ? news.whoIsRenamed() : null,
                        roster.count());
        news.clear();
    }

    // ---- who is typing

    /** A member is typing. Large rooms are not told. */
    void typing(User user) {
        if (roster.count() > TYPING_MEMBERS) {
            return;
        }
        typists.typing(user, home.nanos());
        long wait = typingTold + NEWS_NANOS - home.nanos();
        if (wait <= 0) {
            writeTyping();
        } else if (!typingArmed) {
            typingArmed = true;
            home.loop().schedule(this::writeTyping, wait, TimeUnit.NANOSECONDS);
        }
    }

    private void writeTyping() {
        typingArmed = false;
        if (roster.count() > TYPING_MEMBERS) {
            typists.told(); // the room has grown meanwhile
        } else if (!typists.isEmpty()) {
            typingTold = home.nanos();
            home.writer().typing(broadcast.notices(), room.name().value(), typists.news());
            typists.told();
        }
    }
}
