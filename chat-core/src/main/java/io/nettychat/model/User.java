package io.nettychat.model;

import java.util.Objects;

/**
 * Who said something, as everyone sees it.
 *
 * @param id the public id of the session identity; not a secret
 * @param name the name shown to people
 */
public record User(String id, String name) {
    /** The server itself, whose name nobody else can take. */
    public static final User SERVER = new User("server", "server");

    /** What the ids of users begin with that a host speaks as, and no others. */
    static final String HOST_PREFIX = "host:";

    /** Checks that both are there. */
    public User {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
    }

    /**
     * Returns a user that a host speaks as. Its id is derived from its name, so that it is the same after a restart.
     *
     * @param name the name shown to people
     */
    public static User of(String name) {
        return new User(HOST_PREFIX + Objects.requireNonNull(name, "name"), name);
    }
}
