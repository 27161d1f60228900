package io.nettychat.hub;

import io.nettychat.model.CloseReason;
import io.nettychat.model.Rejected;
import io.nettychat.spi.Handshake;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How much one connection may send and ask for. Each WebSocket frame takes tokens of the {@code frames} bucket before it is
 * looked at, one for itself and one for each 4 KiB, and as many of those that all connections of its network share. When
 * there are none, the client is told, and the channel is not read until there are. Messages and requests have buckets of
 * their own, whose refusals are told with the time to wait. Who goes on regardless uses up the hub's patience.
 *
 * <p>Owned by the connection's loop. A part of the {@link Conversation} and not an object of its own, because there is one
 * for each connection, and most of them only listen.
 */
abstract class RateLimited {
    private static final int BYTES_PER_FRAME_SHIFT = 12;

    /** So many frames are taken from the network's bucket at once: it is written for one frame in so many. */
    private static final int NEIGHBORS_SHARE = 16;

    /** What a request for a page, a list or a room weighs for the network, in frames, beside its own. */
    private static final int REQUEST_FRAMES = 4;

    /** Who is this far ahead of what it may send does not stop by itself. */
    private static final long FLOOD_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** A second in which nothing is read is as bad as so many refusals: less than half a minute of it is a flood. */
    private static final int REFUSALS_PER_SECOND = 7;

    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(1);

    final Connection connection;
    final Shard shard;
    final Hub hub;

    /** Null when nothing is limited. */
    private final @Nullable Rates rates;

    /** The state of {@link Rates#frames}. */
    private long frames;

    private final Neighbors.@Nullable Neighborhood neighbors;
    /** How many frames have been taken from the network's bucket and not been used. */
    private int share;

    private long toldToWait;
    /** How long the frame at hand is. */
    private int frameBytes;
    /** Null while nothing is owed, and when there is no limit: most who are connected only listen. */
    private @Nullable Allowance allowance;

    RateLimited(Connection connection, Handshake handshake) {
        this.connection = connection;
        this.shard = connection.shard();
        this.hub = shard.hub();
        long now = shard.nanos();
        this.rates = hub.rates();
        this.frames = now;
        this.neighbors = hub.neighbors().enter(handshake.remote(), now);
        this.toldToWait = now - TELL_NANOS;
    }

    /** A frame of so many bytes is looked at now. */
    final void atHand(int bytes) {
        frameBytes = bytes;
    }

    /** Charges a frame of any kind; when there are too many, the channel is not read for a while. */
    final void chargeFrame(int bytes) {
        Rates mine = rates;
        if (mine == null) {
            return;
        }
        long now = shard.nanos();
        int cost = 1 + (bytes >> BYTES_PER_FRAME_SHIFT);
        long wait = mine.frames().waitFor(frames, now, cost);
        frames = mine.frames().taken(frames, now, cost);
        if (wait > 0) {
            slowDown(mine, now, wait, true);
            if (wait > FLOOD_NANOS) {
                connection.end(CloseReason.FLOOD);
            }
        }
        chargeNeighbors(mine, now, cost);
    }

    private void chargeNeighbors(Rates limited, long now, int cost) {
        Neighbors.Neighborhood all = neighbors;
        if (all != null && (share -= cost) < 0) {
            int more = NEIGHBORS_SHARE - share;
            share += more;
            long wait = all.frames.take(now, more);
            if (wait > 0) {
                slowDown(limited, now, wait, false);
            }
        }
    }

    /**
     * Stops reading for a while, and says so once a second.
     *
     * @param own whether that is its own doing, not that of others with the same address
     */
    private void slowDown(Rates limited, long now, long wait, boolean own) {
        connection.pace(wait);
        if (now - toldToWait >= TELL_NANOS && !connection.isOver()) {
            toldToWait = now;
            if (connection.channel().isWritable()) {
                connection.refuse(
                        null, null, Allowance.tooFast(wait, "You are sending too fast. You are heard again in %d s."));
            }
            int seconds = (int) Math.min((wait + TELL_NANOS - 1) / TELL_NANOS, 60);
            int refusals = REFUSALS_PER_SECOND * seconds;
            if (own && allowance(limited, now).losesPatience(now, refusals)) {
                connection.end(CloseReason.FLOOD);
            }
        }
    }

    /** Charges the message in the frame at hand to the rate limit. */
    final void chargeMessage() throws Rejected {
        if (rates != null) {
            long now = shard.nanos();
            try {
                allowance(rates, now).chargeMessage(now, frameBytes);
            } catch (Rejected tooFast) {
                loseAPatience(rates, now);
                throw tooFast;
            }
        }
    }

    /**
     * Charges what is answered at length or told to others to the rate limit.
     *
     * @param cost 1, or more for what is more work
     */
    final void chargeRequest(int cost) throws Rejected {
        if (rates != null) {
            long now = shard.nanos();
            chargeNeighbors(rates, now, cost * REQUEST_FRAMES);
            try {
                allowance(rates, now).chargeRequest(now, cost);
            } catch (Rejected tooFast) {
                loseAPatience(rates, now);
                throw tooFast;
            }
        }
    }

    private void loseAPatience(Rates limited, long now) {
        if (allowance(limited, now).losesPatience(now, 1)) {
            connection.end(CloseReason.FLOOD);
        }
    }

    /** Drops what says nothing any more: most who are connected only listen, and should not pay for what they once said. */
    final void forgetWhatIsRegained(long now) {
        if (allowance != null && allowance.owesNothing(now)) {
            allowance = null;
        }
    }

    private Allowance allowance(Rates limited, long now) {
        Allowance mine = allowance;
        if (mine == null) {
            mine = allowance = new Allowance(limited, now);
        }
        return mine;
    }

    /** The connection is closed, and no longer one of its network. */
    final void closed() {
        if (neighbors != null) {
            hub.neighbors().leave(neighbors, shard.nanos());
        }
    }

    /** Returns what the session has used up, null when it is nothing. */
    final Allowance.@Nullable Debt debt() {
        return allowance == null ? null : allowance.debt();
    }

    /** The session had another connection before, which used up so much. */
    final void inherit(Allowance.@Nullable Debt debt) {
        if (debt != null && rates != null) {
            long now = shard.nanos();
            allowance(rates, now).inherit(debt, now);
        }
    }
}
