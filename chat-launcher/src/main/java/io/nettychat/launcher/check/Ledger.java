package io.nettychat.launcher.check;

import io.nettychat.launcher.check.Broken.Promise;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What all clients together know of the room's log, by epoch: which message stands at which seq. Finds messages that
 * stand elsewhere for somebody else, twice, changed, or nowhere although they were acknowledged.
 */
final class Ledger {
    private final Verdict verdict;
    private final Function<String, @Nullable String> textOf;
    private final Map<String, Epoch> epochs = new HashMap<>();
    private final Set<String> everywhere = new HashSet<>();

    /** @param textOf what was said under an id, null when it was not said by a client of this check */
    Ledger(Verdict verdict, Function<String, @Nullable String> textOf) {
        this.verdict = verdict;
        this.textOf = textOf;
    }

    private static final class Epoch {
        final Map<Long, Said> log = new HashMap<>();
        final Map<Long, String> firstSeenBy = new HashMap<>();
        final Map<String, Long> seqs = new HashMap<>();
        final Map<String, Long> acknowledged = new HashMap<>();
        long head;
    }

    private Epoch epoch(String epoch) {
        return epochs.computeIfAbsent(epoch, key -> new Epoch());
    }

    /** Somebody was sent a message, live, in a join or in a page of history. */
    void seen(String epoch, Said said, String who) {
        Epoch life = epoch(epoch);
        life.head = Math.max(life.head, said.seq());
        Said known = life.log.putIfAbsent(said.seq(), said);
        if (known == null) {
            life.firstSeenBy.put(said.seq(), who);
            check(epoch, life, said, who);
        } else if (!known.equals(said)) {
            verdict.broken(
                    Promise.ONE_ORDER,
                    epoch,
                    said.seq(),
                    said.id(),
                    who,
                    "seq " + said.seq() + " is " + said + " here, but " + known + " for "
                            + life.firstSeenBy.get(said.seq())
                            + (java.util.Objects.equals(known.id(), said.id()) ? ", and they differ" : ""));
        }
    }

    private void check(String epoch, Epoch life, Said said, String who) {
        String id = said.id();
        if (id == null) {
            return;
        }
        String text = textOf.apply(id);
        // Ids belong to their users; those of this check are unique.
        Long other = life.seqs.putIfAbsent(text == null ? said.user() + " " + id : id, said.seq());
        if (other != null) {
            verdict.broken(
                    Promise.NOT_DOUBLED,
                    epoch,
                    said.seq(),
                    id,
                    who,
                    said + " stands in the log twice, at seq " + other + " and seq " + said.seq());
        }
        if (text != null) {
            everywhere.add(id);
            if (!text.equals(said.text())) {
                verdict.broken(Promise.ONE_ORDER, epoch, said.seq(), id, who, "the text is not the one that was said");
            }
        }
    }

    /**
     * The server told a client that its message has its place.
     *
     * @param epoch null when the client could not know
     */
    void acknowledged(@Nullable String epoch, long seq, String id, String who) {
        if (epoch == null) {
            return;
        }
        Long before = epoch(epoch).acknowledged.putIfAbsent(id, seq);
        if (before != null && before != seq) {
            verdict.broken(
                    Promise.NOT_DOUBLED,
                    epoch,
                    seq,
                    id,
                    who,
                    "acknowledged as seq " + seq + ", and as seq " + before + " before");
        }
    }

    /** Returns the last seq that anybody was sent in an epoch. */
    long head(String epoch) {
        Epoch life = epochs.get(epoch);
        return life == null ? 0 : life.head;
    }

    /** Returns the message that anybody was sent at a seq, null when nobody was. */
    @Nullable
    Said at(String epoch, long seq) {
        Epoch life = epochs.get(epoch);
        return life == null ? null : life.log.get(seq);
    }

    /** Returns whether anybody was ever sent this message. */
    boolean contains(String id) {
        return everywhere.contains(id);
    }

    int epochs() {
        return epochs.size();
    }

    /**
     * At the end: is every acknowledged message where it was said to be?
     *
     * @param whole the epochs that somebody followed to their end; of one that ended with its server, nobody can tell
     *     whether what nobody was sent any more was in the log
     */
    void settle(Set<String> whole) {
        epochs.forEach((epoch, life) -> life.acknowledged.forEach((id, seq) -> {
            Said said = life.log.get(seq);
            if (said == null) {
                if (whole.contains(epoch)) {
                    verdict.broken(
                            Promise.NOT_LOST, epoch, seq, id, "everybody", "acknowledged as seq " + seq + ", and gone");
                }
            } else if (!id.equals(said.id())) {
                verdict.broken(
                        Promise.NOT_LOST,
                        epoch,
                        seq,
                        id,
                        "everybody",
                        "acknowledged as seq " + seq + ", where " + said + " stands");
            }
        }));
    }
}
