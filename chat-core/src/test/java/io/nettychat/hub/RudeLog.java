package io.nettychat.hub;

import io.netty.util.concurrent.Ticker;
import io.nettychat.model.Draft;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Message;
import io.nettychat.model.Position;
import io.nettychat.model.Rejected;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A log that a host wrote with little care: whatever is asked of it goes wrong in the way that the test says. */
final class RudeLog implements MessageLog {
    /** What goes wrong. */
    enum Manner {
        NONE,
        THROWS,
        THROWS_AN_ERROR,
        RETURNS_NULL,
        COMPLETES_WITH_NULL,
        FAILS
    }

    /** Which of its methods. */
    enum Method {
        OPEN,
        HEAD,
        FIRST,
        APPEND,
        READ,
        REACH,
        KEEP_FACT,
        SIGNAL,
        IS_SPENT,
        CLOSE_ROOM,
        CLAIM,
        NAME_OF,
        RELEASE,
        CLOSE
    }

    private final MemoryLog kept = new MemoryLog(
            1_000,
            Duration.ofHours(1),
            1 << 20,
            new MemoryBudget(Long.MAX_VALUE),
            InstantSource.system(),
            Ticker.systemTicker());

    /** Which methods go wrong at the moment, and how. */
    final Set<Method> wrong = EnumSet.noneOf(Method.class);

    Manner manner = Manner.NONE;

    /** Whether the outcome of a draft is told twice, in two ways. */
    boolean tellsTwice;

    /** Null, or where what is to be told waits until the test tells it, on whichever thread. */
    @Nullable
    List<Runnable> told;

    int open;
    /** Whether this is one of several nodes. */
    boolean hasNeighbors;

    RoomLog.@Nullable Tail latestTail;

    void goWrong(Manner how, Method... methods) {
        manner = how;
        wrong.clear();
        wrong.addAll(List.of(methods));
    }

    void behave() {
        goWrong(Manner.NONE);
    }

    private void mayThrow(Method method) {
        if (wrong.contains(method)) {
            switch (manner) {
                case THROWS -> throw gone();
                case THROWS_AN_ERROR -> throw new NoClassDefFoundError("of the host");
                default -> {}
            }
        }
    }

    private static RuntimeException gone() {
        return new IllegalStateException("the disk is gone");
    }

    @SuppressWarnings("NullAway") // that is the point
    private <T> CompletionStage<T> answer(Method method, Supplier<CompletionStage<T>> right) {
        mayThrow(method);
        if (!wrong.contains(method)) {
            return right.get();
        }
        return switch (manner) {
            case RETURNS_NULL -> null;
            case COMPLETES_WITH_NULL -> CompletableFuture.completedFuture(null);
            case FAILS -> CompletableFuture.failedFuture(gone());
            default -> right.get();
        };
    }

    private void tell(Runnable what) {
        if (told == null) {
            what.run();
        } else {
            told.add(what);
        }
    }

    @Override
    public CompletionStage<RoomLog> open(RoomName room, RoomLog.Tail tail, Executor home) {
        return answer(
                Method.OPEN,
                () -> kept.open(
                                room,
                                new RoomLog.Tail() {
                                    @Override
                                    public void appended(Message message) {
                                        tell(() -> tail.appended(message));
                                    }

                                    @Override
                                    public void factChanged(String key, @Nullable String value) {
                                        tell(() -> tail.factChanged(key, value));
                                    }
                                },
                                home)
                        .thenApply(inner -> {
                            open++;
                            latestTail = tail;
                            return new Rude(inner);
                        }));
    }

    @Override
    public Directory directory() {
        return hasNeighbors ? new RudeDirectory() : Directory.ALONE;
    }

    @Override
    public void close() {
        mayThrow(Method.CLOSE);
    }

    private final class Rude implements RoomLog {
        private final RoomLog inner;

        Rude(RoomLog inner) {
            this.inner = inner;
        }

        @Override
        @SuppressWarnings("NullAway")
        public Position head() {
            mayThrow(Method.HEAD);
            return wrong.contains(Method.HEAD) ? null : inner.head();
        }

        @Override
        public long first() {
            mayThrow(Method.FIRST);
            return inner.first();
        }

        @Override
        public void append(User sender, Draft draft, Outcome outcome) {
            mayThrow(Method.APPEND);
            inner.append(sender, draft, new Outcome() {
                @Override
                public void placed(Message message) {
                    tell(() -> outcome.placed(message));
                    again();
                }

                @Override
                public void repeated(long seq, long timeMillis) {
                    tell(() -> outcome.repeated(seq, timeMillis));
                    again();
                }

                @Override
                public void refused(Rejected why) {
                    tell(() -> outcome.refused(why));
                    again();
                }

                private void again() {
                    if (tellsTwice) {
                        tell(() -> outcome.refused(new Rejected(ErrorCode.INTERNAL, "Said twice.")));
                        tell(() -> outcome.repeated(1, 1));
                        throw gone();
                    }
                }
            });
        }

        @Override
        public CompletionStage<List<Message>> read(long after, int limit) {
            return answer(Method.READ, () -> {
                if (told == null) {
                    return inner.read(after, limit);
                }
                CompletableFuture<List<Message>> page = new CompletableFuture<>();
                inner.read(after, limit).thenAccept(read -> tell(() -> page.complete(read)));
                return page;
            });
        }

        @Override
        public CompletionStage<Void> reach(long seq) {
            return answer(Method.REACH, () -> inner.reach(seq));
        }

        @Override
        public CompletionStage<Void> keepFact(String key, @Nullable String value) {
            return answer(Method.KEEP_FACT, () -> inner.keepFact(key, value));
        }

        @Override
        public void signal(Signal signal) {
            mayThrow(Method.SIGNAL);
        }

        @Override
        public boolean isSpent() {
            mayThrow(Method.IS_SPENT);
            return true;
        }

        @Override
        public void close() {
            open--;
            mayThrow(Method.CLOSE_ROOM);
            inner.close();
        }
    }

    private final class RudeDirectory implements Directory {
        @Override
        public CompletionStage<@Nullable String> nameOf(String userId) {
            return answer(Method.NAME_OF, () -> CompletableFuture.completedFuture(null));
        }

        @Override
        public CompletionStage<Boolean> claim(String userId, String name, List<String> keys) {
            return answer(Method.CLAIM, () -> CompletableFuture.completedFuture(true));
        }

        @Override
        public void release(String userId, Collection<String> keys) {
            mayThrow(Method.RELEASE);
        }

        @Override
        public void onTakenOver(Consumer<String> listener) {}
    }

    /** Begins to keep what is to be told until {@link #tellNow}. */
    void hold() {
        told = new ArrayList<>();
    }

    /** Tells what was kept, on the thread that calls. */
    void tellNow() {
        List<Runnable> now = told == null ? List.of() : List.copyOf(told);
        if (told != null) {
            told.clear();
        }
        now.forEach(Runnable::run);
    }
}
