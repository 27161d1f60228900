package io.nettychat.hub;

import io.netty.util.concurrent.Ticker;
import io.nettychat.model.Draft;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Message;
import io.nettychat.model.Position;
import io.nettychat.model.Rejected;
import io.nettychat.model.RoomName;
import io.nettychat.model.User;
import io.nettychat.spi.MessageLog;
import io.nettychat.spi.RecentIds;
import io.nettychat.spi.RoomLog;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The log kept in memory: a ring for each room, bounded by count, age and bytes, and all of them together by bytes. Everything happens at once, on the
 * room's home loop. Age is measured on the monotonic clock, so that a jump of the wall clock drops nothing.
 */
final class MemoryLog implements MessageLog {
    private final int maxMessages;
    private final long maxAgeNanos;
    private final long maxBytes;
    private final MemoryBudget budget;
    private final InstantSource clock;
    private final Ticker ticker;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param maxMessages how many messages a room keeps, 0 for none
     * @param maxAge how long a room keeps a message
     * @param maxBytes how many bytes of messages a room keeps, roughly
     * @param budget how many bytes all rooms keep
     */
    MemoryLog(
            int maxMessages, Duration maxAge, long maxBytes, MemoryBudget budget, InstantSource clock, Ticker ticker) {
        this.maxMessages = maxMessages;
        this.maxAgeNanos = Nanos.of(maxAge);
        this.maxBytes = maxBytes;
        this.budget = budget;
        this.clock = clock;
        this.ticker = ticker;
    }

    MemoryBudget budget() {
        return budget;
    }

    @Override
    public CompletionStage<RoomLog> open(RoomName room, RoomLog.Tail tail, Executor home) {
        return CompletableFuture.completedFuture(new Ring(tail, home, Long.toString(random.nextLong() >>> 1, 36)));
    }

    @Override
    public void close() {}

    /** Returns how many bytes a message takes in memory, roughly. */
    static int heldBytes(Message message) {
        return Ring.OVERHEAD + message.text().length() * 2;
    }

    /** Messages {@code first … head} stand at {@code seq & mask}. Owned by the home loop of the room. */
    private final class Ring implements RoomLog {
        /** What a message costs beside its characters: the objects around them. */
        private static final int OVERHEAD = 160;

        private final Tail tail;
        private final String epoch;
        private final MemoryBudget.Tenant share;
        private final RecentIds ids = new RecentIds();
        private final Map<String, String> facts = new HashMap<>(0);
        private Message[] messages = new Message[8];
        private long[] keptSince = new long[8];
        private int[] sizes = new int[8]; // beside the messages, which are cold memory when they are dropped
        private long first = 1;
        private long head;
        private long bytes;

        Ring(Tail tail, Executor home, String epoch) {
            this.tail = tail;
            this.share = budget.move(home, this::giveUpHalf);
            this.epoch = epoch;
        }

        @Override
        public Position head() {
            return new Position(epoch, head);
        }

        @Override
        public long first() {
            expire();
            return first;
        }

        @Override
        public void append(User sender, Draft draft, Outcome outcome) {
            long now = ticker.nanoTime();
            String id = draft.id();
            long fingerprint = 0;
            if (id != null) {
                fingerprint = RecentIds.fingerprint(sender.id(), id);
                long seq = ids.seqOf(fingerprint);
                if (seq != 0) {
                    outcome.repeated(seq, ids.timeOf(fingerprint));
                    return;
                }
            }
            if (draft.deletes() != 0 && !blank(draft.deletes())) {
                outcome.refused(new Rejected(ErrorCode.BAD_FRAME, "There is no message " + draft.deletes() + " here."));
                return;
            }
            Message message = new Message(head + 1, clock.millis(), sender, draft.text(), id, draft.deletes());
            if (id != null) {
                ids.add(fingerprint, message.seq(), message.timeMillis(), now);
            }
            keep(message, now);
            tail.appended(message);
            outcome.placed(message);
        }

        /** Takes the text from a message; returns whether there is one with this seq. */
        private boolean blank(long seq) {
            if (seq < first() || seq > head || messages[slot(seq)].isDeletion()) {
                return false;
            }
            int at = slot(seq);
            messages[at] = messages[at].withoutText();
            bytes += OVERHEAD - sizes[at];
            sizes[at] = OVERHEAD;
            return true;
        }

        @Override
        public CompletionStage<Void> keepFact(String key, @Nullable String value) {
            if (value == null) {
                facts.remove(key);
            } else {
                facts.put(key, value);
            }
            tail.factChanged(key, value);
            return CompletableFuture.completedFuture(null);
        }

        private void keep(Message message, long now) {
            head = message.seq();
            if (maxMessages == 0) {
                first = head + 1;
                return;
            }
            if (head - first >= maxMessages) {
                dropFirst();
            }
            if (head - first >= messages.length) {
                grow();
            }
            int at = slot(head);
            messages[at] = message;
            keptSince[at] = now;
            sizes[at] = heldBytes(message);
            bytes += sizes[at];
            while (bytes > maxBytes && first < head) {
                dropFirst();
            }
            share.grown(bytes, now);
        }

        /** All rooms together hold too much. */
        private void giveUpHalf() {
            for (long left = head + 2 - first; left > 1; left -= 2) {
                dropFirst();
            }
            if (first > head) {
                messages = new Message[8];
                keptSince = new long[8];
                sizes = new int[8];
            }
            share.shrunk(bytes);
        }

        @Override
        public CompletionStage<List<Message>> read(long after, int limit) {
            expire();
            long from = Math.max(after + 1, first);
            long to = Math.min(head, from + limit - 1);
            if (to < from) {
                return CompletableFuture.completedFuture(List.of());
            }
            List<Message> page = new ArrayList<>((int) (to - from + 1));
            for (long seq = from; seq <= to; seq++) {
                page.add(messages[slot(seq)]);
            }
            return CompletableFuture.completedFuture(page);
        }

        @Override
        public boolean isSpent() {
            expire();
            ids.expire(ticker.nanoTime());
            return first > head && ids.isEmpty() && facts.isEmpty();
        }

        @Override
        public void close() {
            share.shrunk(0);
        }

        private void expire() {
            long now = ticker.nanoTime();
            while (first <= head && now - keptSince[slot(first)] > maxAgeNanos) {
                dropFirst();
            }
            share.shrunk(bytes);
        }

        @SuppressWarnings("NullAway") // a free slot of the ring holds null and is never read
        private void dropFirst() {
            int at = slot(first++);
            bytes -= sizes[at];
            messages[at] = null;
        }

        private void grow() {
            Message[] oldMessages = messages;
            long[] oldKeptSince = keptSince;
            int[] oldSizes = sizes;
            messages = new Message[oldMessages.length * 2];
            keptSince = new long[oldMessages.length * 2];
            sizes = new int[oldMessages.length * 2];
            for (long seq = first; seq < head; seq++) {
                int old = (int) seq & (oldMessages.length - 1);
                messages[slot(seq)] = oldMessages[old];
                keptSince[slot(seq)] = oldKeptSince[old];
                sizes[slot(seq)] = oldSizes[old];
            }
        }

        private int slot(long seq) {
            return (int) seq & (messages.length - 1);
        }
    }
}
