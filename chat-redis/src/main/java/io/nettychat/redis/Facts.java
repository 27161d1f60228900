package io.nettychat.redis;

import io.nettychat.spi.RoomLog;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a room as one node knows them, and those it wants kept. Redis counts a version up with every change, so
 * that a node finds out that it lacks one. Owned by the home loop of the room.
 */
final class Facts {
    private static final long UNKNOWN = -1;

    private final RoomLog.Tail tail;
    private final Map<String, String> known = new HashMap<>(0);
    private final ArrayDeque<Keeping> waiting = new ArrayDeque<>(0);
    private long version = UNKNOWN;

    /** A fact on its way. */
    record Keeping(Turn.Fact fact, CompletableFuture<Void> kept) {}

    Facts(RoomLog.Tail tail) {
        this.tail = tail;
    }

    long version() {
        return version;
    }

    /** Puts a fact in line for the next turn; {@code value} is null when it is to be forgotten. */
    CompletionStage<Void> keep(String key, @Nullable String value) {
        Keeping keeping = new Keeping(new Turn.Fact(key, value), new CompletableFuture<>());
        waiting.add(keeping);
        return keeping.kept();
    }

    boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /** Returns what goes along in the next turn; it waits until that is answered. */
    List<Keeping> batch() {
        return List.copyOf(waiting);
    }

    /** What waits is not kept. */
    void refuseAll() {
        List<Keeping> refused = List.copyOf(waiting);
        waiting.clear();
        refused.forEach(keeping -> keeping.kept().completeExceptionally(Drafts.away()));
    }

    /** The log is another one than it was, and what went along was not kept in it. */
    void restart(Turn.Answer answer) {
        version = UNKNOWN;
        take(answer, List.of());
    }

    /** A turn was answered, and what went along is kept. */
    void answered(Turn.Answer answer, List<Keeping> kept) {
        take(answer, kept);
        kept.forEach(keeping -> {
            waiting.remove(keeping);
            keeping.kept().complete(null);
        });
    }

    private void take(Turn.Answer answer, List<Keeping> kept) {
        Turn.Versions versions = answer.factsVersions();
        Map<String, String> all = answer.facts();
        if (all != null && versions.after() == 0 && !known.isEmpty()) {
            // Redis has lost them, and whoever was banned is not to profit from it.
            version = 0;
            known.forEach(this::keep);
        } else if (all != null && (versions.after() >= version || !kept.isEmpty())) {
            version = versions.after();
            for (String key : List.copyOf(known.keySet())) {
                if (!all.containsKey(key)) {
                    change(new Turn.Fact(key, null));
                }
            }
            all.forEach((key, value) -> change(new Turn.Fact(key, value)));
        } else if (all == null && versions.before() == version) {
            kept.forEach(keeping -> change(keeping.fact()));
            version = versions.after();
        }
    }

    /** Takes what was published; returns whether this node lacks what was changed before. */
    boolean heard(Turn.News news) {
        Turn.Versions versions = news.factsVersions();
        if (versions.before() == version) {
            news.facts().forEach(this::change);
            version = versions.after();
        }
        return versions.after() > version;
    }

    private void change(Turn.Fact fact) {
        String value = fact.value();
        String before = value == null ? known.remove(fact.key()) : known.put(fact.key(), value);
        if (value == null ? before != null : !value.equals(before)) {
            tail.factChanged(fact.key(), value);
        }
    }
}
