package io.nettychat.hub;

import io.nettychat.model.User;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Who is typing and has not been told of lately. Owned by the room's home loop. */
final class Typists {
    /** A user's typing is told again after this time at the earliest. */
    private static final long REPEAT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Map<String, Long> toldAt = new HashMap<>(4);
    private final Map<String, User> news = new LinkedHashMap<>(4);

    /** Returns whether this is news. */
    boolean typing(User user, long now) {
        toldAt.values().removeIf(told -> now - told >= REPEAT_NANOS);
        if (toldAt.putIfAbsent(user.id(), now) != null) {
            return false;
        }
        news.put(user.id(), user);
        return true;
    }

    boolean isEmpty() {
        return news.isEmpty();
    }

    Collection<User> news() {
        return news.values();
    }

    void told() {
        news.clear();
    }
}
