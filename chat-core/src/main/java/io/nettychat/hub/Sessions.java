package io.nettychat.hub;

import io.nettychat.model.CloseReason;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Rejected;
import io.nettychat.model.User;
import io.nettychat.model.UserName;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who is here under which name. Owned by one loop of the hub, so that two who want the same name at the same moment are
 * one behind the other; connections come here with {@link Shard#run} and are answered in the same way.
 */
final class Sessions {

    private final SplittableRandom random = new SplittableRandom();
    private final Shard home;
    private final long graceNanos;
    private final Map<String, Session> byUser = new HashMap<>();
    private final Map<String, Session> byLookAlike = new HashMap<>();
    private long entries;

    /** One identity and its name. */
    private static final class Session {
        final String userId;
        UserName name;
        /** Null while the session is a ghost. */
        @Nullable
        Connection connection;

        /** What the session has used up of its limits, null while it is connected. */
        Allowance.@Nullable Debt debt;

        int drops;

        Session(String userId, UserName name) {
            this.userId = userId;
            this.name = name;
        }
    }

    Sessions(Shard home, long graceNanos) {
        this.home = home;
        this.graceNanos = graceNanos;
    }

    Shard home() {
        return home;
    }

    /**
     * A connection says who it is. An identity that is still here, connected or as a ghost, is taken over with its name.
     *
     * @param userId the identity, new or proved by its secret
     * @param name the name asked for; may be null when the identity is still here
     */
    User enter(Connection connection, String userId, @Nullable UserName name) throws Rejected {
        Session session = byUser.get(userId);
        if (session == null) {
            if (name == null) {
                throw new Rejected(ErrorCode.BAD_NAME, "The session is over. Say hello with a name.");
            }
            mustBeFree(name, null);
            session = new Session(userId, name);
            byUser.put(userId, session);
            claim(session);
        }
        Connection ghost = session.connection;
        session.connection = connection;
        connection.entry = ++entries;
        session.drops++;
        if (ghost != null && ghost != connection) {
            ghost.shard().run(() -> {
                bequeath(ghost.conversation().debt(), connection);
                ghost.end(CloseReason.REPLACED);
            });
        } else {
            bequeath(session.debt, connection);
            session.debt = null;
        }
        return new User(userId, session.name.value());
    }

    private static void bequeath(Allowance.@Nullable Debt debt, Connection heir) {
        if (debt != null) {
            heir.shard().run(() -> heir.conversation().inherit(debt));
        }
    }

    /** Like {@link #enter} for one who cannot be asked for another name: a taken one gets a number behind it. */
    User enterSomehow(Connection connection, String userId, UserName name) throws Rejected {
        return enter(connection, userId, freeVariant(name, null));
    }

    /** A connected session takes another name, unless another connection has taken the session over. */
    User rename(Connection connection, String userId, UserName name, boolean somehow) throws Rejected {
        Session session = byUser.get(userId);
        if (session == null || session.connection != connection) {
            throw new Rejected(ErrorCode.HELLO_FIRST, "The session is over. Say hello again.");
        }
        UserName wanted = somehow ? freeVariant(name, session) : name;
        mustBeFree(wanted, session);
        release(session);
        session.name = wanted;
        claim(session);
        return new User(userId, wanted.value());
    }

    /** A connection is closed. Its name is kept for the grace period. */
    void dropped(String userId, Connection connection, Allowance.@Nullable Debt debt, boolean forGood) {
        Session session = byUser.get(userId);
        if (session == null || session.connection != connection) {
            return;
        }
        session.connection = null;
        session.debt = debt;
        int drop = ++session.drops;
        if (forGood) {
            end(session);
            return;
        }
        home.loop()
                .schedule(
                        () -> {
                            if (session.connection == null && session.drops == drop) {
                                end(session);
                            }
                        },
                        graceNanos,
                        TimeUnit.NANOSECONDS);
    }

    private void end(Session session) {
        byUser.remove(session.userId, session);
        release(session);
    }

    private void mustBeFree(UserName name, @Nullable Session self) throws Rejected {
        if (!isFree(name, self)) {
            throw new Rejected(
                    ErrorCode.NAME_TAKEN,
                    name.isReserved()
                            ? "This name, and whatever looks like it, belongs to the server. Choose another one."
                            : "Somebody here has this name, or one that looks like it. Choose another one.");
        }
    }

    private boolean isFree(UserName name, @Nullable Session self) {
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

    /** The first numbers are tried in turn; a name that is in great demand is given one by chance, not by counting. */
    private UserName freeVariant(UserName name, @Nullable Session self) {
        UserName variant = name;
        for (int attempt = 2; !isFree(variant, self); attempt++) {
            variant = name.withSuffix(attempt < 10 ? attempt : random.nextInt(attempt * attempt * 10));
        }
        return variant;
    }

    private void claim(Session session) {
        session.name.keys().forEach(key -> byLookAlike.put(key, session));
    }

    private void release(Session session) {
        session.name.keys().forEach(key -> byLookAlike.remove(key, session));
    }
}
