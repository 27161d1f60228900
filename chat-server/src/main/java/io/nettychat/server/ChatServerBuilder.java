package io.nettychat.server;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.nettychat.hub.HubBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link ChatServer}. Not for use by several threads at once; can be used for several servers. */
public final class ChatServerBuilder {
    private static final int MAX_PORT = 65_535;

    private String host = "127.0.0.1";
    private int port = 3000;
    private String path = "/chat";
    private Transport transport = Transport.AUTO;
    private int loops = Runtime.getRuntime().availableProcessors();
    private @Nullable IoEventLoopGroup group;
    private final List<Consumer<HubBuilder>> hub = new ArrayList<>();
    private Origins origins = Origins.sameOnly();
    private int maxConnections;
    private int maxConnectionsPerAddress;
    private @Nullable Supplier<String> scrape;
    private HttpDeadline.Times times = HttpDeadline.Times.DEFAULT;

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
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port is " + port + "; it must be between 0 (any) and 65535");
        }
        this.port = port;
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
     * @throws IllegalStateException when the transport is not available here; the message says why
     */
    public ChatServer start() {
        return ChatServer.start(this);
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    String path() {
        return path;
    }

    Transport transport() {
        return transport;
    }

    int loops() {
        return loops;
    }

    @Nullable
    IoEventLoopGroup group() {
        return group;
    }

    void setUp(HubBuilder builder) {
        hub.forEach(setup -> setup.accept(builder));
    }

    Origins origins() {
        return origins;
    }

    int maxConnections() {
        return maxConnections;
    }

    int maxConnectionsPerAddress() {
        return maxConnectionsPerAddress;
    }

    @Nullable
    Supplier<String> scrape() {
        return scrape;
    }

    HttpDeadline.Times times() {
        return times;
    }
}
