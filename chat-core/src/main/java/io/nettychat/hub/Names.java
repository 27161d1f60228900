package io.nettychat.hub;

import io.nettychat.model.ErrorCode;
import io.nettychat.model.Rejected;
import io.nettychat.model.UserName;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Which names are taken on this node, by what they look like. Owned by the home loop of the {@link Sessions}, so that of two
 * who want the same name at the same moment one has it and the other has not.
 */
final class Names {
    private final SplittableRandom random = new SplittableRandom();
    private final Map<String, Session> byLookAlike = new HashMap<>();

    /** Returns whether a session may have a name; null stands for one that does not exist yet. */
    boolean isFree(UserName name, @Nullable Session self) {
        if (name.isReserved()) {
            return false;
        }
        for (String key : name.keys()) {
            Session owner = byLookAlike.get(key);
            if (owner != null && owner != self) {
                return false;
            }
        }
        return true;
    }

    /** Returns the name, or the first variant of it that is free. */
    UserName free(UserName name, @Nullable Session self) {
        UserName free = name;
        for (int attempt = 1; !isFree(free, self); attempt++) {
            free = variant(name, attempt);
        }
        return free;
    }

    /** The first numbers are tried in turn; a name that is in great demand is given one by chance, not by counting. */
    UserName variant(UserName name, int attempt) {
        int number = attempt + 1;
        return name.withSuffix(number < 10 ? number : random.nextInt(number * number * 10));
    }

    /** The session has its name from now on. */
    void take(Session session) {
        session.name.keys().forEach(key -> byLookAlike.put(key, session));
    }

    /** The session no longer has its name. */
    void release(Session session) {
        session.name.keys().forEach(key -> byLookAlike.remove(key, session));
    }

    /** Returns why a name that is not free cannot be had. */
    static Rejected taken(UserName name) {
        return new Rejected(
                ErrorCode.NAME_TAKEN,
                name.isReserved()
                        ? "This name, and whatever looks like it, belongs to the server. Choose another one."
                        : "Somebody here has this name, or one that looks like it. Choose another one.");
    }
}
