package io.nettychat.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who a connection belongs to, as a host knows it. Immutable: {@link #named} and {@link #as} return changed copies.
 *
 * @param user the id under which everybody knows this user from now on: 1 to 128 visible ASCII characters, the same
 *     each time the user comes; null for a guest, to whom the chat gives an id of its own
 * @param name the name that the user has here and cannot change; null to let the user choose one
 * @param role what the user may do in every room; in single rooms it may be more
 */
public record Identity(@Nullable String user, @Nullable String name, Role role) {

    private static final int MAX_ID = 128;

    /**
     * Checks the id.
     *
     * @throws IllegalArgumentException when it is no id for a user
     */
    public Identity {
        Objects.requireNonNull(role, "role");
        if (user != null && !isUserId(user)) {
            throw new IllegalArgumentException("A user's id has 1 to " + MAX_ID
                    + " visible ASCII characters, and is neither \"server\" nor begins with \"host:\".");
        }
    }

    /** Returns one whom nobody knows, who chooses a name. */
    public static Identity guest() {
        return new Identity(null, null, Role.MEMBER);
    }

    /**
     * Returns a known user, who chooses a name.
     *
     * @param user the user's id, the same each time; everybody can see it
     * @throws IllegalArgumentException when it is no id for a user
     */
    public static Identity of(String user) {
        return new Identity(Objects.requireNonNull(user, "user"), null, Role.MEMBER);
    }

    /**
     * Returns this identity with a name that cannot be changed. Where somebody else has it already, it gets a number.
     *
     * @param name 1 to 32 characters, by the rule for names; one that breaks it keeps the user out
     */
    public Identity named(String name) {
        return new Identity(user, Objects.requireNonNull(name, "name"), role);
    }

    /** Returns this identity with a role in every room. */
    public Identity as(Role role) {
        return new Identity(user, name, role);
    }

    /** Returns whether this may be the id of a user who connects: visible ASCII, and none of those that hosts speak as. */
    public static boolean isUserId(String id) {
        if (id.isEmpty() || id.length() > MAX_ID || id.equals(User.SERVER.id()) || id.startsWith(User.HOST_PREFIX)) {
            return false;
        }
        return id.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
