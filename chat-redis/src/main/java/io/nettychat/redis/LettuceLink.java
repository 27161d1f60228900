package io.nettychat.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the ways to Redis have in common. The client has an event-loop group of its own with two threads: given ours, it
 * would choose the class of its channels by what the system has, not by what our group can carry.
 *
 * <p>A command whose connection breaks fails, and is not sent again by the client: the rooms do that, in their order.
 */
abstract class LettuceLink implements Link {
    private static final Logger log = LoggerFactory.getLogger(LettuceLink.class);

    /** How often subscriptions are looked after. */
    static final long TEND_SECONDS = 5;

    final ClientResources resources;
    final Listener listener;

    /** The channels that are to be heard. */
    final Set<String> wanted = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    LettuceLink(Listener listener) {
        this.listener = listener;
        this.resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .reconnectDelay(() ->
                        Delay.fullJitter(Duration.ofMillis(100), Duration.ofSeconds(1), 100, TimeUnit.MILLISECONDS))
                .build();
    }

    /** Connects, however long it takes to find out that it cannot be done: some seconds. */
    static Link connect(RedisAddress address, Duration patience, Listener listener) {
        LettuceLink link = address.cluster()
                ? new ClusterLink(address, patience, listener)
                : new SoloLink(address.seeds().get(0), patience, listener);
        try {
            link.open();
        } catch (RedisException e) {
            link.close();
            throw e;
        } catch (RuntimeException e) {
            link.close();
            throw new RedisConnectionException(String.valueOf(e.getMessage()), e);
        }
        link.resources
                .eventExecutorGroup()
                .scheduleWithFixedDelay(link::tendSafely, TEND_SECONDS, TEND_SECONDS, TimeUnit.SECONDS);
        return link;
    }

    /** Options that both kinds of client share. */
    static <B extends ClientOptions.Builder> B settle(B options, Duration patience) {
        options.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .replayFilter(command -> true) // what is filtered is not sent again
                .timeoutOptions(TimeoutOptions.enabled(patience))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(Duration.ofSeconds(3))
                        .keepAlive(SocketOptions.KeepAliveOptions.builder()
                                .enable()
                                .idle(Duration.ofSeconds(10))
                                .interval(Duration.ofSeconds(3))
                                .count(3)
                                .build())
                        .build());
        return options;
    }

    /** Makes the connections. Blocks. */
    abstract void open();

    /** Returns where scripts are run, or throws when there is no connection. */
    abstract RedisScriptingAsyncCommands<byte[], byte[]> commands();

    /** Returns a connection if there is one, and throws if not. */
    final <T> T standing(@Nullable T connection) {
        if (connection == null || closed) {
            throw new RedisConnectionException("there is no connection");
        }
        return connection;
    }

    /** Returns what tells the {@link Listener} of connections that stand again. */
    final RedisConnectionStateListener restored() {
        return new RedisConnectionStateListener() {
            @Override
            public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress to) {
                listener.restored();
            }
        };
    }

    /** Looks whether what is to be heard is heard. */
    abstract void tend();

    abstract void shutdown();

    private void tendSafely() {
        try {
            if (!closed) {
                tend();
            }
        } catch (RuntimeException e) {
            log.debug("could not look after the subscriptions", e);
        }
    }

    final boolean isClosed() {
        return closed;
    }

    @Override
    public final CompletionStage<byte[]> run(Script script, List<String> keys, List<String> arguments) {
        byte[][] keyBytes = bytes(keys);
        byte[][] argumentBytes = bytes(arguments);
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        try {
            RedisScriptingAsyncCommands<byte[], byte[]> commands = commands();
            commands.<byte[]>evalsha(script.digest(), ScriptOutputType.VALUE, keyBytes, argumentBytes)
                    .whenComplete((value, failure) -> {
                        if (failure instanceof RedisNoScriptException) {
                            send(commands, script, keyBytes, argumentBytes, answer);
                        } else {
                            complete(answer, value, failure);
                        }
                    });
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private void send(
            RedisScriptingAsyncCommands<byte[], byte[]> commands,
            Script script,
            byte[][] keys,
            byte[][] arguments,
            CompletableFuture<byte[]> answer) {
        try {
            commands.<byte[]>eval(script.source(), ScriptOutputType.VALUE, keys, arguments)
                    .whenComplete((value, failure) -> complete(answer, value, failure));
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    private void complete(CompletableFuture<byte[]> answer, byte @Nullable [] value, @Nullable Throwable failure) {
        if (failure != null) {
            if (String.valueOf(failure.getMessage()).startsWith("READONLY")) {
                renew(); // this one was a master once
            }
            answer.completeExceptionally(failure);
        } else if (value == null) {
            answer.completeExceptionally(new RedisException("a script returned nothing"));
        } else {
            answer.complete(value);
        }
    }

    static byte[][] bytes(List<String> texts) {
        byte[][] bytes = new byte[texts.size()][];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes(texts.get(i));
        }
        return bytes;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public final void close() {
        closed = true;
        shutdown();
        resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
