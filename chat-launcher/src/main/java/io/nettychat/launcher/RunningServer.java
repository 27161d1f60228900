package io.nettychat.launcher;

import io.nettychat.launcher.Arguments.Refused;
import io.nettychat.launcher.Launcher.StartFailure;
import io.nettychat.model.Limits;
import io.nettychat.server.ChatServer;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server as the options want it: the one class here that knows {@link ChatServer}. */
final class RunningServer {
    private static final Logger log = LoggerFactory.getLogger(RunningServer.class);

    private final ChatServer server;
    private final InetSocketAddress address;

    private RunningServer(ChatServer server, InetSocketAddress address) {
        this.server = server;
        this.address = address;
    }

    static RunningServer start(Arguments arguments) throws Refused, StartFailure {
        Options options = arguments.options();
        InetAddress host;
        try {
            host = InetAddress.getByName(options.host);
        } catch (UnknownHostException e) {
            throw arguments.refuse(
                    "--host", "'" + options.host + "' is neither an address nor a name that can be resolved");
        }
        var builder = ChatServer.builder()
                .host(options.host)
                .port(options.port)
                .transport(options.transport)
                .maxConnections(connections(options.maxConnections))
                .maxConnectionsPerAddress(options.maxConnectionsPerAddress)
                .hub(hub -> hub.limits(limits(options)).history(options.history).historyAge(options.historyAge));
        options.allowedOrigins().forEach(builder::allowedOrigin);
        try {
            ChatServer server = builder.start();
            return new RunningServer(server, new InetSocketAddress(host, server.port()));
        } catch (RuntimeException e) {
            throw new StartFailure(explain(e, Banner.hostAndPort(host, options.port)), e);
        }
    }

    static Limits limits(Options options) {
        int burst = (int) Math.max(Limits.DEFAULT.burst(), Math.min(2L * options.rateLimit, Integer.MAX_VALUE));
        return Limits.DEFAULT
                .withIdle(options.idleTimeout)
                .withRate(options.rateLimit)
                .withBurst(burst);
    }

    /** The wanted number, or less where the limit of open files does not carry so many. */
    private static int connections(int wanted) {
        OptionalInt room = OpenFiles.roomForConnections();
        if (room.isEmpty()) {
            return wanted;
        }
        int most = room.getAsInt();
        if (wanted == 0 || wanted <= most) {
            return wanted == 0 ? most : wanted;
        }
        log.warn(
                "--max-connections {} is more than the limit of open files carries; {} are allowed. "
                        + "Raise the limit with ulimit -n",
                wanted,
                most);
        return most;
    }

    private static String explain(RuntimeException failure, String where) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            if (message.contains("address already in use")) {
                return "Cannot listen on " + where
                        + ": the port is in use. Choose another with --port, such as --port 3001,"
                        + " or any free one with --port 0.";
            }
            if (message.contains("permission denied")) {
                return "Cannot listen on " + where + ": permission denied. Choose a port above 1023 with --port.";
            }
            if (message.contains("cannot assign requested address") || e instanceof BindException) {
                return "Cannot listen on " + where
                        + ": this machine does not have the address. Choose one that it has with"
                        + " --host, or 0.0.0.0 for all of them.";
            }
        }
        return "Cannot start: " + Printable.escape(String.valueOf(failure.getMessage())) + ".";
    }

    String transport() {
        return "auto";
    }

    InetSocketAddress address() {
        return address;
    }

    CompletableFuture<@Nullable Void> died() {
        return new CompletableFuture<>();
    }

    void close() {
        server.close();
    }
}
