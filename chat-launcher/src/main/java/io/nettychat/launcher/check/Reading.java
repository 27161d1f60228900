package io.nettychat.launcher.check;

import io.nettychat.launcher.check.Broken.Promise;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How far one client has read, over all its connections: finds holes that nobody announced, and what came twice. */
final class Reading {
    /** How large a hole is remembered, to tell what came late from what came twice. */
    private static final int REMEMBERED = 10_000;

    private final String who;
    private final Verdict verdict;
    private final Set<Long> missing = new HashSet<>();

    private @Nullable String epoch;
    /** The seq that must come next; 0 while the first message after a new beginning is awaited. */
    private long next;
    /** No message up to here may come any more. */
    private long floor;
    /** The last seq of the log at the last join. */
    private long head;

    Reading(String who, Verdict verdict) {
        this.who = who;
        this.verdict = verdict;
    }

    /** What came of a join. */
    enum Outcome {
        FRESH,
        RESUMED,
        GAP,
        NEW_EPOCH
    }

    /** The epoch of the log being read, null before the first join. */
    @Nullable
    String epoch() {
        return epoch;
    }

    /** The last seq that was read: where to go on after. */
    long since() {
        return next == 0 ? floor : next - 1;
    }

    /** The last seq that there was at the last join. */
    long head() {
        return head;
    }

    /** Whether all that there was at the last join has come. */
    boolean isThere() {
        return next > head;
    }

    /** A join was answered; its messages follow through {@link #message}, then {@link #endOfJoin}. */
    Outcome joined(String how, String lifeNow, long headNow, long first) {
        String before = epoch;
        head = headNow;
        if (before == null) {
            begin(lifeNow, 0);
            return Outcome.FRESH;
        }
        if (!before.equals(lifeNow)) {
            if (how.equals("resumed")) {
                verdict.broken(
                        Promise.HOLES_ANNOUNCED,
                        lifeNow,
                        0,
                        null,
                        who,
                        "asked to go on in epoch " + before + ", told \"resumed\" in another one");
            }
            begin(lifeNow, 0);
            return Outcome.NEW_EPOCH;
        }
        long since = since();
        if (headNow < since) {
            verdict.broken(
                    Promise.NOT_LOST,
                    epoch,
                    since,
                    null,
                    who,
                    "was sent seq " + since + ", but after coming back the log ends at seq " + headNow);
            begin(lifeNow, headNow);
            return Outcome.GAP;
        }
        if (how.equals("resumed")) {
            return Outcome.RESUMED;
        }
        if (how.equals("gap") && since >= first - 1) {
            verdict.broken(
                    Promise.RESUMED,
                    epoch,
                    since,
                    null,
                    who,
                    "asked to go on after seq " + since + ", told \"gap\", although the log holds seqs " + first
                            + " to " + headNow);
        } else if (!how.equals("gap")) {
            verdict.broken(
                    Promise.HOLES_ANNOUNCED,
                    epoch,
                    since,
                    null,
                    who,
                    "asked to go on after seq " + since + ", told \"" + how + "\": neither resumed nor a gap");
        }
        begin(lifeNow, how.equals("gap") ? since : 0);
        return Outcome.GAP;
    }

    private void begin(String lifeNow, long above) {
        epoch = lifeNow;
        next = 0;
        floor = above;
        missing.clear();
    }

    /** All messages that the join's answer carried have been read. */
    void endOfJoin() {
        if (next == 0) {
            next = head + 1;
        }
    }

    /** A message was delivered. */
    void message(Said said) {
        long seq = said.seq();
        if (next == 0 && seq > floor && seq <= head) {
            next = seq; // the newest ones begin here; what is before them was announced by the answer
        }
        long expected = next == 0 ? seq <= floor ? floor + 1 : head + 1 : next;
        if (seq < expected) {
            if (missing.remove(seq)) {
                verdict.broken(
                        Promise.ONE_ORDER, epoch, seq, said.id(), who, "seq " + seq + " came after seq " + since());
            } else {
                verdict.broken(Promise.NOT_DOUBLED, epoch, seq, said.id(), who, "seq " + seq + " was delivered twice");
            }
            return;
        }
        if (seq > expected) {
            hole(expected, seq - 1, "seq " + seq);
        }
        next = seq + 1;
    }

    private void hole(long from, long to, String before) {
        verdict.broken(
                Promise.HOLES_ANNOUNCED,
                epoch,
                from,
                null,
                who,
                (from == to ? "seq " + from + " is" : "seqs " + from + " to " + to + " are") + " missing before "
                        + before + ", and no gap was announced");
        for (long seq = from; seq <= to && missing.size() < REMEMBERED; seq++) {
            missing.add(seq);
        }
    }

    /** A gap was announced. Returns how many messages it hides. */
    long gap(long from, long to) {
        if (from > next) {
            hole(next, from - 1, "the gap from seq " + from);
        } else if (from < 1 || to < from || from < next) {
            verdict.broken(
                    Promise.HOLES_ANNOUNCED,
                    epoch,
                    from,
                    null,
                    who,
                    "a gap from seq " + from + " to seq " + to + " was announced where seq " + next + " comes next");
        }
        next = Math.max(next, to + 1);
        return Math.max(0, to - from + 1);
    }
}
