package io.nettychat.server;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as far as those can be trusted who say so.
 *
 * @param address where the client is
 * @param host the host, with its port, that the client asked
 * @param scheme {@code http} or {@code https}, as the client spoke it; null when that is not known
 */
record Client(SocketAddress address, String host, @Nullable String scheme) {
    private static final AttributeKey<SocketAddress> ADDRESS = AttributeKey.valueOf(Client.class, "address");

    boolean isSecure() {
        return "https".equals(scheme);
    }

    /** Returns where the client of a channel is: what a trusted proxy said of it, else the other end of the socket. */
    static SocketAddress addressOf(Channel channel) {
        SocketAddress told = channel.hasAttr(ADDRESS) ? channel.attr(ADDRESS).get() : null;
        return told == null ? channel.remoteAddress() : told;
    }

    /** Notes where the client of a channel is, when that is not the other end of the socket. */
    static void note(Channel channel, SocketAddress address) {
        if (!address.equals(addressOf(channel))) {
            channel.attr(ADDRESS).set(address);
        }
    }
}
