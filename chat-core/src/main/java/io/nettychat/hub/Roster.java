package io.nettychat.hub;

import io.nettychat.model.User;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is in a room, on whichever node, by session identity, in the order in which they came. Somebody whose connection
 * dropped stays in it as a ghost until the grace period is over. Owned by the room's home loop.
 */
final class Roster {
    private final Map<String, Occupant> occupants = new LinkedHashMap<>(4);

    /** One session in the room. */
    static final class Occupant {
        User user;
        /** Null while the session is a ghost, and while it is not on this node. */
        @Nullable
        Member member;
        /** Whether it has its place on this node, be it as a ghost. */
        boolean here;
        /** Whether another node says that it is there. */
        boolean elsewhere;
        /** Counts the times this session dropped, so that a late timer knows that it is late. */
        int drops;

        Occupant(User user) {
            this.user = user;
        }
    }

    @Nullable
    Occupant get(String userId) {
        return occupants.get(userId);
    }

    Occupant add(User user) {
        Occupant occupant = new Occupant(user);
        occupants.put(user.id(), occupant);
        return occupant;
    }

    void remove(String userId) {
        occupants.remove(userId);
    }

    int count() {
        return occupants.size();
    }

    /** Returns the first so many users. */
    List<User> users(int limit) {
        List<User> users = new ArrayList<>(Math.min(limit, occupants.size()));
        for (Occupant occupant : occupants.values()) {
            if (users.size() == limit) {
                break;
            }
            users.add(occupant.user);
        }
        return users;
    }
}
