package io.nettychat.model;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Whom limits by address take for one: an IPv4 address, or the /64 of an IPv6 address, because that is what one household
 * is given (<a href="https://www.rfc-editor.org/rfc/rfc6177#section-2">RFC 6177, 2</a>) and may choose its addresses from.
 *
 * @param prefix the bits of the IPv4 address, or the first 64 of an IPv6 address
 * @param v6 whether it is an IPv6 network
 * @param local whether it is this machine: a proxy on it stands for everybody, and nobody should be counted by its address
 */
public record Network(long prefix, boolean v6, boolean local) {

    /** Returns the network of an address; null for channels that have none, such as local and embedded ones. */
    public static @Nullable Network of(@Nullable SocketAddress remote) {
        InetAddress address = remote instanceof InetSocketAddress inet ? inet.getAddress() : null;
        if (address instanceof Inet4Address) {
            return new Network(
                    ByteBuffer.wrap(address.getAddress()).getInt() & 0xffff_ffffL, false, address.isLoopbackAddress());
        }
        if (address instanceof Inet6Address) {
            return new Network(ByteBuffer.wrap(address.getAddress()).getLong(), true, address.isLoopbackAddress());
        }
        return null;
    }
}
