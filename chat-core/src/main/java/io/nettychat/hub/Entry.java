package io.nettychat.hub;

import io.nettychat.model.ErrorCode;
import io.nettychat.model.Rejected;
import io.nettychat.model.UserName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of one identity into the {@link Sessions}: the name that it has already, or one that is free here and on the other
 * nodes. Owned by the home loop of the sessions.
 */
final class Entry {
    private final Sessions sessions;
    private final Connection connection;
    private final String userId;
    private final boolean proved;
    private final Sessions.Answer answer;

    /** What the name is made of, null when no other may be tried. */
    private @Nullable UserName asked;

    /** How many have been tried. */
    private int attempt;

    Entry(Sessions sessions, Connection connection, String userId, boolean proved, Sessions.Answer answer) {
        this.sessions = sessions;
        this.connection = connection;
        this.userId = userId;
        this.proved = proved;
        this.answer = answer;
    }

    /** As {@link Sessions#enter} says. */
    void begin(@Nullable UserName name, boolean somehow) {
        Session session = sessions.of(userId);
        if (session != null) {
            claimKept(session);
        } else if (proved && !sessions.isAlone()) {
            sessions.directory()
                    .nameOf(userId)
                    .whenComplete((known, failure) -> sessions.home().run(() -> {
                        UserName kept = known == null ? null : parsed(known);
                        enter(kept == null ? name : kept, somehow);
                    }));
        } else {
            enter(name, somehow);
        }
    }

    private static @Nullable UserName parsed(String name) {
        try {
            return UserName.parse(name);
        } catch (Rejected e) {
            return null; // the name of a node whose rules are older
        }
    }

    private void enter(@Nullable UserName name, boolean somehow) {
        Session session = sessions.of(userId); // it may have come in meanwhile
        if (session != null) {
            claimKept(session);
        } else if (name == null) {
            answer.refused(new Rejected(ErrorCode.BAD_NAME, "The session is over. Say hello with a name."));
        } else if (somehow) {
            asked = name;
            claim(sessions.names().free(name, null), proved);
        } else if (!sessions.names().isFree(name, null)) {
            answer.refused(Names.taken(name));
        } else {
            claim(name, proved);
        }
    }

    private void claimKept(Session session) {
        claim(session.name, true);
    }

    /** @param regardless whether it is let in even when the other nodes cannot be asked */
    private void claim(UserName name, boolean regardless) {
        if (sessions.isAlone()) {
            sessions.settle(connection, userId, name, answer);
            return;
        }
        sessions.directory()
                .claim(userId, name.value(), List.copyOf(name.keys()))
                .whenComplete((claimed, failure) -> sessions.home().run(() -> {
                    if (failure != null && !regardless) {
                        answer.refused(Sessions.why(failure));
                    } else if (failure == null && !claimed) {
                        claimAnother(name, regardless);
                    } else {
                        Session session = sessions.settle(connection, userId, name, answer);
                        if (failure != null && session != null) {
                            sessions.claimLater(session);
                        }
                    }
                }));
    }

    private void claimAnother(UserName taken, boolean regardless) {
        UserName stem = asked;
        if (stem != null && ++attempt < Sessions.MOST_ATTEMPTS) {
            Names names = sessions.names();
            claim(names.free(names.variant(stem, attempt), null), regardless);
        } else {
            answer.refused(Names.taken(taken));
        }
    }
}
