package io.nettychat.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Everything that can be set, with its default and its explanation: the one place where an option is declared. Its
 * environment variable and its key in a configuration file follow from its name, see {@link Settings}.
 */
@Command(
        name = "java -jar chat-server.jar",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Starts a chat server: one port for the page and the WebSocket.%n",
        footer = {
            "",
            "Durations are a number with a unit: 500ms, 30s, 5m, 24h, 7d; or 0.",
            "Each option can also be set by an environment variable (--idle-timeout: CHAT_IDLE_TIMEOUT) or in the "
                    + "--config file (idle-timeout=5m); a flag wins over the environment, the environment over the file.",
            "java -jar chat-server.jar check URL... checks the promises of running servers; check --help tells more.",
            "Exit codes: 0 stopped in order, 1 could not start or had to stop, 2 a value is wrong."
        })
final class Options {
    /** The default of {@code --durability}. */
    static final String DURABILITY = "process";

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on; 0.0.0.0 = every network, then phones can come in."
                    + " Default: ${DEFAULT-VALUE}")
    String host = "";

    @Option(
            names = "--port",
            paramLabel = "NUMBER",
            defaultValue = "3000",
            converter = Numbers.Port.class,
            description = "TCP port; 0 = any free one. Default: ${DEFAULT-VALUE}")
    int port;

    @Option(
            names = "--idle-timeout",
            paramLabel = "DURATION",
            defaultValue = "5m",
            converter = Durations.class,
            description = "How long a user may be inactive before being disconnected; 0 = for ever."
                    + " Default: ${DEFAULT-VALUE}")
    Duration idleTimeout = Duration.ZERO;

    @Option(
            names = "--history",
            paramLabel = "NUMBER",
            defaultValue = "1000",
            converter = Numbers.Count.class,
            description = "How many messages each room keeps. Default: ${DEFAULT-VALUE}")
    int history;

    @Option(
            names = "--history-age",
            paramLabel = "DURATION",
            defaultValue = "24h",
            converter = Durations.Positive.class,
            description = "How long each room keeps a message. Default: ${DEFAULT-VALUE}")
    Duration historyAge = Duration.ZERO;

    @Option(
            names = "--history-memory",
            paramLabel = "MEBIBYTES",
            defaultValue = "0",
            converter = Numbers.Count.class,
            description = "How much memory the history of all rooms together may take; 0 = a quarter of the JVM's heap."
                    + " Default: ${DEFAULT-VALUE}")
    int historyMemory;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Keep messages in files of this directory, which is made if need be, so that a restart loses none."
                            + " Default: none, messages are kept in memory only")
    @Nullable
    Path data;

    @Option(
            names = "--history-disk",
            paramLabel = "MEBIBYTES",
            defaultValue = "0",
            converter = Numbers.Count.class,
            description =
                    "How much of the disk the files of --data may take, 16 or more; 0 = what the rooms keep, without a"
                            + " bound for all of them. Default: ${DEFAULT-VALUE}")
    int historyDisk;

    @Option(
            names = "--durability",
            paramLabel = "NAME",
            defaultValue = DURABILITY,
            converter = Choice.OfDurability.class,
            description =
                    "What a message outlives when its sender is told that it is kept, with --data: fsync = a power"
                            + " failure, process = the sudden end of the process, async = an orderly end. Default: ${DEFAULT-VALUE}")
    String durability = "";

    @Option(
            names = "--redis",
            paramLabel = "URI",
            description = "Keep messages in this Redis and share rooms with every server that does: redis://HOST:PORT,"
                    + " rediss:// (TLS), redis-sentinel://HOST,HOST#MASTER, redis-cluster://HOST,HOST."
                    + " Default: none, messages live in memory")
    @Nullable
    String redis;

    @Option(
            names = "--rate-limit",
            paramLabel = "NUMBER",
            defaultValue = "5",
            converter = Numbers.Count.class,
            description =
                    "Messages a second that each session may send in the long run (twice as many, and at least 10,"
                            + " at once); 0 = no limit. Default: ${DEFAULT-VALUE}")
    int rateLimit;

    @Option(
            names = "--rate-limit-per-address",
            paramLabel = "NUMBER",
            defaultValue = "1000",
            converter = Numbers.Count.class,
            description =
                    "WebSocket frames a second that all connections of one client address may send together in the"
                            + " long run (ten times as many at once); 0 = no limit. Default: ${DEFAULT-VALUE}")
    int rateLimitPerAddress;

    @Option(
            names = "--handshakes-per-address",
            paramLabel = "NUMBER",
            defaultValue = "50",
            converter = Numbers.Count.class,
            description =
                    "Connections a second that may be opened from one client address in the long run (twenty times"
                            + " as many at once); 0 = no limit. Default: ${DEFAULT-VALUE}")
    int handshakesPerAddress;

    @Option(
            names = "--max-connections",
            paramLabel = "NUMBER",
            defaultValue = "0",
            converter = Numbers.Count.class,
            description = "Connections at the same time; 0 = as many as the system's limit of open files allows."
                    + " Default: ${DEFAULT-VALUE}")
    int maxConnections;

    @Option(
            names = "--max-connections-per-address",
            paramLabel = "NUMBER",
            defaultValue = "0",
            converter = Numbers.Count.class,
            description =
                    "Connections at the same time from one client address; 0 = no limit. Default: ${DEFAULT-VALUE}")
    int maxConnectionsPerAddress;

    @Option(
            names = "--allowed-origin",
            paramLabel = "ORIGIN",
            split = ",",
            description = "A web site besides our own page whose scripts may connect, such as https://example.org,"
                    + " or * for every site, or null for files; repeatable (environment and file: separated by commas)."
                    + " Default: none")
    @Nullable
    List<String> allowedOrigins;

    @Option(
            names = "--jwt-key",
            paramLabel = "FILE",
            description =
                    "Let only those in who bring a JSON Web Token signed with this key: public keys or certificates"
                            + " (PEM), JSON Web Keys, or the secret of HS256. Default: everybody may come")
    @Nullable
    Path jwtKey;

    @Option(
            names = "--jwt-audience",
            paramLabel = "NAME",
            split = ",",
            description = "Tokens must be for this audience (aud); repeatable, one of them is enough. Default: any")
    @Nullable
    List<String> jwtAudiences;

    @Option(
            names = "--jwt-issuer",
            paramLabel = "NAME",
            description = "Tokens must be by this issuer (iss). Default: any")
    @Nullable
    String jwtIssuer;

    @Option(
            names = "--jwt-name-claim",
            paramLabel = "CLAIM",
            defaultValue = "name",
            description = "Which claim is the user's name; who has none chooses one. Default: ${DEFAULT-VALUE}")
    String jwtNameClaim = "";

    @Option(
            names = "--jwt-role-claim",
            paramLabel = "CLAIM",
            description = "Which claim is the user's role: owner, moderator or member. Default: all are members")
    @Nullable
    String jwtRoleClaim;

    @Option(
            names = "--jwt-clock-skew",
            paramLabel = "DURATION",
            defaultValue = "60s",
            converter = Durations.class,
            description = "By how much the clock of whoever signs may differ. Default: ${DEFAULT-VALUE}")
    Duration jwtClockSkew = Duration.ZERO;

    @Option(
            names = "--api-token",
            paramLabel = "FILE",
            description = "Serve the API for scripts below /api/ to whoever sends the token in this file; one line, 16"
                    + " characters or more. Default: no API")
    @Nullable
    Path apiToken;

    @Option(
            names = "--admin-token",
            paramLabel = "FILE",
            description =
                    "Serve the page for administrators at /admin to whoever knows the token in this file; one line,"
                            + " 16 characters or more. Default: no such page")
    @Nullable
    Path adminToken;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Speak TLS with this certificate: PEM, the server's own first, then those that lead to the"
                    + " authority; read again when it changes. Default: no TLS")
    @Nullable
    Path tlsCert;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "The private key of that certificate: PEM, without a password. Default: none")
    @Nullable
    Path tlsKey;

    @Option(
            names = "--redirect-port",
            paramLabel = "NUMBER",
            converter = Numbers.Port.class,
            description = "Listen on this port too, for plain HTTP, and send whoever comes there to HTTPS."
                    + " Default: none")
    @Nullable
    Integer redirectPort;

    @Option(
            names = "--hsts",
            paramLabel = "DURATION",
            defaultValue = "0",
            converter = Durations.class,
            description = "For how long browsers that came by HTTPS use nothing else with this host, on any port;"
                    + " 0 = not said. Default: ${DEFAULT-VALUE}")
    Duration hsts = Duration.ZERO;

    @Option(
            names = "--trusted-proxy",
            paramLabel = "CIDR",
            split = ",",
            description = "A proxy that is believed when it says for whom it asks (Forwarded, X-Forwarded-For, -Proto,"
                    + " -Host), such as 127.0.0.1 or 10.0.0.0/8; repeatable (environment and file: separated by"
                    + " commas). Default: none")
    @Nullable
    List<String> trustedProxies;

    @Option(
            names = "--proxy-protocol",
            paramLabel = "true|false",
            arity = "0..1",
            defaultValue = "false",
            fallbackValue = "true",
            converter = Switch.class,
            description = "Trusted proxies begin each connection with the PROXY protocol. Default: ${DEFAULT-VALUE}")
    boolean proxyProtocol;

    @Option(
            names = "--path-prefix",
            paramLabel = "PATH",
            description = "Serve everything below this path, such as /chat-app, for a proxy that passes it on."
                    + " Default: none")
    @Nullable
    String pathPrefix;

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            defaultValue = "auto",
            converter = Choice.OfTransport.class,
            description = "auto, epoll, kqueue, io_uring or nio; auto = the best that this system has."
                    + " Default: ${DEFAULT-VALUE}")
    String transport = "";

    @Option(
            names = "--drain",
            paramLabel = "DURATION",
            defaultValue = "30s",
            converter = Durations.Positive.class,
            description = "How long closing may take after SIGINT or SIGTERM; a second signal ends at once."
                    + " Default: ${DEFAULT-VALUE}")
    Duration drain = Duration.ZERO;

    @Option(
            names = "--log-format",
            paramLabel = "NAME",
            defaultValue = "text",
            converter = Choice.OfLogFormat.class,
            description = "text or json (one object a line). Default: ${DEFAULT-VALUE}")
    String logFormat = "";

    @Option(
            names = "--log-level",
            paramLabel = "NAME",
            defaultValue = "info",
            converter = Choice.OfLogLevel.class,
            description = "off, error, warn, info, debug or trace. Default: ${DEFAULT-VALUE}")
    String logLevel = "";

    @Option(
            names = Settings.CONFIG,
            paramLabel = "FILE",
            description = "Read options from this file: Java properties, UTF-8, each key an option without its dashes.")
    @Nullable
    Path config;

    @Option(
            names = "--print-config",
            description = "Print what is in force and where each value comes from, as a --config file; then exit.")
    boolean printConfig;

    @Option(names = "--version", versionHelp = true, description = "Print the version; then exit.")
    boolean version;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help; then exit.")
    boolean help;

    List<String> trustedProxies() {
        return trustedProxies == null ? List.of() : trustedProxies;
    }

    List<String> allowedOrigins() {
        return allowedOrigins == null ? List.of() : allowedOrigins;
    }
}
