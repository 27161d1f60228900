package io.nettychat.hub;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.nettychat.model.Limits;
import io.nettychat.spi.Handshake;

/** STUB for the seam. */
public final class Hub implements AutoCloseable {
    Hub() {}

    /** Begins to build a hub whose rooms live on the given loops. */
    public static HubBuilder on(EventLoopGroup loops) {
        return new HubBuilder();
    }

    /** The limits in force. */
    public Limits limits() {
        return Limits.DEFAULT;
    }

    /** A finished WebSocket handshake becomes a connection. On the channel's loop. */
    public Connection connect(Channel channel, Handshake handshake, Wire wire) {
        return new Connection();
    }

    /** Ends every connection with DRAIN and releases what the hub holds; does not touch the loops. */
    @Override
    public void close() {}
}
