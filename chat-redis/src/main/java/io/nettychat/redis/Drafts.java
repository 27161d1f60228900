package io.nettychat.redis;

import io.nettychat.model.Draft;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Message;
import io.nettychat.model.Rejected;
import io.nettychat.model.User;
import io.nettychat.spi.RoomLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The drafts of a room on their way: first in a queue, then in a turn, then settled until the tail has been handed what
 * they became. One order from end to end, so that nobody's messages overtake each other. Owned by the home loop.
 *
 * <p>A draft whose turn was not answered may be in the log or not. It is tried again with the same id, so that it is there
 * once. When that takes longer than patience lasts, its sender is told to send it again, with the same id too; a draft
 * without one cannot be sent again by anybody else and is tried until it is known what became of it. Redis takes no draft
 * after its deadline, so that what was refused does not turn up later.
 */
final class Drafts {
    /** How many drafts go along in one turn, and how many characters. */
    private static final int MOST = 128;

    private static final int MOST_CHARS = 128 * 1024;
    /** How many may wait; a room that has more refuses. */
    private static final int MOST_WAITING = 20_000;

    private final ArrayDeque<Pending> queue = new ArrayDeque<>();
    private final ArrayDeque<Settled> settled = new ArrayDeque<>();

    /** A draft on its way. */
    static final class Pending {
        final User sender;
        final Draft draft;
        final RoomLog.Outcome outcome;
        /** By which Redis knows a repeat. */
        final String key;
        /** On the monotonic clock. */
        final long deadline;
        /** The last seq when it came: who finds it behind that has placed it with this very draft. */
        final long headBefore;

        boolean sent;

        Pending(User sender, Draft draft, RoomLog.Outcome outcome, String key, long deadline, long headBefore) {
            this.sender = sender;
            this.draft = draft;
            this.outcome = outcome;
            this.key = key;
            this.deadline = deadline;
            this.headBefore = headBefore;
        }

        boolean mayBeRefused() {
            return !sent || draft.id() != null;
        }

        Message at(long seq, long time) {
            return new Message(seq, time, sender, draft.text(), draft.id(), draft.deletes());
        }
    }

    private record Settled(Pending pending, long seq, Runnable tell) {}

    boolean isEmpty() {
        return queue.isEmpty() && settled.isEmpty();
    }

    boolean isWaiting() {
        return !queue.isEmpty();
    }

    boolean isFull() {
        return queue.size() >= MOST_WAITING;
    }

    void add(Pending pending) {
        queue.add(pending);
    }

    /** Returns what goes along in the next turn; it stays in the queue until it is settled. */
    List<Pending> batch() {
        List<Pending> batch = new ArrayList<>(Math.min(MOST, queue.size()));
        int chars = 0;
        for (Pending pending : queue) {
            chars += pending.draft.text().length();
            if (batch.size() == MOST || (chars > MOST_CHARS && !batch.isEmpty())) {
                break;
            }
            batch.add(pending);
        }
        return batch;
    }

    /** A turn was not answered: nobody knows what became of what went along. */
    static void unanswered(List<Pending> batch) {
        batch.forEach(pending -> pending.sent = true);
    }

    /**
     * The first of the queue has been decided.
     *
     * @param placed is given the message when the draft has its place
     */
    void decided(Turn.Result result, List<Message> placed) {
        Pending pending = queue.remove();
        RoomLog.Outcome outcome = pending.outcome;
        boolean own =
                result.kind() == 'P' || (result.kind() == 'R' && pending.sent && result.seq() > pending.headBefore);
        if (own) {
            Message message = pending.at(result.seq(), result.time());
            placed.add(message);
            settled.add(new Settled(pending, result.seq(), () -> outcome.placed(message)));
        } else if (result.kind() == 'R') {
            settled.add(new Settled(pending, result.seq(), () -> outcome.repeated(result.seq(), result.time())));
        } else if (result.kind() == 'N') {
            Rejected why =
                    new Rejected(ErrorCode.BAD_FRAME, "There is no message " + pending.draft.deletes() + " here.");
            settled.add(new Settled(pending, 0, () -> outcome.refused(why)));
        } else {
            settled.add(new Settled(pending, 0, () -> outcome.refused(away())));
        }
    }

    /** Tells what is settled, up to the seq that the tail has been handed. */
    void tell(long head) {
        while (!settled.isEmpty() && settled.element().seq() <= head) {
            settled.remove().tell().run();
        }
    }

    /** The log began anew: what was placed in the old one, and nobody was told of, is said in the new one. */
    void beginAnew(long deadline) {
        List<Settled> untold = new ArrayList<>(settled);
        settled.clear();
        for (int i = untold.size() - 1; i >= 0; i--) {
            Pending old = untold.get(i).pending();
            if (untold.get(i).seq() == 0) {
                untold.get(i).tell().run();
            } else {
                queue.addFirst(new Pending(old.sender, old.draft, old.outcome, old.key, deadline, 0));
            }
        }
    }

    /** Refuses what may be refused when the first of it has waited too long: then all, so that nothing overtakes it. */
    void refuseImpatient(long now, boolean all) {
        boolean late = all;
        for (Pending pending : queue) {
            late |= pending.mayBeRefused() && now - pending.deadline >= 0;
        }
        if (late) {
            refuseAll(false);
        }
    }

    /** Refuses what waits; {@code evenUnknown} also what may be in the log, whose sender nobody will tell. */
    void refuseAll(boolean evenUnknown) {
        List<Pending> refused = new ArrayList<>();
        for (Iterator<Pending> all = queue.iterator(); all.hasNext(); ) {
            Pending pending = all.next();
            if (evenUnknown || pending.mayBeRefused()) {
                all.remove();
                refused.add(pending);
            }
        }
        refused.forEach(pending -> pending.outcome.refused(away()));
    }

    /** Returns what a sender is told while Redis is away. */
    static Rejected away() {
        return new Rejected(
                ErrorCode.INTERNAL,
                "Messages cannot be kept at the moment. Send it again in a moment.",
                1_000 + ThreadLocalRandom.current().nextInt(1_000));
    }
}
