package io.nettychat.redis;

import java.time.Duration;

/**
 * What a {@link RedisLog} was told.
 *
 * @param prefix with which every key and channel begins
 * @param history how many messages a room keeps
 * @param historyAge how long a room keeps a message
 * @param historyBytes how many bytes of messages a room keeps, roughly
 * @param patience how long an answer of Redis is waited for
 */
record Settings(String prefix, int history, Duration historyAge, long historyBytes, Duration patience) {
    /** How long an id is remembered: twice what the protocol promises. */
    static final long ID_MILLIS = Duration.ofMinutes(10).toMillis();

    /** How long a room that nobody has open outlives its last message's age. */
    private static final Duration ROOM_EXTRA = Duration.ofHours(1);

    private static final Duration LONGEST = Duration.ofDays(36_500);

    long ageMillis() {
        return (historyAge.compareTo(LONGEST) > 0 ? LONGEST : historyAge).toMillis();
    }

    long roomMillis() {
        return Math.max(ageMillis(), ID_MILLIS) + ROOM_EXTRA.toMillis();
    }

    long patienceNanos() {
        return patience.toNanos();
    }

    /** Returns what the keys and the channel of a room begin with; the braces keep them in one slot of a cluster. */
    String room(String name) {
        return prefix + ":{room:" + name + "}";
    }

    /** Returns what the keys of the directory begin with. */
    String directory() {
        return prefix + ":{nodes}";
    }
}
