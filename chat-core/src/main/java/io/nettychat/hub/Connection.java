package io.nettychat.hub;

import io.netty.buffer.ByteBuf;
import io.nettychat.model.CloseReason;

/** STUB for the seam. */
public final class Connection {
    Connection() {}

    /** One whole text message, valid UTF-8; the caller keeps its reference. On the channel's loop. */
    public void receive(ByteBuf text) {}

    /** Something arrived from the peer, be it a data frame, a ping or a pong: the peer lives. */
    public void heard() {}

    /** The channel's writability changed. */
    public void writabilityChanged() {}

    /** The user has been inactive; it is disconnected in so many seconds unless a data frame comes. */
    public void warnIdle(long seconds) {}

    /** Ends the connection: bye (chat.v1 only), then the close frame. Repeats are ignored. */
    public void end(CloseReason reason) {}

    /** The channel is closed; the last call. */
    public void closed() {}
}
