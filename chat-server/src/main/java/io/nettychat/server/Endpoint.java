package io.nettychat.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.nettychat.hub.Wire;
import io.nettychat.model.Identity;
import io.nettychat.spi.Handshake;
import org.jspecify.annotations.Nullable;

/** What stands behind the WebSocket pipeline: the chat, or the echo by which its conformance is tested. */
interface Endpoint {
    /**
     * Called on the channel's loop when the handshake is done and the {@code 101} has been written.
     *
     * @param identity who it is as far as the host has told, null when it has not
     * @param wire by which the endpoint pings and closes
     * @return the last handler of the pipeline, which is handed whole messages
     */
    Peer open(Channel channel, Handshake handshake, @Nullable Identity identity, Wire wire);

    /** The last handler. Called on the channel's loop only. It is the one that stops reading what cannot be answered. */
    interface Peer extends ChannelHandler {
        /**
         * A frame came, whatever its kind: the other side lives.
         *
         * @param bytes the length of its payload
         */
        void heard(int bytes);

        /**
         * The connection is over and nothing may be written any more; the channel itself may live on for some seconds
         * for the sake of the close frame. May be called more than once.
         */
        void over();

        /** A bug came to light in the pipeline; it has been logged. */
        void failed();
    }
}
