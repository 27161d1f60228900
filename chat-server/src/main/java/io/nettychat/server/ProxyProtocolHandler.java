package io.nettychat.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxySSLTLV;
import io.netty.handler.codec.haproxy.HAProxyTLV;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what a proxy says in front of everything else, in the
 * <a href="https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt">PROXY protocol</a>, and leaves. Stands behind
 * Netty's decoder of it.
 */
final class ProxyProtocolHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(ProxyProtocolHandler.class);
    private static final AttributeKey<Source> SOURCE = AttributeKey.valueOf(ProxyProtocolHandler.class, "source");

    /** The bit that says that the client spoke TLS. */
    private static final int CLIENT_TLS = 1;

    private record Source(SocketAddress address, boolean secure) {}

    /** Returns for whom the other end of the socket speaks: for itself, unless it said otherwise. */
    static SocketAddress sourceOf(Channel channel) {
        Source source = source(channel);
        return source == null ? channel.remoteAddress() : source.address();
    }

    /** Returns whether the other end of the socket said that its client spoke TLS. */
    static boolean wasSecure(Channel channel) {
        Source source = source(channel);
        return source != null && source.secure();
    }

    private static @Nullable Source source(Channel channel) {
        return channel.hasAttr(SOURCE) ? channel.attr(SOURCE).get() : null;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!(msg instanceof HAProxyMessage message)) {
            ctx.fireChannelRead(msg);
            return;
        }
        try {
            // LOCAL is the proxy itself, which looks whether we live.
            InetAddress address = message.command() == HAProxyCommand.PROXY && message.sourceAddress() != null
                    ? NetUtil.createInetAddressFromIpAddressString(message.sourceAddress())
                    : null;
            if (address != null) {
                InetSocketAddress client = new InetSocketAddress(address, message.sourcePort());
                ctx.channel().attr(SOURCE).set(new Source(client, isSecure(message)));
                Client.note(ctx.channel(), client);
            }
            ctx.pipeline().remove(this);
        } finally {
            ReferenceCountUtil.release(msg);
        }
    }

    private static boolean isSecure(HAProxyMessage message) {
        for (HAProxyTLV tlv : message.tlvs()) {
            if (tlv instanceof HAProxySSLTLV tls && (tls.client() & CLIENT_TLS) != 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof DecoderException) {
            log.debug("{} does not speak the PROXY protocol", ctx.channel().remoteAddress());
            ctx.close();
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }
}
