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
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who is here: each identity, its connection and its name ({@link Names}). Owned by one loop of the hub; connections come
 * here with {@link Shard#run} and are answered in the same way.
 *
 * <p>Where several nodes are one chat, what is free here is claimed in their {@link Directory} before it is given. While
 * that cannot answer, who has proved an identity is let in all the same, and the claim is made good later.
 */
final class Sessions {
    /** How many names are tried for one who cannot be asked for another. */
    static final int MOST_ATTEMPTS = 50;

    private static final long CLAIM_AGAIN_SECONDS = 2;

    private final Shard home;
    private final long graceNanos;
    private final Map<String, Session> byUser = new HashMap<>();
    private final Names names = new Names();
    private final Directory directory;
    private final boolean alone;
    private long entries;

    /** Is told what became of a request, on the home loop of the sessions. */
    interface Answer {
        void granted(User user);

        void refused(Rejected why);
    }

    Sessions(Shard home, long graceNanos, Directory directory) {
        this.home = home;
        this.graceNanos = graceNanos;
        this.directory = new GuardedDirectory(directory, home);
        this.alone = directory == Directory.ALONE;
        directory.onTakenOver(userId -> home.run(() -> takenOver(userId)));
    }

    Shard home() {
        return home;
    }

    Names names() {
        return names;
    }

    Directory directory() {
        return directory;
    }

    /** Returns whether there is no other node, and so nobody to ask for a name. */
    boolean isAlone() {
        return alone;
    }

    /** Returns the session of an identity, null when it has none here. */
    @Nullable
    Session of(String userId) {
        return byUser.get(userId);
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
        new Entry(this, connection, userId, proved, answer).begin(name, somehow);
    }

    /**
     * The name is this identity's on all nodes: it comes in, and is told so.
     *
     * @return its session; null when the name has been taken here meanwhile, and it is told that
     */
    @Nullable
    Session settle(Connection connection, String userId, UserName name, Answer answer) {
        Session session = byUser.get(userId);
        if (session == null) {
            if (!names.isFree(name, null)) {
                directory.release(userId, name.keys());
                answer.refused(Names.taken(name));
                return null;
            }
            session = new Session(userId, name);
            byUser.put(userId, session);
            names.take(session);
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
    void claimLater(Session session) {
        home.loop()
                .schedule(
                        () -> {
                            if (byUser.get(session.userId) != session) {
                                return;
                            }
                            if (session.connection == null) {
                                claimLater(session); // a ghost may be on another node by now, and takes nobody over
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
        names.release(session);
        if (connection != null) {
            connection.shard().run(() -> connection.end(reason));
        }
    }

    static Rejected why(Throwable failure) {
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
            rename(connection, session, names.free(name, session), name, 1, answer);
        } else if (!names.isFree(name, session)) {
            answer.refused(Names.taken(name));
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
                    } else if (claimed && names.isFree(name, session)) {
                        take(session, name, answer);
                    } else if (asked != null && attempt < MOST_ATTEMPTS) {
                        rename(
                                connection,
                                session,
                                names.free(names.variant(asked, attempt), session),
                                asked,
                                attempt + 1,
                                answer);
                    } else {
                        if (claimed) {
                            claimLater(session); // what it has claimed is not what it has
                        }
                        answer.refused(Names.taken(name));
                    }
                }));
    }

    private void take(Session session, UserName name, Answer answer) {
        names.release(session);
        session.name = name;
        names.take(session);
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
            names.release(session);
            directory.release(session.userId, session.name.keys());
        }
    }
}
