package io.nettychat.server;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which proxies are believed when they say for whom they ask. Everything that they write is read from the last to the
 * first, and only as far as trust goes: whoever is not trusted may have written whatever stands before.
 */
final class Proxies {
    private final List<IpSubnetFilterRule> trusted;

    private Proxies(List<IpSubnetFilterRule> trusted) {
        this.trusted = trusted;
    }

    /** Nobody is believed. */
    static Proxies none() {
        return new Proxies(List.of());
    }

    /**
     * Returns a copy that also believes those given.
     *
     * @param cidrs addresses, or ranges of them such as {@code 10.0.0.0/8}
     * @throws IllegalArgumentException when one of them is none
     */
    Proxies trusting(List<String> cidrs) {
        List<IpSubnetFilterRule> all = new ArrayList<>(trusted);
        for (String cidr : cidrs) {
            all.add(rule(cidr.strip()));
        }
        return new Proxies(List.copyOf(all));
    }

    private static IpSubnetFilterRule rule(String cidr) {
        int slash = cidr.indexOf('/');
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(slash < 0 ? cidr : cidr.substring(0, slash));
        if (address != null) {
            int bits = address.getAddress().length * 8;
            int prefix = slash < 0 ? bits : prefix(cidr.substring(slash + 1));
            if (prefix >= 0 && prefix <= bits) {
                return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
            }
        }
        throw new IllegalArgumentException("\"" + cidr + "\" is no range of addresses. Write it as an address, or as an"
                + " address and how many bits of it count: 127.0.0.1, 10.0.0.0/8 or fd00::/8.");
    }

    private static int prefix(String digits) {
        return digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : -1;
    }

    boolean isEmpty() {
        return trusted.isEmpty();
    }

    boolean trusts(@Nullable SocketAddress address) {
        if (address instanceof InetSocketAddress inet && !inet.isUnresolved()) {
            for (IpSubnetFilterRule rule : trusted) {
                if (rule.matches(inet)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Returns who asks; null when what trusted proxies have written contradicts itself, so that somebody before them
     * pretends something.
     */
    @Nullable
    Client client(Channel channel, HttpHeaders headers) {
        SocketAddress peer = ProxyProtocolHandler.sourceOf(channel);
        String host = headers.get(HttpHeaderNames.HOST, "");
        String scheme = channel.pipeline().get(SslHandler.class) != null || ProxyProtocolHandler.wasSecure(channel)
                ? "https"
                : null;
        if (!trusts(peer)) {
            return new Client(peer, host, scheme);
        }
        Way standard = Way.back(this, peer, Forwarded.standard(headers));
        Way common = Way.back(this, peer, Forwarded.common(headers));
        if (standard.hops > 0 && common.hops > 0 && !standard.sameAddress(common)) {
            return null;
        }
        String proto = standard.scheme;
        if (proto == null) {
            String told = at(Forwarded.list(headers, "x-forwarded-proto"), common.hops);
            proto = told == null ? null : Forwarded.scheme(told);
        }
        String asked =
                standard.host != null ? standard.host : at(Forwarded.list(headers, "x-forwarded-host"), common.hops);
        if (asked != null && !RequestCheck.isHost(asked)) {
            return null;
        }
        return new Client(
                standard.hops > 0 ? standard.address : common.address,
                asked == null ? host : asked,
                proto == null ? scheme : proto);
    }

    /** What the outermost trusted proxy wrote: its entry is as far from the end as there were steps, if all wrote one. */
    private static @Nullable String at(List<String> list, int hops) {
        return list.isEmpty() ? null : list.get(Math.max(0, list.size() - Math.max(1, hops)));
    }

    /** How far back trust leads. */
    private static final class Way {
        private SocketAddress address;
        private int hops;
        private @Nullable String scheme;
        private @Nullable String host;

        private Way(SocketAddress address) {
            this.address = address;
        }

        static Way back(Proxies proxies, SocketAddress peer, List<Forwarded.Hop> told) {
            Way way = new Way(peer);
            for (int i = told.size() - 1; i >= 0 && proxies.trusts(way.address); i--) {
                Forwarded.Hop hop = told.get(i);
                way.hops++;
                way.scheme = hop.scheme();
                way.host = hop.host();
                if (hop.address() == null) {
                    break; // the proxy hides its client: then the proxy is what is known
                }
                way.address = hop.address();
            }
            return way;
        }

        /** Whether both name the same machine; not every proxy writes the port. */
        boolean sameAddress(Way other) {
            if (address instanceof InetSocketAddress mine && other.address instanceof InetSocketAddress theirs) {
                return Objects.equals(mine.getAddress(), theirs.getAddress());
            }
            return address.equals(other.address);
        }
    }
}
