package io.nettychat.redis;

import java.time.Duration;

/** How a {@link RedisLog} is to be. Not thread-safe; every setting has a default. */
public final class RedisLogBuilder {
    private final RedisAddress address;
    private String prefix = "chat";
    private int history = 1_000;
    private Duration historyAge = Duration.ofHours(24);
    private long historyBytes = 4L * 1024 * 1024;
    private Duration patience = Duration.ofSeconds(2);

    RedisLogBuilder(RedisAddress address) {
        this.address = address;
    }

    /**
     * Sets with what every key and every channel begins; {@code chat} unless set. Chats with different prefixes can share
     * a Redis and know nothing of each other.
     *
     * @param prefix not empty, without braces
     */
    public RedisLogBuilder prefix(String prefix) {
        if (prefix.isEmpty() || prefix.contains("{") || prefix.contains("}")) {
            throw new IllegalArgumentException("the prefix of keys is a word without braces, not '" + prefix + "'");
        }
        this.prefix = prefix;
        return this;
    }

    /**
     * Sets how many messages each room keeps; 1,000 unless set. All nodes should be told the same.
     *
     * @param messages 0 or more
     */
    public RedisLogBuilder history(int messages) {
        if (messages < 0) {
            throw new IllegalArgumentException("history is " + messages + "; it must be 0 or more");
        }
        this.history = messages;
        return this;
    }

    /** Sets how long each room keeps a message, by the clock of Redis; 24 hours unless set. */
    public RedisLogBuilder historyAge(Duration age) {
        if (age.isNegative()) {
            throw new IllegalArgumentException("historyAge is " + age + "; it must not be negative");
        }
        this.historyAge = age;
        return this;
    }

    /** Sets how many bytes of messages each room keeps, roughly; 4 MiB unless set. */
    public RedisLogBuilder historyBytes(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("historyBytes is " + bytes + "; it must be 0 or more");
        }
        this.historyBytes = bytes;
        return this;
    }

    /**
     * Sets how long an answer of Redis is waited for; 2 seconds unless set. A message that has no place by then is
     * refused.
     *
     * @param patience 100 ms or more
     */
    public RedisLogBuilder patience(Duration patience) {
        if (patience.toMillis() < 100) {
            throw new IllegalArgumentException("patience is " + patience + "; it must be 100 ms or more");
        }
        this.patience = patience;
        return this;
    }

    /**
     * Connects. Blocks until Redis answers.
     *
     * @throws IllegalStateException when Redis cannot be reached, or does not do what it is asked; the message says why
     *     and names no password
     */
    public RedisLog connect() {
        return new RedisLog(address, new Settings(prefix, history, historyAge, historyBytes, patience));
    }
}
