package io.nettychat.hub;

/**
 * What a {@link Connection} asks of the pipeline that carries it. Called on the event loop of the connection's channel
 * only. Frames with text are not written here: the engine writes finished WebSocket frames, header included, as
 * {@link io.netty.buffer.ByteBuf}s straight to the channel, and the pipeline must pass them on untouched.
 */
public interface Wire {
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
