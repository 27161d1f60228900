package io.nettychat.redis;

import io.nettychat.model.Message;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Reads what a node does not have in memory from the stream of a room. Owned by the home loop of the room. */
final class StreamReader {
    private final RedisLog redis;
    private final Replica replica;
    private final Executor home;
    private final List<String> keys;
    private final Runnable staleness;

    /**
     * Reads for a room.
     *
     * @param keys of the room: meta, log, texts
     * @param staleness is run when the log is found to be another one than the replica is of
     */
    StreamReader(RedisLog redis, Replica replica, Executor home, List<String> keys, Runnable staleness) {
        this.redis = redis;
        this.replica = replica;
        this.home = home;
        this.keys = keys;
        this.staleness = staleness;
    }

    /** Reads from this seq on, in order; completes on the home loop, and fails when another log stands there meanwhile. */
    CompletionStage<List<Message>> read(long from, long limit) {
        CompletableFuture<List<Message>> page = new CompletableFuture<>();
        String asked = replica.epoch();
        redis.link()
                .run(Script.READ, keys, List.of(Long.toString(from), Long.toString(limit)))
                .whenComplete((bytes, failure) -> home.execute(() -> {
                    try {
                        if (failure != null) {
                            throw new CompletionException(failure);
                        }
                        page.complete(pageOf(new Fields(bytes), asked));
                    } catch (RuntimeException e) {
                        page.completeExceptionally(e);
                    }
                }));
        return page;
    }

    private List<Message> pageOf(Fields in, String asked) {
        String epochNow = in.text();
        long oldest = in.number();
        List<Message> messages = Turn.messages(in, in.count());
        if (!epochNow.equals(asked) || !asked.equals(replica.epoch())) {
            staleness.run();
            throw new IllegalStateException("the log of a room began anew while it was read");
        }
        replica.forgetBefore(oldest);
        return messages;
    }
}
