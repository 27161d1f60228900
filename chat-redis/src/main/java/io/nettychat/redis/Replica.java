package io.nettychat.redis;

import io.nettychat.model.Message;
import io.nettychat.model.Position;
import io.nettychat.spi.RoomLog;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one node has of the log of a room: how far it is, the newest messages, and those that came before what stands
 * before them. It hands on the next message and no other; a hole is filled from the stream. Owned by the home loop of the
 * room.
 */
final class Replica {
    private static final Logger log = LoggerFactory.getLogger(Replica.class);

    private final RoomLog.Tail tail;
    private final LongConsumer advanced;
    private final Recent recent;
    private final TreeMap<Long, Message> ahead = new TreeMap<>();
    private String epoch = "";
    private long head;
    private long first = 1;

    /**
     * Begins with nothing.
     *
     * @param advanced is told the head whenever it may have moved, after the tail was
     */
    Replica(Settings settings, RoomLog.Tail tail, LongConsumer advanced) {
        this.recent = new Recent(Math.min(settings.history(), 1_000), settings.historyBytes());
        this.tail = tail;
        this.advanced = advanced;
    }

    /** Returns the life of the log that this is a copy of, empty before the first. */
    String epoch() {
        return epoch;
    }

    long head() {
        return head;
    }

    Position position() {
        return new Position(epoch, head);
    }

    /** Returns the oldest seq that is kept, as far as this node knows. */
    long first() {
        return first;
    }

    /** Forgets what is older than a time of Redis, in milliseconds. */
    void expire(long oldest) {
        for (Message message = recent.get(first); message != null && message.timeMillis() < oldest; ) {
            first++;
            message = recent.get(first);
        }
        recent.dropBefore(first);
    }

    /** Returns messages in order, null when some of them are in Redis only. */
    @Nullable
    List<Message> page(long from, long to) {
        return from > to || from >= recent.first() ? recent.page(from, to) : null;
    }

    /** Begins where the log is: it has been opened, or is another one than it was. */
    void restart(Turn.Answer answer) {
        epoch = answer.epoch();
        head = answer.seq();
        first = answer.first();
        ahead.clear();
        recent.restart(head - answer.lacking().size());
        answer.lacking().forEach(recent::add);
    }

    /** Takes messages that stand behind the head, in any order and more than once. */
    void offer(List<Message> messages) {
        for (Message message : messages) {
            if (message.seq() > head) {
                ahead.put(message.seq(), message);
            }
        }
    }

    /** Hands on what is next, as long as it is there. */
    void advance() {
        advanced.accept(head);
        while (!ahead.isEmpty() && ahead.firstKey() == head + 1) {
            Message message = ahead.remove(head + 1);
            if (message != null) {
                head = message.seq();
                recent.add(message);
                tail.appended(message);
                advanced.accept(head);
            }
        }
    }

    /** Returns whether something stands behind a hole. */
    boolean hasHole() {
        return !ahead.isEmpty();
    }

    /** The log keeps nothing before this seq any more; what it dropped and this node lacks, nobody here will see. */
    void trimmed(long oldest) {
        if (head + 1 < oldest) {
            jump(oldest);
        }
        forgetBefore(oldest);
    }

    private void jump(long next) {
        log.warn("a room missed messages {} to {}: they are gone from Redis", head + 1, next - 1);
        head = next - 1;
        first = next;
        ahead.headMap(next).clear();
        recent.restart(head);
        tail.interrupted();
        advance();
    }

    /** The log keeps nothing before this seq any more; a hole before it is left to the next turn. */
    void forgetBefore(long oldest) {
        first = Math.max(first, Math.min(oldest, head + 1));
        recent.dropBefore(first);
    }
}
