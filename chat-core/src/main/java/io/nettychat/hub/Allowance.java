package io.nettychat.hub;

import io.nettychat.model.ErrorCode;
import io.nettychat.model.Rejected;
import java.util.concurrent.TimeUnit;

/**
 * How much a session may say and ask for now, and how often it may still be told to wait. It goes with the session from
 * one connection to the next as a {@link Debt}, so that coming back refills nothing. Owned by the connection's loop.
 */
final class Allowance {
    private final Rates rates;
    private long messages;
    private long bytes;
    private long requests;
    private long patience;

    /** What a session has used up: when, on the monotonic clock, its buckets would be full again. */
    record Debt(long messages, long bytes, long requests, long patience) {}

    Allowance(Rates rates, long now) {
        this.rates = rates;
        this.messages = now;
        this.bytes = now;
        this.requests = now;
        this.patience = now;
    }

    /** Charges one message of so many bytes. Throws when it may not be said now. */
    void chargeMessage(long now, int size) throws Rejected {
        int length = Math.max(1, size);
        long wait = rates.messages().waitFor(messages, now, 1);
        if (wait == 0) {
            wait = rates.bytes().waitFor(bytes, now, length);
        }
        if (wait > 0) {
            throw tooFast(wait, "You are sending too fast. Wait %d s and send it again.");
        }
        messages = rates.messages().taken(messages, now, 1);
        bytes = rates.bytes().taken(bytes, now, length);
    }

    /** Charges a request that is answered at length, or told to others. Throws when it may not be made now. */
    void chargeRequest(long now, int cost) throws Rejected {
        long wait = rates.requests().waitFor(requests, now, cost);
        if (wait > 0) {
            throw tooFast(wait, "You are asking too often. Wait %d s and ask again.");
        }
        requests = rates.requests().taken(requests, now, cost);
    }

    static Rejected tooFast(long waitNanos, String sentence) {
        long millis = TimeUnit.NANOSECONDS.toMillis(waitNanos) + 1;
        return new Rejected(ErrorCode.RATE_LIMITED, String.format(sentence, (millis + 999) / 1000), millis);
    }

    /** Counts a refusal, or something as bad as several. Returns whether there have been too many. */
    boolean losesPatience(long now, int refusals) {
        if (rates.patience().waitFor(patience, now, refusals) > 0) {
            return true;
        }
        patience = rates.patience().taken(patience, now, refusals);
        return false;
    }

    /** Returns whether what was said has been regained: nothing of it would be missed. */
    boolean mayForgetMessages(long now) {
        return messages - now <= 0 && bytes - now <= 0;
    }

    /** Returns whether everything has been regained: a new one would be the same. */
    boolean owesNothing(long now) {
        return mayForgetMessages(now) && requests - now <= 0 && patience - now <= 0;
    }

    Debt debt() {
        return new Debt(messages, bytes, requests, patience);
    }

    void inherit(Debt debt, long now) {
        messages = Rate.owing(messages, debt.messages(), now);
        bytes = Rate.owing(bytes, debt.bytes(), now);
        requests = Rate.owing(requests, debt.requests(), now);
        patience = Rate.owing(patience, debt.patience(), now);
    }
}
