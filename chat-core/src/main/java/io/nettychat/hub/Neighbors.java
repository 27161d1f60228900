package io.nettychat.hub;

import io.nettychat.model.Limits;
import io.nettychat.model.Network;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one network may send together. The table holds a network while it has connections, and after
 * that only until its bucket is full again, which takes some seconds at most; a network that comes back then has lost
 * nothing. Any thread.
 */
final class Neighbors {
    private static final int BURST_SECONDS = 10;

    private final Map<Network, Neighborhood> byNetwork = new ConcurrentHashMap<>();
    private final Shard home;
    private final int rate;

    /** All connections of one network. The count is changed in the table's own critical section only. */
    static final class Neighborhood {
        private final Network network;
        private int connections;
        final SharedBucket frames;

        Neighborhood(Network network, SharedBucket frames) {
            this.network = network;
            this.frames = frames;
        }
    }

    /** @param home whose loop looks after the table */
    Neighbors(Shard home, Limits limits) {
        this.home = home;
        this.rate = limits.rate() == 0 ? 0 : limits.addressRate();
    }

    /** A connection opens. Returns null when it is counted with nobody. */
    @Nullable
    Neighborhood enter(@Nullable SocketAddress remote, long now) {
        Network network = rate == 0 ? null : Network.of(remote);
        if (network == null || network.local()) {
            return null;
        }
        return byNetwork.compute(network, (key, known) -> {
            Neighborhood entered = known != null
                    ? known
                    : new Neighborhood(key, new SharedBucket((long) rate * BURST_SECONDS, rate, now));
            entered.connections++;
            return entered;
        });
    }

    /** A connection is closed. */
    void leave(Neighborhood left, long now) {
        byNetwork.computeIfPresent(left.network, (key, known) -> {
            known.connections--;
            return isSpent(known, now) ? null : known;
        });
        long debt = left.frames.debt(now);
        if (debt > 0) {
            home.loop().schedule(() -> forget(left), debt, TimeUnit.NANOSECONDS);
        }
    }

    private void forget(Neighborhood left) {
        long now = home.nanos();
        byNetwork.computeIfPresent(left.network, (key, known) -> isSpent(known, now) ? null : known);
    }

    private static boolean isSpent(Neighborhood known, long now) {
        return known.connections == 0 && known.frames.debt(now) == 0;
    }

    int size() {
        return byNetwork.size();
    }
}
