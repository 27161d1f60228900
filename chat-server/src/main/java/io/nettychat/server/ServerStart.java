package io.nettychat.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.nettychat.hub.Hub;
import io.nettychat.hub.HubBuilder;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a server is put together: loops, hub, pipeline, sockets; and taken apart again when one of them cannot be had. On the
 * thread of whoever starts it.
 */
final class ServerStart {
    private static final Logger log = LoggerFactory.getLogger(ChatServer.class);

    private static final int BACKLOG = 1024;

    /** One size for every read: what clients send is small, and learning its size costs 100 bytes a connection. */
    private static final FixedRecvByteBufAllocator READ = new FixedRecvByteBufAllocator(4 * 1024);

    /** What may wait for a socket before its reader is put aside: beside the batch at hand, next to nothing. */
    private static final WriteBufferWaterMark QUEUE = new WriteBufferWaterMark(8 * 1024, 16 * 1024);

    /**
     * What the kernel may hold for a socket beyond what the other side has room for. Left to itself it holds up to 4 MiB
     * for each reader that does not read, out of memory that all connections of the machine share.
     */
    private static final Long UNSENT_BYTES = 64L * 1024;

    private ServerStart() {}

    /** Starts a server. When this method returns, it is listening. */
    static ChatServer of(ChatServerBuilder settings) {
        IoEventLoopGroup hostLoops = settings.group;
        Transport transport = hostLoops == null ? settings.transport.resolve() : Transport.of(hostLoops);
        IoEventLoopGroup loops = hostLoops != null
                ? hostLoops
                : new MultiThreadIoEventLoopGroup(settings.loops, new LoopThreads(), transport.ioHandlerFactory());
        IoEventLoopGroup ownLoops = hostLoops == null ? loops : null;
        Hub hub = null;
        StaticFiles files = null;
        TlsSource tls = null;
        try {
            tls = settings.openTls();
            HubBuilder builder = Hub.on(loops);
            settings.setUp(builder);
            hub = builder.build();
            files = StaticFiles.load(ChatServer.class.getClassLoader(), settings.origins);
            WarmUp.once();
            if (tls != null) {
                WarmUp.tls(tls.context());
            }
            ChatServer server = listen(settings, transport, loops, ownLoops, hub, files, tls);
            server.watch();
            log.info(
                    "Listening on {}:{} ({}{}, {} event loops)",
                    server.host(),
                    server.port(),
                    tls == null ? "" : "TLS, ",
                    transport.name().toLowerCase(Locale.ROOT),
                    settings.group == null ? settings.loops : "the host's");
            return server;
        } catch (RuntimeException | Error e) {
            if (hub != null) {
                hub.close();
            }
            if (files != null) {
                files.close();
            }
            if (tls != null) {
                tls.close();
            }
            ChatServer.shutDown(ownLoops);
            throw e;
        }
    }

    private static ChatServer listen(
            ChatServerBuilder settings,
            Transport transport,
            IoEventLoopGroup loops,
            @Nullable IoEventLoopGroup ownLoops,
            Hub hub,
            StaticFiles files,
            @Nullable TlsSource tls) {
        int sockets = FileDescriptors.maxSockets();
        Admission admission = new Admission(
                connections(settings.maxConnections, sockets),
                settings.maxConnectionsPerAddress,
                hub.limits(),
                hub::isAccepting);
        Supplier<String> own = () -> "# HELP chat_up Whether the server is up.\n# TYPE chat_up gauge\nchat_up 1\n"
                + "# HELP chat_connections Open WebSocket connections.\n# TYPE chat_connections gauge\n"
                + "chat_connections " + admission.open() + "\n";
        Supplier<String> scrape = settings.scrape;
        HttpPipeline http = new HttpPipeline(new HttpPipeline.Settings(
                settings.times,
                tls,
                settings.proxyProtocol,
                settings.apiTokens.isEmpty()
                        ? null
                        : new ApiHandler.Settings(
                                settings.pathPrefix + "/api/", new Api(hub), List.copyOf(settings.apiTokens)),
                ChatPipeline.settings(
                        hub, settings.pathPrefix + settings.path, settings.origins, settings.proxies, admission),
                new PageHandler.Settings(
                        files,
                        admission,
                        scrape == null ? own : scrape,
                        settings.proxies,
                        settings.pathPrefix,
                        settings.admin,
                        settings.strictTransport.toSeconds())));
        Sockets accepted = new Sockets(http::install, sockets);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, QUEUE)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, READ)
                .handler(accepted.door())
                .childHandler(accepted);
        ChannelOption<Long> unsent = transport.unsentLimit();
        if (unsent != null) {
            bootstrap.childOption(unsent, UNSENT_BYTES);
        }
        Channel listener = Binding.bind(bootstrap, settings.host, settings.port);
        Channel redirect = null;
        if (settings.redirectPort != ChatServerBuilder.NO_PORT) {
            int https = ((InetSocketAddress) listener.localAddress()).getPort();
            Sockets astray =
                    new Sockets(pipeline -> http.installRedirect(pipeline, https), FileDescriptors.redirects(sockets));
            ServerBootstrap second = bootstrap.clone().handler(astray.door()).childHandler(astray);
            try {
                redirect = Binding.bind(second, settings.host, settings.redirectPort);
            } catch (RuntimeException e) {
                listener.close().awaitUninterruptibly();
                throw e;
            }
        }
        return new ChatServer(listener, redirect, tls, settings.drain, hub, http, admission, files, ownLoops);
    }

    private static int connections(int wanted, int sockets) {
        int possible = FileDescriptors.connections(sockets);
        if (wanted > possible) {
            log.warn(
                    "{} connections are allowed, but the process can open only about {} more files. Raise the limit"
                            + " (ulimit -n); until then {} connections are allowed.",
                    wanted,
                    sockets,
                    possible);
        }
        return wanted == 0 ? possible : Math.min(wanted, possible);
    }

    /** Threads named {@code chat-loop-1}, {@code chat-loop-2} …; no daemons, because a server should keep its JVM up. */
    private static final class LoopThreads implements ThreadFactory {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public Thread newThread(Runnable task) {
            return new FastThreadLocalThread(task, "chat-loop-" + count.incrementAndGet());
        }
    }
}
