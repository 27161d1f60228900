package io.nettychat.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.nettychat.model.Limits;
import io.nettychat.model.Network;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts WebSocket connections, in total and for each {@link Network}, and how fast those of one network come, and lets no
 * more in than are allowed. May be used from any thread.
 *
 * <p>The table of networks holds those with connections, of which there are no more than allowed, and those that came
 * lately: a handshake is remembered for as long as its token takes to come back, and who is forgotten has lost nothing.
 * The forgotten are swept out once a second at most.
 */
final class Admission {
    private static final int RETRY_SECONDS = 10;
    private static final int BURST_SECONDS = 20;
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int total;
    private final int perAddress;
    private final long nanosPerHandshake;
    private final BooleanSupplier welcome;
    private final LongSupplier clock;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<Network, Guests> byNetwork = new ConcurrentHashMap<>();
    private final AtomicLong swept;
    private final ChannelFutureListener leave = future -> leave(future.channel());
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile boolean draining;

    /** Those who come from one network. Changed in the table's own critical section only. */
    private final class Guests {
        int connections;
        /** When, on the monotonic clock, the bucket of handshakes will be full again. */
        long due;

        Guests(long due) {
            this.due = due;
        }

        boolean take(long now) {
            long start = due - now > 0 ? due : now;
            if (start - now > TimeUnit.SECONDS.toNanos(BURST_SECONDS)) {
                return false;
            }
            due = start + nanosPerHandshake;
            return true;
        }

        boolean isForgotten(long now) {
            return connections == 0 && due - now <= 0;
        }
    }

    /** What became of a handshake. */
    private enum Answer {
        IN,
        TOO_MANY,
        TOO_FAST
    }

    /**
     * @param total how many connections at once, 0 for any number
     * @param perAddress how many connections at once from one network, 0 for any number
     * @param handshakes how many handshakes a second from one network in the long run, 0 for any number
     * @param welcome whether whatever stands behind takes new connections at all
     * @param clock monotonic nanoseconds
     */
    Admission(int total, int perAddress, int handshakes, BooleanSupplier welcome, LongSupplier clock) {
        this.total = total;
        this.perAddress = perAddress;
        this.nanosPerHandshake = handshakes == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / handshakes;
        this.welcome = welcome;
        this.clock = clock;
        this.swept = new AtomicLong(clock.getAsLong());
    }

    /** With the rate of handshakes that the engine's limits allow. */
    Admission(int total, int perAddress, Limits limits, BooleanSupplier welcome) {
        this(total, perAddress, limits.rate() == 0 ? 0 : limits.handshakeRate(), welcome, System::nanoTime);
    }

    /**
     * Lets a connection in, and out again when its channel closes.
     *
     * @return why it may not come in, null when it is in
     */
    @Nullable
    HttpRefusal enter(Channel channel) {
        if (isDraining()) {
            return new HttpRefusal(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "The server is going down. Come back in a moment.",
                    retryAfter());
        }
        int now = open.incrementAndGet();
        if (total > 0 && now > total) {
            left();
            return new HttpRefusal(
                    HttpResponseStatus.SERVICE_UNAVAILABLE, "The server is full. Come back later.", retryAfter());
        }
        Network network = network(Client.addressOf(channel));
        Answer answer = network == null ? Answer.IN : enter(network);
        if (answer != Answer.IN) {
            left();
            return new HttpRefusal(
                    HttpResponseStatus.TOO_MANY_REQUESTS,
                    answer == Answer.TOO_MANY
                            ? "Your address has all the connections that it may have (" + perAddress
                                    + "). Close one first."
                            : "Connections come too fast from your address. Come back in a moment.",
                    retryAfter());
        }
        // One listener for all: a connection should cost no object here.
        channel.closeFuture().addListener(leave);
        return null;
    }

    /** Returns the network by which a client is counted, null when it is not counted. */
    private @Nullable Network network(@Nullable SocketAddress remote) {
        return perAddress > 0 || nanosPerHandshake > 0 ? Network.of(remote) : null;
    }

    private Answer enter(Network network) {
        long now = clock.getAsLong();
        sweep(now);
        Answer[] answer = {Answer.IN};
        byNetwork.compute(network, (key, known) -> {
            Guests guests = known == null ? new Guests(now) : known;
            if (perAddress > 0 && guests.connections >= perAddress) {
                answer[0] = Answer.TOO_MANY;
            } else if (!key.local() && !guests.take(now)) {
                answer[0] = Answer.TOO_FAST;
            } else {
                guests.connections++;
            }
            return guests;
        });
        return answer[0];
    }

    private void leave(Channel channel) {
        Network network = network(Client.addressOf(channel));
        if (network != null) {
            long now = clock.getAsLong();
            byNetwork.computeIfPresent(network, (key, guests) -> {
                guests.connections--;
                return guests.isForgotten(now) ? null : guests;
            });
        }
        left();
    }

    private void sweep(long now) {
        long before = swept.get();
        if (now - before >= SWEEP_NANOS && swept.compareAndSet(before, now)) {
            for (Network network : byNetwork.keySet()) {
                byNetwork.computeIfPresent(network, (key, guests) -> guests.isForgotten(now) ? null : guests);
            }
        }
    }

    /** Returns how many networks are remembered. */
    int networks() {
        return byNetwork.size();
    }

    private void left() {
        if (open.decrementAndGet() == 0 && draining) {
            drained.complete(null);
        }
    }

    /** Lets nobody in any more. The future completes, on any thread, when the last one has left. */
    CompletableFuture<Void> drain() {
        draining = true;
        if (open.get() == 0) {
            drained.complete(null);
        }
        return drained;
    }

    boolean isDraining() {
        return draining || !welcome.getAsBoolean();
    }

    int open() {
        return open.get();
    }

    private static Map<String, String> retryAfter() {
        return Map.of("Retry-After", Integer.toString(RETRY_SECONDS));
    }
}
