package io.nettychat.spi;

import io.nettychat.model.CloseReason;
import io.nettychat.model.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * What can be counted. Every method is called on an event loop, often on several at once, and must neither block nor
 * throw; none is called per delivery. All do nothing unless overridden.
 */
public interface ChatMetrics {
    /** Counts nothing. */
    ChatMetrics NONE = new ChatMetrics() {};

    /**
     * A WebSocket handshake was refused, so that there was no connection.
     *
     * @param status why, as the client was told in HTTP: such as 401 not authenticated, 403 a page of another site, 429 too
     *     many from one address, 503 full or going down, and other {@code 4xx} for what is no handshake
     */
    default void handshakeRefused(int status) {}

    /** A WebSocket connection was opened. */
    default void connectionOpened() {}

    /** A connection ended. {@code reason} is null when the client ended it. */
    default void connectionClosed(@Nullable CloseReason reason) {}

    /** A room came to be. */
    default void roomOpened() {}

    /** An empty room was forgotten. */
    default void roomForgotten() {}

    /** A message got its place. */
    default void messageAppended() {}

    /**
     * A batch was handed to the sockets of readers on one loop.
     *
     * @param readers to how many
     * @param frames how many frames are in the batch
     * @param bytes how long the batch is
     * @param sinceAppendNanos how long ago its oldest message got its place
     */
    default void delivered(int readers, int frames, int bytes, long sinceAppendNanos) {}

    /** A reader took no more data and was put aside. */
    default void readerBehind() {}

    /** A reader that was put aside is with the others again, or has left: there are as many calls as of readerBehind. */
    default void readerCaughtUp() {}

    /**
     * How many messages a reader that was put aside is behind. Told about once a second for each of them, as long as its
     * socket takes no data.
     */
    default void readerLag(long messages) {}

    /** A reader missed messages because the log had moved on. */
    default void gap(long messages) {}

    /** A join was answered, {@code how} as on the wire: {@code fresh}, {@code resumed} or {@code gap}. */
    default void joined(String how) {}

    /** A request was refused. */
    default void refused(ErrorCode code) {}

    /**
     * How long a task had to wait for its turn on an event loop, measured twice a second on each unless the hub is told not
     * to watch its loops.
     */
    default void loopLag(long nanos) {}
}
