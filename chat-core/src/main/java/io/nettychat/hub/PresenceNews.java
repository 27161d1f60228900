package io.nettychat.hub;

import io.nettychat.model.User;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who came, went and was renamed since the room was last told. What undoes itself before it was told is not told. Owned
 * by the room's home loop.
 */
final class PresenceNews {
    private final Map<String, User> joined = new LinkedHashMap<>(4);
    private final Map<String, User> left = new LinkedHashMap<>(4);
    private final Map<String, User> renamed = new LinkedHashMap<>(4);

    void joined(User user) {
        User before = left.remove(user.id());
        if (before == null) {
            joined.put(user.id(), user);
        } else if (!before.equals(user)) {
            renamed.put(user.id(), user);
        }
    }

    void left(User user) {
        renamed.remove(user.id());
        if (joined.remove(user.id()) == null) {
            left.put(user.id(), user);
        }
    }

    void renamed(User user) {
        if (joined.replace(user.id(), user) == null) {
            renamed.put(user.id(), user);
        }
    }

    boolean isEmpty() {
        return joined.isEmpty() && left.isEmpty() && renamed.isEmpty();
    }

    Collection<User> whoJoined() {
        return joined.values();
    }

    Collection<User> whoLeft() {
        return left.values();
    }

    Collection<User> whoIsRenamed() {
        return renamed.values();
    }

    void clear() {
        joined.clear();
        left.clear();
        renamed.clear();
    }
}
