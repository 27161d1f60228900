package io.nettychat.server;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.nettychat.hub.HubBuilder;
import io.nettychat.spi.Authenticator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link ChatServer}. Not for use by several threads at once; can be used for several servers. */
public final class ChatServerBuilder {
    private static final int MAX_PORT = 65_535;

    /** No second port. */
    static final int NO_PORT = -1;

    String host = "127.0.0.1";
    int port = 3000;
    String path = "/chat";
    Transport transport = Transport.AUTO;
    int loops = Runtime.getRuntime().availableProcessors();

    @Nullable
    IoEventLoopGroup group;

    private final List<Consumer<HubBuilder>> hub = new ArrayList<>();
    Origins origins = Origins.sameOnly();
    Proxies proxies = Proxies.none();
    boolean proxyProtocol;
    String pathPrefix = "";
    private @Nullable TlsOpener tls;
    int redirectPort = NO_PORT;
    Duration strictTransport = Duration.ZERO;
    boolean admin;
    final List<BearerToken> apiTokens = new ArrayList<>();
    Duration drain = Duration.ofSeconds(10);
    int maxConnections;
    int maxConnectionsPerAddress;

    @Nullable
    Supplier<String> scrape;

    HttpDeadline.Times times = HttpDeadline.Times.DEFAULT;

    /** How TLS begins: once for each server that is started. */
    private interface TlsOpener {
        TlsSource open() throws IOException;
    }

    ChatServerBuilder() {}

    /**
     * Sets the name or address to listen on. The default is {@code 127.0.0.1}, which only this machine reaches;
     * {@code 0.0.0.0} or {@code ::} is every address of the machine.
     */
    public ChatServerBuilder host(String host) {
        this.host = Objects.requireNonNull(host, "host");
        return this;
    }

    /** Sets the port. The default is 3000; with 0 the system chooses one, see {@link ChatServer#port()}. */
    public ChatServerBuilder port(int port) {
        this.port = checkPort("port", port);
        return this;
    }

    private static int checkPort(String name, int port) {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException(name + " is " + port + "; it must be between 0 (any) and 65535");
        }
        return port;
    }

    /**
     * Speaks TLS on the port, with a certificate and its key from two PEM files, which are read again within seconds when
     * they change: new connections are met with the new certificate, and files that cannot be used change nothing but the
     * log.
     *
     * @param certificates the server's certificate, followed by those that lead to the authority
     * @param key its private key, without a password: PKCS#8, PKCS#1 or SEC 1; RSA, EC or Ed25519
     * @throws UncheckedIOException when they cannot be used; the message of its cause says why and what to do
     */
    public ChatServerBuilder tls(Path certificates, Path key) {
        try {
            TlsFiles.read(certificates, key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.tls = () -> TlsFiles.watch(certificates, key);
        return this;
    }

    /** Speaks TLS on the port, with a context of the host's, which is asked for a handler for each connection. */
    public ChatServerBuilder tls(SslContext context) {
        Objects.requireNonNull(context, "context");
        this.tls = () -> TlsSource.fixed(context);
        return this;
    }

    /**
     * Also listens on a second port for plain HTTP, and sends whoever comes there to the same address in HTTPS. Only
     * together with TLS. Without this there is no second port.
     *
     * @param port the second port; with 0 the system chooses one, see {@link ChatServer#redirectPort()}
     */
    public ChatServerBuilder redirectFrom(int port) {
        this.redirectPort = checkPort("redirectFrom", port);
        return this;
    }

    /**
     * Tells browsers that came by HTTPS to use nothing else with this host for a time
     * (<a href="https://www.rfc-editor.org/rfc/rfc6797">RFC 6797</a>). It holds for every port of the host, so it is off
     * unless set.
     *
     * @param time how long; counted in seconds, zero turns it off
     */
    public ChatServerBuilder strictTransportSecurity(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("strictTransportSecurity is " + time + "; it must not be negative");
        }
        this.strictTransport = time;
        return this;
    }

    /**
     * Serves everything below a path: the page at {@code /chat-app/}, the WebSocket at {@code /chat-app/chat}, and so on.
     * For proxies that pass the path on as it came; those that take the prefix off need nothing here.
     *
     * @param prefix begins with a slash; empty for none
     * @throws IllegalArgumentException when it is no path
     */
    public ChatServerBuilder pathPrefix(String prefix) {
        this.pathPrefix = PathPrefix.check(prefix);
        return this;
    }

    /**
     * Believes proxies at these addresses when they say for whom they ask, in {@code Forwarded} or
     * {@code X-Forwarded-For}, {@code -Proto} and {@code -Host}. What they say is read from the last to the first, only as
     * far as trust goes, and is the address that counts from then on. Without this nobody is believed.
     *
     * @param cidrs addresses, or ranges of them such as {@code 10.0.0.0/8}
     * @throws IllegalArgumentException when one of them is none
     */
    public ChatServerBuilder trustedProxy(String... cidrs) {
        this.proxies = proxies.trusting(List.of(cidrs));
        return this;
    }

    /**
     * Expects each connection of a {@linkplain #trustedProxy trusted proxy} to begin with whom it speaks for, in the PROXY
     * protocol, version 1 or 2. Those who are not trusted speak for themselves.
     */
    public ChatServerBuilder proxyProtocol(boolean expected) {
        this.proxyProtocol = expected;
        return this;
    }

    /**
     * Serves the API for scripts below {@code /api/} to whoever sends this token as {@code Authorization: Bearer …}: it may
     * speak in every room under any name, read all of them, and moderate. Without a token there is no API. Several calls
     * make several tokens.
     *
     * @param token 16 or more visible ASCII characters, random; not kept as such
     * @throws IllegalArgumentException when it is too short, or holds blanks
     */
    public ChatServerBuilder apiToken(String token) {
        apiTokens.add(BearerToken.of(token));
        return this;
    }

    /**
     * Serves the page for administrators at {@code /admin}, and the API that it uses, to whoever knows this token. The page
     * asks for it and sends it as {@link #apiToken} says; without a token there is no such page.
     *
     * @param token 16 or more visible ASCII characters, random; not kept as such
     * @throws IllegalArgumentException when it is too short, or holds blanks
     */
    public ChatServerBuilder adminToken(String token) {
        apiTokens.add(BearerToken.of(token));
        admin = true;
        return this;
    }

    /**
     * Sets how long {@link ChatServer#close()} may take to part with its clients, 10 seconds unless set. It takes no
     * longer than their number needs: about a second for a thousand, and at most two more for those that do not answer.
     *
     * @param time longer than nothing
     */
    public ChatServerBuilder drain(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("drain is " + time + "; it must be longer than nothing");
        }
        this.drain = time;
        return this;
    }

    /** Sets the path of the WebSocket. The default is {@code /chat}. */
    public ChatServerBuilder webSocketPath(String path) {
        this.path = ChatPipeline.checkPath(path);
        return this;
    }

    /**
     * Sets how the server talks to the operating system; the default is {@link Transport#AUTO}. Has no meaning together
     * with {@link #eventLoopGroup}, which decides by itself.
     */
    public ChatServerBuilder transport(Transport transport) {
        this.transport = Objects.requireNonNull(transport, "transport");
        return this;
    }

    /** Sets how many event loops, and so threads, the server has; the default is one for each processor. */
    public ChatServerBuilder loops(int loops) {
        if (loops < 1) {
            throw new IllegalArgumentException("loops is " + loops + "; it must be 1 or more");
        }
        this.loops = loops;
        return this;
    }

    /**
     * Lets the server live on the loops of the host, which stay the host's: they are not shut down by
     * {@link ChatServer#close()}.
     *
     * @throws IllegalArgumentException when the group is of none of the kinds in {@link Transport}
     */
    public ChatServerBuilder eventLoopGroup(EventLoopGroup group) {
        if (!(group instanceof IoEventLoopGroup io)) {
            throw new IllegalArgumentException("The event loop group does no I/O: "
                    + group.getClass().getName() + ". Give a MultiThreadIoEventLoopGroup.");
        }
        Transport.of(io);
        this.group = io;
        return this;
    }

    /** Has the engine set up: limits, history, hooks. Several calls are made one after the other. */
    public ChatServerBuilder hub(Consumer<HubBuilder> setup) {
        hub.add(Objects.requireNonNull(setup, "setup"));
        return this;
    }

    /**
     * Lets pages of other sites connect, and use the modules of the page.
     *
     * @param origins each {@code scheme://host[:port]}, or {@code *} for every site, or {@code null} (the word) for pages
     *     without an origin, such as files and sandboxed frames
     * @throws IllegalArgumentException when one of them is no origin
     */
    public ChatServerBuilder allowedOrigin(String... origins) {
        this.origins = this.origins.allowing(List.of(origins));
        return this;
    }

    /** Sets who says who comes, as {@link HubBuilder#authenticate} does. */
    public ChatServerBuilder authenticate(Authenticator authenticator) {
        return hub(builder -> builder.authenticate(authenticator));
    }

    /**
     * Sets how many WebSocket connections there may be at once; the default 0 means as many as the process may have open
     * files. More are answered with 503.
     */
    public ChatServerBuilder maxConnections(int connections) {
        this.maxConnections = ChatPipeline.notNegative("maxConnections", connections);
        return this;
    }

    /**
     * Sets how many WebSocket connections there may be at once from one IPv4 address or one IPv6 /64; the default 0 means
     * any number. More are answered with 429.
     */
    public ChatServerBuilder maxConnectionsPerAddress(int connections) {
        this.maxConnectionsPerAddress = ChatPipeline.notNegative("maxConnectionsPerAddress", connections);
        return this;
    }

    /**
     * Sets the text of {@code GET /metrics}, in the Prometheus text format. It is called on an event loop and must not
     * block. The default tells how many connections there are.
     */
    public ChatServerBuilder scrape(Supplier<String> scrape) {
        this.scrape = Objects.requireNonNull(scrape, "scrape");
        return this;
    }

    /** For tests: shorter times for those who take too long. */
    ChatServerBuilder times(HttpDeadline.Times times) {
        this.times = times;
        return this;
    }

    /**
     * Starts the server. When this method returns, it is listening.
     *
     * @throws java.io.UncheckedIOException when it cannot listen, for example because the port is in use; the cause is a
     *     {@link java.net.BindException} or another {@link java.io.IOException} whose message says what to do
     * @throws IllegalStateException when the transport is not available here, the message says why; or when settings do
     *     not go together
     */
    public ChatServer start() {
        if (redirectPort != NO_PORT && tls == null) {
            throw new IllegalStateException("There is nothing to redirect to without TLS: set tls too.");
        }
        if (proxyProtocol && proxies.isEmpty()) {
            throw new IllegalStateException(
                    "The PROXY protocol is believed from trusted proxies only: set trustedProxy" + " too.");
        }
        return ServerStart.of(this);
    }

    /** Begins to look after what TLS is spoken with; null when it is not spoken. */
    @Nullable
    TlsSource openTls() {
        try {
            return tls == null ? null : tls.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void setUp(HubBuilder builder) {
        hub.forEach(setup -> setup.accept(builder));
    }
}
