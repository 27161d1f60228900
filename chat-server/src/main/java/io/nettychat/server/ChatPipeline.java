package io.nettychat.server;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.nettychat.hub.Hub;
import io.nettychat.model.Limits;
import java.util.List;
import java.util.Objects;

/**
 * Mounts the chat in a Netty server that is there already: on its port, on its loops, beside its own handlers.
 *
 * <pre>{@code
 * ChatPipeline chat = ChatPipeline.webSocket(hub).path("/chat");
 * …
 * protected void initChannel(SocketChannel channel) {
 *     channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(65_536));
 *     chat.addTo(channel.pipeline());
 *     channel.pipeline().addLast(new YourOwnHandler());
 * }
 * }</pre>
 *
 * Requests for the path become WebSockets or are refused; all others are passed on untouched. After an upgrade the
 * handlers of Netty's HTTP codec are taken out of the pipeline. What stands in front of the codec (TLS, time limits of
 * the host) and behind this handler stays; messages of the chat are not passed on to it. The host's own time limits for
 * requests should not apply to WebSockets.
 *
 * <p>Immutable: each setting returns a changed copy. Keep one for all channels, because connections are counted by it.
 * May be used from any thread.
 */
public final class ChatPipeline {
    private final Hub hub;
    private final String path;
    private final Origins origins;
    private final Proxies proxies;
    private final int maxConnections;
    private final int maxConnectionsPerAddress;
    private final WebSocketUpgradeHandler.Settings settings;

    private ChatPipeline(
            Hub hub, String path, Origins origins, Proxies proxies, int maxConnections, int maxConnectionsPerAddress) {
        this.hub = hub;
        this.path = path;
        this.origins = origins;
        this.proxies = proxies;
        this.maxConnections = maxConnections;
        this.maxConnectionsPerAddress = maxConnectionsPerAddress;
        this.settings = settings(
                hub,
                path,
                origins,
                proxies,
                new Admission(maxConnections, maxConnectionsPerAddress, hub.limits(), hub::isAccepting));
    }

    /** Begins with a hub, the path {@code /chat}, pages of the same host only, and any number of connections. */
    public static ChatPipeline webSocket(Hub hub) {
        return new ChatPipeline(Objects.requireNonNull(hub, "hub"), "/chat", Origins.sameOnly(), Proxies.none(), 0, 0);
    }

    /**
     * Sets the path of the WebSocket, without a query; compared character by character.
     *
     * @throws IllegalArgumentException when it does not begin with a slash
     */
    public ChatPipeline path(String path) {
        return new ChatPipeline(hub, checkPath(path), origins, proxies, maxConnections, maxConnectionsPerAddress);
    }

    /**
     * Lets pages of other sites connect.
     *
     * @param origins each {@code scheme://host[:port]}, or {@code *} for every site
     * @throws IllegalArgumentException when one of them is no origin
     */
    public ChatPipeline allowedOrigin(String... origins) {
        return new ChatPipeline(
                hub, path, this.origins.allowing(List.of(origins)), proxies, maxConnections, maxConnectionsPerAddress);
    }

    /**
     * Believes proxies at these addresses when they say for whom they ask, in {@code Forwarded} or
     * {@code X-Forwarded-For}, {@code -Proto} and {@code -Host}. What they say is read from the last to the first, only as
     * far as trust goes, and is the address that counts from then on. Without this nobody is believed.
     *
     * @param cidrs addresses, or ranges of them such as {@code 10.0.0.0/8}
     * @throws IllegalArgumentException when one of them is none
     */
    public ChatPipeline trustedProxy(String... cidrs) {
        return new ChatPipeline(
                hub, path, origins, proxies.trusting(List.of(cidrs)), maxConnections, maxConnectionsPerAddress);
    }

    /** Sets how many connections there may be at once; 0 means any number. More are answered with 503. */
    public ChatPipeline maxConnections(int connections) {
        return new ChatPipeline(
                hub, path, origins, proxies, notNegative("maxConnections", connections), maxConnectionsPerAddress);
    }

    /**
     * Sets how many connections there may be at once from one IPv4 address or one IPv6 /64; 0 means any number. More are
     * answered with 429.
     */
    public ChatPipeline maxConnectionsPerAddress(int connections) {
        return new ChatPipeline(
                hub, path, origins, proxies, maxConnections, notNegative("maxConnectionsPerAddress", connections));
    }

    /**
     * Appends the handler. Call it where it should stand: behind {@code HttpServerCodec} and
     * {@code HttpObjectAggregator}, and in front of the host's own handler for requests.
     *
     * @throws IllegalStateException when codec or aggregator are not in the pipeline yet
     */
    public void addTo(ChannelPipeline pipeline) {
        if (HttpAnswer.decoder(pipeline) == null || pipeline.get(HttpObjectAggregator.class) == null) {
            throw new IllegalStateException(
                    "Add an HttpServerCodec and an HttpObjectAggregator to the pipeline first; the chat comes behind them.");
        }
        pipeline.addLast(new WebSocketUpgradeHandler(settings));
    }

    static WebSocketUpgradeHandler.Settings settings(
            Hub hub, String path, Origins origins, Proxies proxies, Admission admission) {
        Limits limits = hub.limits();
        return new WebSocketUpgradeHandler.Settings(
                path,
                origins,
                proxies,
                admission,
                hub::handshakeRefused,
                hub.authenticates() ? hub::authenticate : null,
                new WebSocketPipeline(
                        (channel, handshake, identity, wire) ->
                                new ChatFrameHandler(hub.connect(channel, handshake, identity, wire), limits.idle()),
                        new MessageAssembler.Limits(
                                limits.frameBytes(),
                                limits.fragments(),
                                limits.messageTime().toMillis()),
                        true));
    }

    static String checkPath(String path) {
        if (!path.startsWith("/") || path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
            throw new IllegalArgumentException(
                    "The path is \"" + path + "\"; it must begin with / and have no query, for example /chat");
        }
        return path;
    }

    static int notNegative(String name, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be 0 (no limit) or more");
        }
        return value;
    }
}
