package io.nettychat.hub;

import io.netty.util.concurrent.Ticker;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Limits;
import io.nettychat.model.Rejected;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds those for whom a host speaks to the rate of a session. {@link RoomHandle#publish} asks nobody how often it is
 * called; a host that lets others speak through it, such as an API for scripts, charges each message here first.
 *
 * <p>A speaker that has been quiet for some seconds is forgotten, so that what is kept is bounded by what was said in them.
 * Safe for use by several threads.
 */
public final class SpeakerLimits {
    /** So many speakers at once are told apart; each takes some 300 bytes. */
    static final int MOST = 10_000;

    /** Null when nothing is limited. */
    private final @Nullable Rates rates;

    private final Ticker ticker;

    /** In the order in which they spoke last. Guarded by itself. */
    private final Map<Object, Allowance> speakers = new LinkedHashMap<>(16, 0.75f, true);

    SpeakerLimits(Limits limits, Ticker ticker) {
        this.rates = Rates.of(limits);
        this.ticker = ticker;
    }

    /**
     * Charges one message. Does nothing when the hub has no rate limit.
     *
     * @param speaker who says it; who is equal has one rate together
     * @param bytes how much is said
     * @throws Rejected with {@link ErrorCode#RATE_LIMITED} when it may not be said now; tells how long to wait
     */
    public void charge(Object speaker, int bytes) throws Rejected {
        if (rates == null) {
            return;
        }
        long now = ticker.nanoTime();
        synchronized (speakers) {
            Allowance allowance = speakers.get(speaker);
            if (allowance == null) {
                forgetTheQuiet(now);
                if (speakers.size() >= MOST) {
                    throw new Rejected(
                            ErrorCode.RATE_LIMITED, "Too many are speaking at once. Try again in a second.", 1_000);
                }
                allowance = new Allowance(rates, now);
                speakers.put(speaker, allowance);
            }
            allowance.chargeMessage(now, bytes);
        }
    }

    /** Who is still owing keeps those alive who spoke later, for some seconds at most. */
    private void forgetTheQuiet(long now) {
        Iterator<Allowance> oldest = speakers.values().iterator();
        while (oldest.hasNext() && oldest.next().mayForgetMessages(now)) {
            oldest.remove();
        }
    }
}
