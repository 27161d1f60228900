package io.nettychat.hub;

import io.netty.util.concurrent.Ticker;
import io.nettychat.model.Draft;
import io.nettychat.model.Message;
import io.nettychat.model.Position;
import io.nettychat.model.Role;
import io.nettychat.model.RoomName;
import io.nettychat.model.User;
import io.nettychat.spi.Directory;
import io.nettychat.spi.MessageLog;
import io.nettychat.spi.RoomLog;
import io.nettychat.spi.Signal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A log as another node would share it, in memory: the test plays the other nodes. For one room. */
final class SharedLog implements MessageLog, Directory {
    final List<String> told = new ArrayList<>();
    /** Who has which key on other nodes. */
    final Map<String, String> elsewhere = new HashMap<>();
    /** Names of identities that are on other nodes. */
    final Map<String, String> names = new HashMap<>();

    final List<String> released = new ArrayList<>();
    /** The users that were claimed, again at each claim that was answered. */
    final List<String> claimed = new ArrayList<>();

    boolean away;

    private MessageLog kept = memory();
    private @Nullable Shared room;
    private Consumer<String> takenOver = user -> {};

    private static MessageLog memory() {
        return new MemoryLog(
                100,
                Duration.ofHours(1),
                1 << 20,
                new MemoryBudget(1 << 20),
                InstantSource.system(),
                Ticker.newMockTicker());
    }

    @Override
    public CompletionStage<RoomLog> open(RoomName name, RoomLog.Tail tail, Executor home) {
        Shared opened = new Shared(name, tail, home);
        room = opened;
        return CompletableFuture.completedFuture(opened);
    }

    private Shared room() {
        Shared opened = room;
        if (opened == null) {
            throw new AssertionError("no room has been opened");
        }
        return opened;
    }

    /** Another node tells something. */
    void tell(Signal.Kind kind, User user) {
        tell(new Signal(kind, user));
    }

    /** Another node tells something. */
    void tell(Signal signal) {
        room().home.execute(() -> room().tail.signalled(signal));
    }

    /** The log loses everything and begins anew. */
    void beginAnew() {
        kept = memory();
        room().home.execute(() -> {
            room().reopen();
            room().tail.interrupted();
        });
    }

    /** Another node claims an identity. */
    void takeOver(String userId) {
        takenOver.accept(userId);
    }

    @Override
    public Directory directory() {
        return this;
    }

    @Override
    public void close() {}

    @Override
    public CompletionStage<@Nullable String> nameOf(String userId) {
        return away
                ? CompletableFuture.failedFuture(new IllegalStateException("away"))
                : CompletableFuture.completedFuture(names.get(userId));
    }

    @Override
    public CompletionStage<Boolean> claim(String userId, String name, List<String> keys) {
        if (away) {
            return CompletableFuture.failedFuture(new IllegalStateException("away"));
        }
        claimed.add(userId);
        return CompletableFuture.completedFuture(keys.stream().noneMatch(elsewhere::containsKey));
    }

    @Override
    public void release(String userId, Collection<String> keys) {
        released.add(userId);
    }

    @Override
    public void onTakenOver(Consumer<String> listener) {
        takenOver = listener;
    }

    private final class Shared implements RoomLog {
        private final RoomName name;
        private final Tail tail;
        private final Executor home;
        private RoomLog inner;

        Shared(RoomName name, Tail tail, Executor home) {
            this.name = name;
            this.tail = tail;
            this.home = home;
            this.inner = kept.open(name, tail, home).toCompletableFuture().join();
        }

        void reopen() {
            inner = kept.open(name, tail, home).toCompletableFuture().join();
        }

        @Override
        public Position head() {
            return inner.head();
        }

        @Override
        public long first() {
            return inner.first();
        }

        @Override
        public void append(User sender, Draft draft, Outcome outcome) {
            inner.append(sender, draft, outcome);
        }

        @Override
        public CompletionStage<List<Message>> read(long after, int limit) {
            return inner.read(after, limit);
        }

        @Override
        public CompletionStage<Void> keepFact(String key, @Nullable String value) {
            return inner.keepFact(key, value);
        }

        @Override
        public void signal(Signal signal) {
            String role =
                    signal.role() == Role.MEMBER ? "" : " " + signal.role().slug();
            told.add(signal.kind() + " " + signal.user().name() + role);
        }

        @Override
        public boolean isSpent() {
            return true;
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
