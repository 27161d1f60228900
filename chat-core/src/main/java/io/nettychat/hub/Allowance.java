package io.nettychat.hub;

import io.nettychat.model.ErrorCode;
import io.nettychat.model.Limits;
import io.nettychat.model.Rejected;
import java.util.concurrent.TimeUnit;

/**
 * How much a session may say now, and how often it may still be told to wait. It goes with the session from one connection
 * to the next as a {@link Debt}, so that coming back refills nothing. Owned by the connection's loop.
 */
final class Allowance {
    /** So many refusals at once, and one a second, are forgiven. */
    private static final int PATIENCE = 100;

    private final TokenBucket messages;
    private final TokenBucket patience;

    /** What a session has used up: when, on the monotonic clock, its buckets would be full again. */
    record Debt(long messages, long patience) {}

    /** @param limits with a rate of more than 0 */
    Allowance(Limits limits, long now) {
        messages = new TokenBucket(limits.burst(), limits.rate(), now);
        patience = new TokenBucket(PATIENCE, 1, now);
    }

    /** Charges one message. Throws when it may not be said now. */
    void charge(long now) throws Rejected {
        long wait = messages.take(now);
        if (wait == 0) {
            return;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(wait) + 1;
        throw new Rejected(
                ErrorCode.RATE_LIMITED,
                "You are sending too fast. Wait " + (millis + 999) / 1000 + " s and send it again.",
                millis);
    }

    /** Counts a refusal. Returns whether there have been too many. */
    boolean losesPatience(long now) {
        return patience.take(now) > 0;
    }

    Debt debt() {
        return new Debt(messages.due(), patience.due());
    }

    void inherit(Debt debt, long now) {
        messages.owe(debt.messages(), now);
        patience.owe(debt.patience(), now);
    }
}
