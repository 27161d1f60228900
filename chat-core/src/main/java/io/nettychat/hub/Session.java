package io.nettychat.hub;

import io.nettychat.model.UserName;
import org.jspecify.annotations.Nullable;

/** One identity and its name, connected or as a ghost. Owned by the home loop of the {@link Sessions}. */
final class Session {
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
