package io.nettychat.hub;

import io.nettychat.model.ErrorCode;
import io.nettychat.model.Limits;
import io.nettychat.model.Rejected;
import java.util.concurrent.TimeUnit;

/**
 * How much a session may say and ask for now, and how often it may still be told to wait. It goes with the session from
 * one connection to the next as a {@link Debt}, so that coming back refills nothing. Owned by the connection's loop.
 */
final class Allowance {
    /** So many refusals at once, and one a second, are forgiven. */
    private static final int PATIENCE = 100;

    private static final int BYTES_BURST_SECONDS = 8;
    private static final int REQUESTS_BURST_SECONDS = 10;

    private final TokenBucket messages;
    private final TokenBucket bytes;
    private final TokenBucket requests;
    private final TokenBucket patience;

    /** What a session has used up: when, on the monotonic clock, its buckets would be full again. */
    record Debt(long messages, long bytes, long requests, long patience) {}

    /** @param limits with a rate of more than 0 */
    Allowance(Limits limits, long now) {
        messages = new TokenBucket(limits.burst(), limits.rate(), now);
        // The longest text and a return to all rooms at once must be possible, whatever the rates are.
        bytes = new TokenBucket(
                Math.max(limits.textBytes(), burst(limits.byteRate(), BYTES_BURST_SECONDS)), limits.byteRate(), now);
        requests = new TokenBucket(
                Math.max(2L * limits.rooms(), burst(limits.requestRate(), REQUESTS_BURST_SECONDS)),
                limits.requestRate(),
                now);
        patience = new TokenBucket(PATIENCE, 1, now);
    }

    private static long burst(int rate, int seconds) {
        return (long) rate * seconds;
    }

    /** Charges one message of so many bytes. Throws when it may not be said now. */
    void chargeMessage(long now, int size) throws Rejected {
        long wait = messages.waitFor(now, 1);
        if (wait == 0) {
            wait = bytes.take(now, Math.max(1, size));
        }
        if (wait > 0) {
            throw tooFast(wait, "You are sending too fast. Wait %d s and send it again.");
        }
        messages.take(now, 1);
    }

    /** Charges a request that is answered at length, or told to others. Throws when it may not be made now. */
    void chargeRequest(long now, int cost) throws Rejected {
        long wait = requests.take(now, cost);
        if (wait > 0) {
            throw tooFast(wait, "You are asking too often. Wait %d s and ask again.");
        }
    }

    static Rejected tooFast(long waitNanos, String sentence) {
        long millis = TimeUnit.NANOSECONDS.toMillis(waitNanos) + 1;
        return new Rejected(ErrorCode.RATE_LIMITED, String.format(sentence, (millis + 999) / 1000), millis);
    }

    /** Counts a refusal, or something as bad as several. Returns whether there have been too many. */
    boolean losesPatience(long now, int refusals) {
        return patience.take(now, refusals) > 0;
    }

    Debt debt() {
        return new Debt(messages.due(), bytes.due(), requests.due(), patience.due());
    }

    void inherit(Debt debt, long now) {
        messages.owe(debt.messages(), now);
        bytes.owe(debt.bytes(), now);
        requests.owe(debt.requests(), now);
        patience.owe(debt.patience(), now);
    }
}
