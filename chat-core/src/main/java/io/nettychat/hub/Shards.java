package io.nettychat.hub;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The shards of a hub: those of its own loops, and those of loops of the host that bring a connection. And what is done on
 * all of them. Any thread.
 */
final class Shards {
    private final Hub hub;
    private final byte[] sessionKey;
    private final Map<EventExecutor, Shard> byLoop = new ConcurrentHashMap<>();

    Shards(Hub hub, byte[] sessionKey) {
        this.hub = hub;
        this.sessionKey = sessionKey;
    }

    /** Returns the shard of a loop, which comes to be when there is none. */
    Shard of(EventExecutor loop) {
        return byLoop.computeIfAbsent(loop, key -> new Shard(hub, key, new SessionTokens(sessionKey)));
    }

    /** Returns the shards of some loops, in their order. */
    Shard[] of(Iterable<EventExecutor> loops) {
        List<Shard> shards = new ArrayList<>();
        for (EventExecutor loop : loops) {
            shards.add(of(loop));
        }
        return shards.toArray(Shard[]::new);
    }

    /** Returns all shards that there are, also those that come later. */
    Collection<Shard> all() {
        return byLoop.values();
    }

    /** Returns whether this is one of the loops. */
    boolean isOnLoop() {
        return byLoop.keySet().stream().anyMatch(EventExecutor::inEventLoop);
    }

    /** Puts together what each of some shards tells. */
    static <T> CompletionStage<List<T>> gather(
            Collection<Shard> shards, Function<Shard, CompletionStage<List<T>>> look) {
        CompletionStage<List<T>> all = CompletableFuture.completedFuture(List.of());
        for (Shard shard : shards) {
            all = all.thenCombine(look.apply(shard), (some, more) -> {
                List<T> both = new ArrayList<>(some);
                both.addAll(more);
                return both;
            });
        }
        return all.thenApply(List::copyOf);
    }

    /** Ends so many connections in batches, as {@link Hub#drain} says. Completes when all have been told. */
    CompletionStage<Void> drain(int connections, Duration within) {
        long millis = Drain.millis(connections, within);
        List<CompletableFuture<Void>> told = new ArrayList<>();
        int count = byLoop.size();
        for (Shard shard : byLoop.values()) {
            double share = (double) told.size() / count;
            told.add(onLoop(shard, done -> new Drain(shard, millis, share, done).begin()));
        }
        return CompletableFuture.allOf(told.toArray(CompletableFuture[]::new));
    }

    /** Releases what the shards hold. Completes when that is done. */
    CompletionStage<Void> close() {
        List<CompletableFuture<Void>> closed = new ArrayList<>();
        for (Shard shard : byLoop.values()) {
            closed.add(onLoop(shard, done -> {
                shard.close();
                done.complete(null);
            }));
        }
        return CompletableFuture.allOf(closed.toArray(CompletableFuture[]::new));
    }

    private static CompletableFuture<Void> onLoop(Shard shard, Consumer<CompletableFuture<Void>> task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            shard.loop().execute(() -> task.accept(done));
        } catch (RejectedExecutionException loopIsDown) {
            done.complete(null);
        }
        return done;
    }
}
