package io.nettychat.server;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import java.io.IOException;

/** Tells what went wrong on the other side, or on the way, from what went wrong here. */
final class PeerFailures {
    private PeerFailures() {}

    /**
     * Returns whether a failure is the other side's: a connection that broke or ended in the middle of a request, or TLS
     * that is none. Everything that a stranger can bring about is among them, and worth no line of the log that somebody reads.
     */
    static boolean is(Throwable cause) {
        return cause instanceof IOException
                || cause instanceof PrematureChannelClosureException
                || (cause instanceof DecoderException && cause.getCause() instanceof IOException);
    }
}
