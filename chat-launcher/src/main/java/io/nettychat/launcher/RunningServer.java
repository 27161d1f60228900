package io.nettychat.launcher;

import io.nettychat.hub.HubBuilder;
import io.nettychat.launcher.Arguments.Refused;
import io.nettychat.launcher.Launcher.StartFailure;
import io.nettychat.launcher.metrics.ServerMetrics;
import io.nettychat.model.Limits;
import io.nettychat.server.ChatServer;
import io.nettychat.server.ChatServerBuilder;
import io.nettychat.server.Transport;
import io.nettychat.spi.MessageLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The server as the options want it: the one class here that knows {@link ChatServer}. */
final class RunningServer {
    private final ChatServer server;
    private final Transport transport;
    private final String prefix;

    private RunningServer(ChatServer server, Transport transport, String prefix) {
        this.server = server;
        this.prefix = prefix;
        this.transport = transport;
    }

    /**
     * Starts a server.
     *
     * @throws Refused when the value of an option cannot be used on this machine
     * @throws StartFailure when the server cannot listen, or cannot use its data directory
     */
    static RunningServer start(Arguments arguments, String version) throws Refused, StartFailure {
        Options options = arguments.options();
        resolve(arguments);
        if (options.redis != null && options.data != null) {
            throw arguments.refuse("--data", "messages are kept in Redis already; use --data or --redis, not both");
        }
        Transport transport = Transport.valueOf(options.transport.toUpperCase(Locale.ROOT));
        ServerMetrics metrics = new ServerMetrics(version);
        MessageLog shared = SharedLog.open(arguments);
        try {
            return start(arguments, transport, metrics, shared);
        } catch (Refused | StartFailure | RuntimeException e) {
            if (shared != null) {
                shared.close();
            }
            throw e;
        }
    }

    private static RunningServer start(
            Arguments arguments, Transport transport, ServerMetrics metrics, @Nullable MessageLog shared)
            throws Refused, StartFailure {
        Options options = arguments.options();
        ChatServerBuilder builder = ChatServer.builder()
                .host(options.host)
                .port(options.port)
                .transport(transport)
                // The rest of the time is for what comes after the last client.
                .drain(options.drain.multipliedBy(9).dividedBy(10))
                .maxConnections(options.maxConnections)
                .maxConnectionsPerAddress(options.maxConnectionsPerAddress)
                .scrape(metrics::scrape)
                .hub(hub -> logIn(shared, historyMemory(hub, options.historyMemory))
                        .limits(limits(options))
                        .history(options.history)
                        .historyAge(options.historyAge)
                        .metrics(metrics.counters()));
        each(arguments, "--allowed-origin", options.allowedOrigins(), builder::allowedOrigin);
        Network.apply(arguments, builder);
        secret(arguments, "--api-token", options.apiToken, builder::apiToken);
        secret(arguments, "--admin-token", options.adminToken, builder::adminToken);
        Tokens.apply(arguments, builder);
        DataLog data = DataLog.open(arguments);
        builder.hub(data::addTo);
        try {
            ChatServer server = builder.start();
            data.keep();
            metrics.watch(server);
            return new RunningServer(server, transport, Network.prefix(options));
        } catch (IllegalStateException e) {
            if (!transport.isAvailable()) {
                throw arguments.refuse("--transport", message(e));
            }
            throw new StartFailure(Printable.escape("The server cannot start: " + message(e)), e);
        } catch (UncheckedIOException e) {
            throw new StartFailure(
                    Printable.escape(message(e.getCause()))
                            + " The options for it are --port and --host, for example --port "
                            + (options.port == 65_535 ? 3000 : options.port + 1)
                            + ".",
                    e);
        } finally {
            data.close();
        }
    }

    /** Hands over what stands in the file that an option names, if it names one. */
    private static void secret(Arguments arguments, String option, @Nullable Path file, Consumer<String> setting)
            throws Refused {
        if (file != null) {
            try {
                setting.accept(Files.readString(file).strip());
            } catch (IllegalArgumentException e) {
                throw arguments.refuse(option, "the file " + file + ": " + message(e));
            } catch (NoSuchFileException e) {
                throw arguments.refuse(option, "there is no file " + file);
            } catch (IOException e) {
                throw arguments.refuse(option, "the file " + file + " cannot be read (" + e + ")");
            }
        }
    }

    /** Hands over each value of an option. */
    static void each(Arguments arguments, String option, List<String> values, Consumer<String> setting) throws Refused {
        try {
            values.forEach(setting);
        } catch (IllegalArgumentException e) {
            throw arguments.refuse(option, message(e));
        }
    }

    static String message(@Nullable Throwable failure) {
        return failure == null ? "" : String.valueOf(failure.getMessage());
    }

    private static void resolve(Arguments arguments) throws Refused {
        String host = arguments.options().host;
        try {
            InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw arguments.refuse("--host", "'" + host + "' is neither an address nor a name that can be resolved");
        }
    }

    private static HubBuilder logIn(@Nullable MessageLog shared, HubBuilder hub) {
        return shared == null ? hub : hub.log(shared);
    }

    private static HubBuilder historyMemory(HubBuilder hub, int mebibytes) {
        return mebibytes == 0 ? hub : hub.historyTotalBytes(mebibytes * 1024L * 1024);
    }

    /** The burst grows with the rate: who may send 100 messages a second must be able to send more than 10 at once. */
    static Limits limits(Options options) {
        int burst = (int) Math.max(Limits.DEFAULT.burst(), Math.min(2L * options.rateLimit, Integer.MAX_VALUE));
        return Limits.builder()
                .idle(options.idleTimeout)
                .rate(options.rateLimit)
                .burst(burst)
                .addressRate(options.rateLimitPerAddress)
                .handshakeRate(options.handshakesPerAddress)
                .build();
    }

    /** Loads what a server needs first: the native library, and the source of secrets. */
    static void warmUp() {
        best();
        new SecureRandom().nextLong();
    }

    /** What carries the bytes, in lower case; never "auto". */
    String transport() {
        return (transport == Transport.AUTO ? best() : transport).name().toLowerCase(Locale.ROOT);
    }

    private static Transport best() {
        return Transport.EPOLL.isAvailable()
                ? Transport.EPOLL
                : Transport.KQUEUE.isAvailable() ? Transport.KQUEUE : Transport.NIO;
    }

    /** How the address of the page begins and ends around host and port. */
    String url(String hostAndPort) {
        return (server.isSecure() ? "https://" : "http://") + hostAndPort + prefix + "/";
    }

    /** The second port, which sends people on to HTTPS; empty when there is none. */
    OptionalInt redirectPort() {
        return server.redirectPort();
    }

    /** Where the server listens. */
    InetSocketAddress address() {
        return server.address();
    }

    /** Completes when the server is closed; exceptionally when it had to give up by itself. */
    CompletableFuture<Void> closed() {
        return server.closed().toCompletableFuture();
    }

    /** Closes the server in order; returns when that is done. */
    void close() {
        server.close();
    }
}
