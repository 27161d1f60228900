package io.nettychat.disk;

import io.nettychat.model.Draft;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Message;
import io.nettychat.model.Position;
import io.nettychat.model.Rejected;
import io.nettychat.model.User;
import io.nettychat.spi.RoomLog;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A room that is open: what its home loop knows of it, which is what the home loop has been told, and the newest messages.
 * Owned by the home loop but for the fields that say otherwise.
 */
final class DiskRoom implements RoomLog {
    /** Owned by the writer. */
    final RoomIndex index;

    /** What the home loop is to be told when the batch is through. Owned by the writer. */
    List<Runnable> news = new ArrayList<>();

    private final Writer writer;
    private final Tail tail;
    private final Executor home;
    private final String epoch;
    private final Recent recent;
    private long head;
    private long first;
    private int underWay;
    private int reads;
    /** What was deleted while something was being read, perhaps with the text that is gone now. */
    private final Set<Long> deletedMeanwhile = new HashSet<>(0);

    private boolean closed;

    DiskRoom(RoomIndex index, String epoch, Writer writer, Tail tail, Executor home) {
        this.index = index;
        this.writer = writer;
        this.tail = tail;
        this.home = home;
        this.epoch = epoch;
        this.head = index.head;
        this.first = index.first;
        this.recent = new Recent(index.head);
    }

    /** Runs a task on the home loop; not at all when that has ended. Any thread. */
    void atHome(Runnable task) {
        try {
            home.execute(task);
        } catch (RejectedExecutionException loopIsDown) {
            return; // nobody is left who could be told
        }
    }

    /** On the writer: a batch is through. */
    void handOver() {
        List<Runnable> due = news;
        news = new ArrayList<>();
        long oldest = index.first;
        atHome(() -> {
            first = Math.max(first, oldest);
            due.forEach(Runnable::run);
        });
    }

    // ---- what the home loop is told

    /** The room is open with what was newest then. */
    void begin(List<Message> newest) {
        newest.forEach(recent::add);
    }

    /** Messages have grown too old. */
    void expired(long oldest) {
        first = Math.max(first, oldest);
    }

    void placed(Message message, Outcome outcome) {
        head = message.seq();
        recent.add(message);
        if (message.isDeletion()) {
            recent.blank(message.deletes());
            if (reads > 0) {
                deletedMeanwhile.add(message.deletes());
            }
        }
        if (!closed) {
            tail.appended(message);
        }
        outcome.placed(message);
    }

    void factKept(String key, @Nullable String value, CompletableFuture<Void> kept) {
        if (!closed) {
            tail.factChanged(key, value);
        }
        kept.complete(null);
    }

    // ---- RoomLog

    @Override
    public Position head() {
        return new Position(epoch, head);
    }

    @Override
    public long first() {
        return first;
    }

    @Override
    public void append(User sender, Draft draft, Outcome outcome) {
        underWay++;
        Outcome counted = new Counted(outcome);
        if (!writer.append(this, sender, draft, counted)) {
            counted.refused(new Rejected(
                    ErrorCode.INTERNAL, "The server cannot keep up with its disk. Try again in a moment.", 1_000));
        }
    }

    @Override
    public CompletionStage<List<Message>> read(long after, int limit) {
        long from = Math.max(after + 1, first);
        long to = Math.min(head, from + limit - 1);
        if (to < from) {
            return CompletableFuture.completedFuture(List.of());
        }
        List<Message> page = recent.page(from, to);
        if (page != null) {
            return CompletableFuture.completedFuture(page);
        }
        CompletableFuture<List<Message>> read = new CompletableFuture<>();
        underWay++;
        reads++;
        writer.read(
                this,
                from,
                (int) (to - from + 1),
                (messages, failure) -> atHome(() -> {
                    underWay--;
                    reads--;
                    List<Message> now = messages == null ? null : withoutDeleted(messages);
                    if (reads == 0) {
                        deletedMeanwhile.clear();
                    }
                    if (now != null) {
                        read.complete(now);
                    } else {
                        read.completeExceptionally(failure);
                    }
                }));
        return read;
    }

    private List<Message> withoutDeleted(List<Message> messages) {
        if (deletedMeanwhile.isEmpty()) {
            return messages;
        }
        List<Message> left = new ArrayList<>(messages);
        left.replaceAll(message -> deletedMeanwhile.contains(message.seq()) ? message.withoutText() : message);
        return left;
    }

    @Override
    public CompletionStage<Void> keepFact(String key, @Nullable String value) {
        CompletableFuture<Void> kept = new CompletableFuture<>();
        underWay++;
        CompletableFuture<Void> counted = new CompletableFuture<>();
        counted.whenComplete((done, failure) -> {
            underWay--;
            if (failure == null) {
                kept.complete(null);
            } else {
                kept.completeExceptionally(failure);
            }
        });
        writer.keepFact(this, key, value, counted);
        return kept;
    }

    /** A room on disk can be opened again at any time. */
    @Override
    public boolean isSpent() {
        return underWay == 0;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            writer.close(this);
        }
    }

    /** Counts what is under way. */
    private final class Counted implements Outcome {
        private final Outcome outcome;

        Counted(Outcome outcome) {
            this.outcome = outcome;
        }

        @Override
        public void placed(Message message) {
            underWay--;
            outcome.placed(message);
        }

        @Override
        public void repeated(long seq, long timeMillis) {
            underWay--;
            outcome.repeated(seq, timeMillis);
        }

        @Override
        public void refused(Rejected why) {
            underWay--;
            outcome.refused(why);
        }
    }
}
