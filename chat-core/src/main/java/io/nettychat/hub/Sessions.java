package io.nettychat.hub;

import io.nettychat.model.CloseReason;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Rejected;
import io.nettychat.model.User;
import io.nettychat.model.UserName;
import io.nettychat.spi.Directory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who is here under which name. Owned by one loop of the hub, so that two who want the same name at the same moment are
 * one behind the other; connections come here with {@link Shard#run} and are answered in the same way.
 *
 * <p>Where several nodes are one chat, what is free here is claimed in their {@link Directory} before it is given. While
 * that cannot answer, who has proved an identity is let in all the same, and the claim is made good later.
 */
final class Sessions {
    /** How many names are tried for one who cannot be asked for another. */
    private static final int MOST_ATTEMPTS = 50;

    private static final long CLAIM_AGAIN_SECONDS = 2;

    private final SplittableRandom random = new SplittableRandom();
    private final Shard home;
    private final long graceNanos;
    private final Map<String, Session> byUser = new HashMap<>();
    private final Map<String, Session> byLookAlike = new HashMap<>();
    private final Directory directory;
    private final boolean alone;
    private long entries;

    /** Is told what became of a request, on the home loop of the sessions. */
    interface Answer {
        void granted(User user);

        void refused(Rejected why);
    }

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

    Sessions(Shard home, long graceNanos, Directory directory) {
        this.home = home;
        this.graceNanos = graceNanos;
        this.directory = directory;
        this.alone = directory == Directory.ALONE;
        directory.onTakenOver(userId -> home.run(() -> takenOver(userId)));
    }

    Shard home() {
        return home;
    }

    /**
     * A connection says who it is. An identity that is still here, connected or as a ghost, is taken over with its name,
     * from whichever node.
     *
     * @param userId the identity, new or proved by its secret
     * @param proved whether it is proved, so that it may be known already
     * @param name the name asked for; may be null when the identity is still here
     * @param somehow whether a taken name gets a number behind it, for one who cannot be asked for another name
     */
    void enter(
            Connection connection,
            String userId,
            boolean proved,
            @Nullable UserName name,
            boolean somehow,
            Answer answer) {
        Session session = byUser.get(userId);
        if (session != null) {
            claim(connection, session.userId, session.name, true, null, 0, answer);
        } else if (proved && !alone) {
            directory
                    .nameOf(userId)
                    .whenComplete((known, failure) -> home.run(() -> {
                        UserName kept = known == null ? null : parsed(known);
                        enterNew(connection, userId, true, kept == null ? name : kept, somehow, answer);
                    }));
        } else {
            enterNew(connection, userId, proved, name, somehow, answer);
        }
    }

    private static @Nullable UserName parsed(String name) {
        try {
            return UserName.parse(name);
        } catch (Rejected e) {
            return null; // the name of a node whose rules are older
        }
    }

    private void enterNew(
            Connection connection,
            String userId,
            boolean proved,
            @Nullable UserName name,
            boolean somehow,
            Answer answer) {
        Session session = byUser.get(userId); // it may have come in meanwhile
        if (session != null) {
            claim(connection, userId, session.name, true, null, 0, answer);
        } else if (name == null) {
            answer.refused(new Rejected(ErrorCode.BAD_NAME, "The session is over. Say hello with a name."));
        } else if (somehow) {
            claim(connection, userId, freeVariant(name, null), proved, name, 1, answer);
        } else if (!isFree(name, null)) {
            answer.refused(taken(name));
        } else {
            claim(connection, userId, name, proved, null, 0, answer);
        }
    }

    /**
     * @param asked what the name was made of, null when no other may be tried
     * @param attempt how many have been
     */
    private void claim(
            Connection connection,
            String userId,
            UserName name,
            boolean proved,
            @Nullable UserName asked,
            int attempt,
            Answer answer) {
        if (alone) {
            settle(connection, userId, name, answer);
            return;
        }
        directory
                .claim(userId, name.value(), List.copyOf(name.keys()))
                .whenComplete((claimed, failure) -> home.run(() -> {
                    if (failure != null && !proved) {
                        answer.refused(why(failure));
                    } else if (failure == null && !claimed) {
                        if (asked != null && attempt < MOST_ATTEMPTS) {
                            UserName next = freeVariant(variant(asked, attempt), null);
                            claim(connection, userId, next, proved, asked, attempt + 1, answer);
                        } else {
                            answer.refused(taken(name));
                        }
                    } else {
                        Session session = settle(connection, userId, name, answer);
                        if (failure != null && session != null) {
                            claimLater(session);
                        }
                    }
                }));
    }

    /** The name is this identity's on all nodes. */
    private @Nullable Session settle(Connection connection, String userId, UserName name, Answer answer) {
        Session session = byUser.get(userId);
        if (session == null) {
            if (!isFree(name, null)) {
                directory.release(userId, name.keys());
                answer.refused(taken(name));
                return null;
            }
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
        answer.granted(new User(userId, session.name.value()));
        return session;
    }

    /** The directory did not answer, and the identity was let in all the same. */
    private void claimLater(Session session) {
        home.loop()
                .schedule(
                        () -> {
                            if (byUser.get(session.userId) != session) {
                                return;
                            }
                            UserName name = session.name;
                            directory
                                    .claim(session.userId, name.value(), List.copyOf(name.keys()))
                                    .whenComplete((claimed, failure) -> home.run(() -> {
                                        if (failure != null) {
                                            claimLater(session);
                                        } else if (!claimed && byUser.get(session.userId) == session) {
                                            end(session, CloseReason.INTERNAL); // it comes back and is told why
                                        }
                                    }));
                        },
                        CLAIM_AGAIN_SECONDS,
                        TimeUnit.SECONDS);
    }

    /** Another node has the identity now. */
    private void takenOver(String userId) {
        Session session = byUser.get(userId);
        if (session != null) {
            end(session, CloseReason.REPLACED);
        }
    }

    private void end(Session session, CloseReason reason) {
        Connection connection = session.connection;
        session.connection = null;
        session.drops++;
        byUser.remove(session.userId, session);
        release(session);
        if (connection != null) {
            connection.shard().run(() -> connection.end(reason));
        }
    }

    private static Rejected why(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof Rejected rejected
                ? rejected
                : new Rejected(ErrorCode.INTERNAL, "Names cannot be looked up now. Try again.", 2_000);
    }

    private static void bequeath(Allowance.@Nullable Debt debt, Connection heir) {
        if (debt != null) {
            heir.shard().run(() -> heir.conversation().inherit(debt));
        }
    }

    /** A connected session takes another name, unless another connection has taken the session over. */
    void rename(Connection connection, String userId, UserName name, boolean somehow, Answer answer) {
        Session session = byUser.get(userId);
        if (session == null || session.connection != connection) {
            answer.refused(sessionIsOver());
        } else if (somehow) {
            rename(connection, session, freeVariant(name, session), name, 1, answer);
        } else if (!isFree(name, session)) {
            answer.refused(taken(name));
        } else {
            rename(connection, session, name, null, 0, answer);
        }
    }

    private void rename(
            Connection connection,
            Session session,
            UserName name,
            @Nullable UserName asked,
            int attempt,
            Answer answer) {
        if (alone) {
            take(session, name, answer);
            return;
        }
        directory
                .claim(session.userId, name.value(), List.copyOf(name.keys()))
                .whenComplete((claimed, failure) -> home.run(() -> {
                    if (byUser.get(session.userId) != session || session.connection != connection) {
                        answer.refused(sessionIsOver());
                    } else if (failure != null) {
                        answer.refused(why(failure));
                    } else if (claimed && isFree(name, session)) {
                        take(session, name, answer);
                    } else if (asked != null && attempt < MOST_ATTEMPTS) {
                        rename(
                                connection,
                                session,
                                freeVariant(variant(asked, attempt), session),
                                asked,
                                attempt + 1,
                                answer);
                    } else {
                        if (claimed) {
                            claimLater(session); // what it has claimed is not what it has
                        }
                        answer.refused(taken(name));
                    }
                }));
    }

    private void take(Session session, UserName name, Answer answer) {
        release(session);
        session.name = name;
        claim(session);
        answer.granted(new User(session.userId, name.value()));
    }

    private static Rejected sessionIsOver() {
        return new Rejected(ErrorCode.HELLO_FIRST, "The session is over. Say hello again.");
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
        if (byUser.remove(session.userId, session)) {
            release(session);
            directory.release(session.userId, session.name.keys());
        }
    }

    private static Rejected taken(UserName name) {
        return new Rejected(
                ErrorCode.NAME_TAKEN,
                name.isReserved()
                        ? "This name, and whatever looks like it, belongs to the server. Choose another one."
                        : "Somebody here has this name, or one that looks like it. Choose another one.");
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
        UserName free = name;
        for (int attempt = 1; !isFree(free, self); attempt++) {
            free = variant(name, attempt);
        }
        return free;
    }

    private UserName variant(UserName name, int attempt) {
        int number = attempt + 1;
        return name.withSuffix(number < 10 ? number : random.nextInt(number * number * 10));
    }

    private void claim(Session session) {
        session.name.keys().forEach(key -> byLookAlike.put(key, session));
    }

    private void release(Session session) {
        session.name.keys().forEach(key -> byLookAlike.remove(key, session));
    }
}
