package io.nettychat.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts WebSocket connections, in total and for each address, and lets no more in than are allowed. IPv6 is counted by
 * /64, because that is what one household is given. May be used from any thread.
 */
final class Admission {
    private static final int RETRY_SECONDS = 10;

    private final int total;
    private final int perAddress;
    private final BooleanSupplier welcome;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<Object, Integer> byAddress = new ConcurrentHashMap<>();
    private final ChannelFutureListener leave = future -> leave(future.channel());
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile boolean draining;

    /**
     * @param total how many connections at once, 0 for any number
     * @param perAddress how many connections at once from one address, 0 for any number
     * @param welcome whether whatever stands behind takes new connections at all
     */
    Admission(int total, int perAddress, BooleanSupplier welcome) {
        this.total = total;
        this.perAddress = perAddress;
        this.welcome = welcome;
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
        Object address = perAddress > 0 ? key(channel.remoteAddress()) : null;
        if (address != null && byAddress.merge(address, 1, Integer::sum) > perAddress) {
            release(address);
            left();
            return new HttpRefusal(
                    HttpResponseStatus.TOO_MANY_REQUESTS,
                    "There are " + perAddress + " connections from your address already. Close one first.",
                    retryAfter());
        }
        // One listener for all: a connection should cost no object here.
        channel.closeFuture().addListener(leave);
        return null;
    }

    private void leave(Channel channel) {
        Object address = perAddress > 0 ? key(channel.remoteAddress()) : null;
        if (address != null) {
            release(address);
        }
        left();
    }

    private void release(Object address) {
        byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
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

    /** What counts as one address; null for channels that have none, such as local and embedded ones. */
    static @Nullable Object key(@Nullable SocketAddress remote) {
        if (!(remote instanceof InetSocketAddress inet)) {
            return null;
        }
        InetAddress address = inet.getAddress();
        if (address instanceof Inet4Address) {
            return ByteBuffer.wrap(address.getAddress()).getInt();
        }
        return address instanceof Inet6Address
                ? (Object) ByteBuffer.wrap(address.getAddress()).getLong()
                : null;
    }
}
