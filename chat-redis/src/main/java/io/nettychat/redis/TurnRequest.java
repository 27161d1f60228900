package io.nettychat.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What a node wants of one turn. It is asked again as it is when the turn is not answered: nobody knows whether it was
 * taken.
 *
 * @param drafts to be placed, in this order
 * @param facts to be kept
 * @param rows to be told to the other nodes
 * @param reaching who wants to know where the log ends
 */
record TurnRequest(
        List<Drafts.Pending> drafts,
        List<Facts.Keeping> facts,
        List<Turn.Row> rows,
        List<CompletableFuture<Void>> reaching) {
    /** How many messages one turn brings at most. */
    private static final int PAGE = 200;

    /** A turn that only looks. */
    static final TurnRequest NOTHING = new TurnRequest(List.of(), List.of(), List.of(), List.of());

    private static final long NEVER_LATE = 9_000_000_000_000_000L;

    /**
     * Where a node is with a room.
     *
     * @param head the seq up to which it has the log, -1 when it has nothing of it
     * @param facts the version of the facts it knows
     * @param here the version of who is here that it knows
     */
    record Known(String epoch, long head, long facts, long here) {}

    /** Returns the keys of the room and one for each draft, by which a repeat is known. */
    List<String> keys(List<String> room) {
        List<String> keys = new ArrayList<>(room.size() + drafts.size());
        keys.addAll(room);
        drafts.forEach(pending -> keys.add(pending.key));
        return keys;
    }

    /** Returns the arguments in the order in which {@code turn.lua} reads them. */
    List<String> arguments(RedisLog redis, String channel, Known known) {
        Settings settings = redis.settings();
        List<String> out = new ArrayList<>(20 + 6 * drafts.size() + 4 * rows.size());
        out.add(redis.node());
        out.add(redis.link().publish());
        out.add(channel);
        out.add(known.epoch());
        out.add(Long.toString(known.head()));
        out.add(redis.newEpoch());
        out.add(Integer.toString(settings.history()));
        out.add(Long.toString(settings.ageMillis()));
        out.add(Long.toString(settings.historyBytes()));
        out.add(Long.toString(settings.roomMillis()));
        out.add(Long.toString(Settings.ID_MILLIS));
        out.add(Integer.toString(PAGE));
        out.add(Long.toString(known.facts()));
        out.add(Long.toString(known.here()));
        out.add(Integer.toString(drafts.size()));
        out.add(Integer.toString(facts.size()));
        out.add(Integer.toString(rows.size()));
        addDrafts(out, redis.redisMillis());
        for (Facts.Keeping keeping : facts) {
            String value = keeping.fact().value();
            out.add(keeping.fact().key());
            out.add(value == null ? "0" : "1");
            out.add(value == null ? "" : value);
        }
        for (Turn.Row row : rows) {
            out.add(String.valueOf(row.kind()));
            out.add(row.node());
            out.add(row.user().id());
            out.add(row.user().name());
        }
        return out;
    }

    private void addDrafts(List<String> out, long redisMillis) {
        long now = System.nanoTime();
        for (Drafts.Pending pending : drafts) {
            String id = pending.draft.id();
            long left = TimeUnit.NANOSECONDS.toMillis(pending.deadline - now);
            out.add(pending.sender.id());
            out.add(pending.sender.name());
            out.add(pending.draft.text());
            out.add(id == null ? "" : id);
            out.add(Long.toString(pending.draft.deletes()));
            out.add(Long.toString(id == null ? NEVER_LATE : redisMillis + left));
        }
    }
}
