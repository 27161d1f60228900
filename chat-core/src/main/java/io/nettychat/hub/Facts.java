package io.nettychat.hub;

import io.nettychat.model.ErrorCode;
import io.nettychat.model.Rejected;
import io.nettychat.model.Role;
import io.nettychat.model.Sanction;
import io.nettychat.model.User;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is so in a room until somebody changes it: bans, mutes, roles, and whether it is closed. The log keeps it, as pairs
 * of texts, and hands each change to every node; this is what they mean. Owned by the room's home loop.
 *
 * <p>A ban and a mute are {@code millis name}: until when, in milliseconds since the Unix epoch, 0 for good; and how the
 * user was called then. A role is its slug. What has run out counts no more, and is forgotten by the sweep of the room.
 */
final class Facts {
    static final String BAN = "ban:";
    static final String MUTE = "mute:";
    static final String ROLE = "role:";
    static final String CLOSED = "closed";

    /** Longer than anybody remembers, and far from the end of a long. */
    private static final long MAX_MILLIS = Duration.ofDays(36_525).toMillis();

    private final Map<String, String> bans = new HashMap<>(0);
    private final Map<String, String> mutes = new HashMap<>(0);
    private final Map<String, Role> roles = new HashMap<>(0);
    private @Nullable String closed;

    /** Returns a ban or a mute as it is kept. */
    static String sanction(User user, long now, @Nullable Duration time) {
        long until = time == null ? 0 : now + Math.min(MAX_MILLIS, Math.max(1, millis(time)));
        return until + " " + user.name();
    }

    private static long millis(Duration time) {
        return time.compareTo(Duration.ofMillis(MAX_MILLIS)) > 0 ? MAX_MILLIS : time.toMillis();
    }

    /** Takes in what is so from now on. */
    void changed(String key, @Nullable String value) {
        if (key.startsWith(BAN)) {
            put(bans, key.substring(BAN.length()), value);
        } else if (key.startsWith(MUTE)) {
            put(mutes, key.substring(MUTE.length()), value);
        } else if (key.startsWith(ROLE)) {
            put(roles, key.substring(ROLE.length()), value == null ? null : Role.of(value));
        } else if (key.equals(CLOSED)) {
            closed = value;
        }
    }

    private static <T> void put(Map<String, T> map, String user, @Nullable T value) {
        if (value == null) {
            map.remove(user);
        } else {
            map.put(user, value);
        }
    }

    int count() {
        return bans.size() + mutes.size() + roles.size();
    }

    Role roleOf(String userId) {
        return roles.getOrDefault(userId, Role.MEMBER);
    }

    Map<String, Role> roles() {
        return roles;
    }

    boolean isClosed() {
        return closed != null;
    }

    /** Returns why a user may not come in, null when nothing is against it. */
    @Nullable
    Rejected whyNotIn(@Nullable String userId, long now) {
        if (closed != null) {
            return new Rejected(ErrorCode.FORBIDDEN, closed);
        }
        return userId == null ? null : why(bans, userId, now, "You are banned from this room");
    }

    /** Returns why a user may not speak, null when nothing is against it. */
    @Nullable
    Rejected whyNotSpeak(String userId, long now) {
        return why(mutes, userId, now, "You cannot speak in this room");
    }

    boolean hasMutes() {
        return !mutes.isEmpty();
    }

    boolean isBanned(String userId, long now) {
        return why(bans, userId, now, "") != null;
    }

    private static @Nullable Rejected why(Map<String, String> map, String userId, long now, String what) {
        String value = map.get(userId);
        if (value == null) {
            return null;
        }
        long until = until(value);
        if (until == 0) {
            return new Rejected(ErrorCode.FORBIDDEN, what + ".");
        }
        return until <= now
                ? null
                : new Rejected(
                        ErrorCode.FORBIDDEN, what + " for another " + (until - now + 999) / 1000 + " s.", until - now);
    }

    List<Sanction> bans(long now) {
        return list(bans, now);
    }

    List<Sanction> mutes(long now) {
        return list(mutes, now);
    }

    private static List<Sanction> list(Map<String, String> map, long now) {
        List<Sanction> list = new ArrayList<>(map.size());
        map.forEach((user, value) -> {
            long until = until(value);
            if (until == 0 || until > now) {
                String name = value.substring(value.indexOf(' ') + 1);
                list.add(new Sanction(new User(user, name), until == 0 ? null : Instant.ofEpochMilli(until)));
            }
        });
        return list;
    }

    /** Returns the keys of what has run out. */
    List<String> spent(long now) {
        if (bans.isEmpty() && mutes.isEmpty()) {
            return List.of();
        }
        List<String> keys = new ArrayList<>(0);
        spent(bans, BAN, now, keys);
        spent(mutes, MUTE, now, keys);
        return keys;
    }

    private static void spent(Map<String, String> map, String prefix, long now, List<String> keys) {
        map.forEach((user, value) -> {
            long until = until(value);
            if (until != 0 && until <= now) {
                keys.add(prefix + user);
            }
        });
    }

    private static long until(String value) {
        int space = value.indexOf(' ');
        try {
            return Long.parseLong(space < 0 ? value : value.substring(0, space));
        } catch (NumberFormatException notOurs) {
            return 0; // kept by something newer: rather too long than not at all
        }
    }
}
