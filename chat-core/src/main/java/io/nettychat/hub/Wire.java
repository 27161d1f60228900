package io.nettychat.hub;

import io.netty.buffer.ByteBuf;

/**
 * What a {@link Connection} asks of the pipeline that carries it. Called on the event loop of the connection's channel
 * only. Frames with text are not written here: the engine writes finished WebSocket frames, header included, as
 * {@link ByteBuf}s straight to the channel, and the pipeline must pass them on untouched.
 */
public interface Wire {
    /** What {@link #send} returns when the bytes must go through the channel. */
    int THROUGH_CHANNEL = -1;

    /**
     * Hands bytes straight to the socket when nothing is queued before them. A broadcast writes the same bytes to
     * thousands of sockets, and for nearly all of them there is nothing that a pipeline and its queue could add.
     *
     * @param bytes finished frames in a direct buffer; its indexes do not move and it is not kept
     * @return how many bytes the socket took, which may be fewer than there are; or {@link #THROUGH_CHANNEL}
     */
    default int send(ByteBuf bytes) {
        return THROUGH_CHANNEL;
    }

    /** Sends a WebSocket ping. */
    void ping();

    /**
     * Begins the closing handshake: a close frame behind everything that was written before, then the end of the
     * connection when the peer has answered or has had its time.
     *
     * @param code the close code
     * @param reason at most 123 bytes of UTF-8
     */
    void close(int code, String reason);
}
