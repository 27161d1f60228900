package io.nettychat.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Locale;

/** Begins to listen, and puts what the system says when it does not let us into words that help. */
final class Binding {
    private Binding() {}

    /** @throws UncheckedIOException when that is not possible */
    static Channel bind(ServerBootstrap bootstrap, String host, int port) {
        var future = bootstrap.bind(new InetSocketAddress(host, port)).awaitUninterruptibly();
        Throwable cause = future.cause();
        if (cause == null) {
            return future.channel();
        }
        throw new UncheckedIOException(explain(cause, host, port));
    }

    private static IOException explain(Throwable cause, String host, int port) {
        String said = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        String where = "port " + port + " of " + host;
        IOException explained;
        if (said.contains("in use")) {
            explained = new BindException(
                    "Cannot listen on " + where
                            + ": it is in use. Stop the program that uses it, or choose another port (0 lets the system choose).");
        } else if (said.contains("permission") || said.contains("not permitted")) {
            explained = new BindException("Cannot listen on " + where
                    + ": the system does not permit it. Ports below 1024 need privileges; choose a higher one.");
        } else if (cause instanceof java.nio.channels.UnresolvedAddressException
                || cause instanceof java.net.UnknownHostException) {
            explained = new java.net.UnknownHostException("Cannot listen on " + where
                    + ": the name cannot be resolved. Give an address of this machine, or 0.0.0.0 for all of them.");
        } else if (said.contains("assign")) {
            explained = new BindException("Cannot listen on " + where
                    + ": that is no address of this machine. Give one that is, or 0.0.0.0 for all of them.");
        } else {
            explained = new BindException("Cannot listen on " + where + ": " + cause.getMessage());
        }
        explained.initCause(cause);
        return explained;
    }
}
