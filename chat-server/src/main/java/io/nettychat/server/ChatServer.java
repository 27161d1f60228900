package io.nettychat.server;

import io.netty.channel.Channel;
import io.netty.channel.IoEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import io.nettychat.hub.Hub;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A chat on one port: the page at {@code /}, the WebSocket at {@code /chat}, and {@code /healthz}, {@code /readyz} and
 * {@code /metrics} for operators.
 *
 * <pre>{@code
 * try (ChatServer server = ChatServer.builder().port(0).start()) {
 *     … server.port() …
 * }
 * }</pre>
 *
 * Several servers can live in one JVM; they share nothing. May be used from any thread.
 */
public final class ChatServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ChatServer.class);

    private static final long CLOSE_SECONDS = 10;

    /** Of the time to close, what is kept for those who are told last and do not answer, and for freeing everything. */
    private static final Duration FOR_THE_LAST = Duration.ofSeconds(5);

    private final Channel listener;
    private final @Nullable Channel redirect;
    private final @Nullable TlsSource tls;
    private final Duration drain;
    private final Hub hub;
    private final HttpPipeline http;
    private final Admission admission;
    private final StaticFiles files;
    private final @Nullable IoEventLoopGroup ownLoops;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** Of what {@link ServerStart} has put together. */
    ChatServer(
            Channel listener,
            @Nullable Channel redirect,
            @Nullable TlsSource tls,
            Duration drain,
            Hub hub,
            HttpPipeline http,
            Admission admission,
            StaticFiles files,
            @Nullable IoEventLoopGroup ownLoops) {
        this.listener = listener;
        this.redirect = redirect;
        this.tls = tls;
        this.drain = drain;
        this.hub = hub;
        this.http = http;
        this.admission = admission;
        this.files = files;
        this.ownLoops = ownLoops;
    }

    /** Begins to set up a server; without any setting it listens on 127.0.0.1:3000. */
    public static ChatServerBuilder builder() {
        return new ChatServerBuilder();
    }

    /**
     * Loads ahead of time what the first server of a process needs, on the thread of the caller. A program that has other
     * things to do before it starts its server can have this done beside them; else the start does it.
     */
    public static void warmUp() {
        WarmUp.once();
    }

    /** An event loop that ends while the server is up takes its connections with it: better no server than a deaf one. */
    void watch() {
        if (ownLoops != null) {
            for (EventExecutor loop : ownLoops) {
                loop.terminationFuture().addListener(ended -> {
                    if (!closing.get()) {
                        IllegalStateException fault = new IllegalStateException(
                                "An event loop ended by itself; the server is closed.", ended.cause());
                        log.error("An event loop ended by itself; the server is closed.", fault);
                        closed.completeExceptionally(fault);
                        closeOnNewThread();
                    }
                });
            }
        }
    }

    /** Returns the port that the server listens on: the one asked for, or the one that the system chose. */
    public int port() {
        return address().getPort();
    }

    /** Returns the address that the server listens on, as text. */
    public String host() {
        return address().getAddress().getHostAddress();
    }

    /** Returns the address and port that the server listens on. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Returns the port that sends people on to HTTPS; empty when there is none. */
    public OptionalInt redirectPort() {
        return redirect == null
                ? OptionalInt.empty()
                : OptionalInt.of(((InetSocketAddress) redirect.localAddress()).getPort());
    }

    /** Returns whether TLS is spoken on the port. */
    public boolean isSecure() {
        return tls != null;
    }

    /** Returns the engine. */
    public Hub hub() {
        return hub;
    }

    /** Returns the event loops that the server lives on, for those who want to watch them; they stay the server's. */
    public EventExecutorGroup eventLoops() {
        return listener.eventLoop().parent();
    }

    /** Returns how many WebSocket connections are open. */
    public int connections() {
        return admission.open();
    }

    /**
     * Completes when the server is closed: normally after {@link #close()}, exceptionally when it had to give up because
     * one of its event loops ended by itself. A process that only serves should end then.
     */
    public CompletionStage<Void> closed() {
        return closed.minimalCompletionStage();
    }

    /**
     * Closes the server in order: {@code /readyz} says no, nobody is let in any more, the clients are told in batches to
     * come back, each at a time of its own, and their connections are closed properly; then what the server itself created
     * is freed. Returns when that is done, at the latest after the time set by {@link ChatServerBuilder#drain} and some
     * seconds; from an event loop it returns at once, and {@link #closed()} tells when it is done. Repeats wait for the
     * first.
     */
    @Override
    public void close() {
        if (inEventLoop()) {
            closeOnNewThread();
        } else if (closing.compareAndSet(false, true)) {
            closeNow();
        } else {
            awaitQuietly(closed, drain.plusSeconds(2 * CLOSE_SECONDS));
        }
    }

    /** Over how long the clients may be told, so that the last of them can still answer within the whole time. */
    private static Duration spread(Duration whole) {
        Duration half = whole.dividedBy(2);
        Duration rest = whole.minus(FOR_THE_LAST);
        return rest.compareTo(half) > 0 ? rest : half;
    }

    private boolean inEventLoop() {
        Thread current = Thread.currentThread();
        for (EventExecutor loop : eventLoops()) {
            if (loop.inEventLoop(current)) {
                return true;
            }
        }
        return false;
    }

    private void closeOnNewThread() {
        if (closing.compareAndSet(false, true)) {
            new Thread(this::closeNow, "chat-close").start();
        }
    }

    private void closeNow() {
        try {
            long end = System.nanoTime() + drain.toNanos();
            CompletableFuture<Void> empty = admission.drain();
            listener.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
            if (redirect != null) {
                redirect.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
            }
            if (admission.open() > 0) {
                log.info("Closing: {} connections are asked to come back later", admission.open());
            }
            awaitQuietly(hub.drain(spread(drain)).toCompletableFuture(), drain);
            awaitQuietly(empty, Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            hub.close();
            http.closeAll();
            if (admission.open() > 0) {
                log.warn("{} connections did not close in time", admission.open());
            }
        } finally {
            files.close();
            if (tls != null) {
                tls.close();
            }
            shutDown(ownLoops);
            log.info("Closed");
            closed.complete(null);
        }
    }

    private static void awaitQuietly(CompletableFuture<Void> done, Duration bound) {
        try {
            done.get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.debug("Closing goes on without waiting any longer", e);
        }
    }

    static void shutDown(@Nullable IoEventLoopGroup loops) {
        if (loops != null) {
            loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}
