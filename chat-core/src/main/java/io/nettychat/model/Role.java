package io.nettychat.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What somebody may do to others in a room. Each role may do what those before it may. */
public enum Role {
    /** May speak. Everybody has this one. */
    MEMBER,
    /** May delete messages, and kick, ban and mute those who have no role. */
    MODERATOR,
    /** May do so to moderators too, and gives and takes roles. */
    OWNER;

    private final String slug = name().toLowerCase(Locale.ROOT);

    /** Returns the role as it stands on the wire, for example {@code moderator}. */
    public String slug() {
        return slug;
    }

    /** Returns whether somebody with this role may moderate somebody with another one. */
    public boolean isAbove(Role other) {
        return compareTo(other) > 0;
    }

    /** Returns the role that stands so on the wire, null when there is none. */
    public static @Nullable Role of(String slug) {
        for (Role role : values()) {
            if (role.slug.equals(slug)) {
                return role;
            }
        }
        return null;
    }
}
