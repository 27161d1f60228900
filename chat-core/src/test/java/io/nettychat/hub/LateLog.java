package io.nettychat.hub;

import io.nettychat.model.Draft;
import io.nettychat.model.Message;
import io.nettychat.model.Position;
import io.nettychat.model.Rejected;
import io.nettychat.model.RoomName;
import io.nettychat.model.User;
import io.nettychat.spi.MessageLog;
import io.nettychat.spi.RoomLog;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A log that is somewhere else: what is asked of it is done when the test says so, in the order in which it was asked.
 * What was appended is handed to the tail before the head moves, as the contract allows.
 */
final class LateLog implements MessageLog {
    private final MessageLog kept;
    private final ArrayDeque<Runnable> asked = new ArrayDeque<>();
    /** Fails what is asked from now on. */
    @Nullable
    RuntimeException failure;
    /** Whether what is asked is done at once. */
    boolean prompt;
    /** Whether this node does not hear what is said on another until it is asked for. */
    boolean deaf;

    /** What is so in each room that is opened from now on. */
    final Map<String, String> facts = new HashMap<>(0);

    int open;
    int closes;
    private @Nullable Late latest;

    LateLog(MessageLog kept) {
        this.kept = kept;
    }

    /** Does what was asked for, up to so many things. */
    LateLog answer(int count) {
        for (int i = 0; i < count && !asked.isEmpty(); i++) {
            asked.remove().run();
        }
        return this;
    }

    /** Does all that was asked for. */
    LateLog answer() {
        return answer(Integer.MAX_VALUE);
    }

    /** Somebody says something on another node, in the room opened last. */
    void sayElsewhere(String text) {
        Late room = latest;
        if (room == null) {
            throw new AssertionError("no room is open");
        }
        room.home.execute(() -> room.inner.append(User.of("other node"), Draft.of(text), unheeded()));
    }

    /** Returns what takes no notice of what becomes of a draft. */
    static RoomLog.Outcome unheeded() {
        return new RoomLog.Outcome() {
            @Override
            public void repeated(long seq, long timeMillis) {}

            @Override
            public void refused(Rejected why) {}
        };
    }

    private void ask(Runnable task) {
        if (prompt && asked.isEmpty()) {
            task.run();
        } else {
            asked.add(task);
        }
    }

    @Override
    public CompletionStage<RoomLog> open(RoomName room, RoomLog.Tail tail, Executor home) {
        CompletableFuture<RoomLog> opened = new CompletableFuture<>();
        ask(() -> home.execute(() -> {
            if (failure != null) {
                opened.completeExceptionally(failure);
                return;
            }
            Late[] late = new Late[1];
            RoomLog.Tail passing = new RoomLog.Tail() {
                @Override
                public void appended(Message message) {
                    late[0].pass(message);
                }

                @Override
                public void factChanged(String key, @Nullable String value) {
                    tail.factChanged(key, value);
                }
            };
            facts.forEach(tail::factChanged);
            kept.open(room, passing, home).thenAccept(inner -> {
                open++;
                late[0] = new Late(inner, tail, home);
                latest = late[0];
                opened.complete(late[0]);
            });
        }));
        return opened;
    }

    @Override
    public void close() {
        closes++;
        kept.close();
    }

    private final class Late implements RoomLog {
        private final RoomLog inner;
        private final Tail tail;
        private final Executor home;
        private final ArrayDeque<Message> unheard = new ArrayDeque<>();
        private long head;

        Late(RoomLog inner, Tail tail, Executor home) {
            this.inner = inner;
            this.tail = tail;
            this.home = home;
            this.head = inner.head().seq();
        }

        void pass(Message message) {
            unheard.add(message);
            if (!deaf) {
                hear();
            }
        }

        private void hear() {
            while (!unheard.isEmpty()) {
                Message message = unheard.remove();
                tail.appended(message);
                head = message.seq();
            }
        }

        @Override
        public CompletionStage<Void> reach(long seq) {
            CompletableFuture<Void> reached = new CompletableFuture<>();
            ask(() -> home.execute(() -> {
                if (failure != null) {
                    reached.completeExceptionally(failure);
                } else {
                    hear();
                    reached.complete(null);
                }
            }));
            return reached;
        }

        @Override
        public Position head() {
            return new Position(inner.head().epoch(), head);
        }

        @Override
        public long first() {
            return inner.first();
        }

        @Override
        public void append(User sender, Draft draft, Outcome outcome) {
            ask(() -> home.execute(() -> inner.append(sender, draft, outcome)));
        }

        @Override
        public CompletionStage<List<Message>> read(long after, int limit) {
            CompletableFuture<List<Message>> page = new CompletableFuture<>();
            ask(() -> home.execute(() -> {
                if (failure != null) {
                    page.completeExceptionally(failure);
                } else {
                    inner.read(after, limit).thenAccept(page::complete);
                }
            }));
            return page;
        }

        @Override
        public CompletionStage<Void> keepFact(String key, @Nullable String value) {
            CompletableFuture<Void> kept = new CompletableFuture<>();
            ask(() -> home.execute(() -> inner.keepFact(key, value).thenAccept(kept::complete)));
            return kept;
        }

        @Override
        public boolean isSpent() {
            return inner.isSpent();
        }

        @Override
        public void close() {
            open--;
            inner.close();
        }
    }
}
