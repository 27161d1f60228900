package io.nettychat.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One Redis, known by its address or by its sentinels: each new connection asks them who is the master. */
final class SoloLink extends LettuceLink {
    private static final Logger log = LoggerFactory.getLogger(SoloLink.class);

    private final RedisURI address;
    private final RedisClient client;
    private final String probe = "probe:" + UUID.randomUUID();
    private final AtomicBoolean renewing = new AtomicBoolean();
    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> commands;
    private volatile @Nullable Ear ear;

    SoloLink(RedisURI address, Duration patience, Listener listener) {
        super(listener);
        this.address = address;
        this.client = RedisClient.create(resources);
        client.setOptions(settle(ClientOptions.builder(), patience).build());
        client.addListener(restored());
    }

    @Override
    void open() {
        commands = client.connect(ByteArrayCodec.INSTANCE, address);
        ear = new Ear(client.connectPubSub(ByteArrayCodec.INSTANCE, address), false, probe, listener);
    }

    @Override
    RedisScriptingAsyncCommands<byte[], byte[]> commands() {
        return standing(commands).async();
    }

    @Override
    public String publish() {
        return "PUBLISH";
    }

    @Override
    public CompletionStage<Void> subscribe(String channel) {
        wanted.add(channel);
        Ear listening = ear;
        return listening == null
                ? CompletableFuture.failedFuture(new RedisConnectionException("there is no connection"))
                : listening.subscribe(channel);
    }

    @Override
    public void unsubscribe(String channel) {
        Ear listening = ear;
        if (wanted.remove(channel) && listening != null && !isClosed()) {
            listening.unsubscribe(channel);
        }
    }

    @Override
    void tend() {
        Ear listening = ear;
        if (listening != null
                && listening.isDeaf(
                        (channel, message) -> standing(commands).async().publish(channel, message))) {
            log.warn("Redis is there, but what is published is not heard; subscribing anew");
            renew();
        }
    }

    @Override
    public void renew() {
        if (isClosed() || !renewing.compareAndSet(false, true)) {
            return;
        }
        CompletableFuture<StatefulRedisConnection<byte[], byte[]>> nextCommands =
                client.connectAsync(ByteArrayCodec.INSTANCE, address).toCompletableFuture();
        CompletableFuture<Ear> nextEar = client.connectPubSubAsync(ByteArrayCodec.INSTANCE, address)
                .toCompletableFuture()
                .thenApply(connection -> new Ear(connection, false, probe, listener));
        nextCommands.thenCombine(nextEar, this::replace).whenComplete((done, failure) -> {
            if (failure != null) {
                log.debug("could not connect to Redis anew", failure);
                nextCommands.thenAccept(StatefulRedisConnection::closeAsync);
                nextEar.thenAccept(made -> made.connection().closeAsync());
            }
            // Not again at once: until the sentinels agree on a new master, the old one is all there is.
            resources.eventExecutorGroup().schedule(() -> renewing.set(false), 1, TimeUnit.SECONDS);
        });
    }

    private boolean replace(StatefulRedisConnection<byte[], byte[]> nextCommands, Ear nextEar) {
        StatefulRedisConnection<byte[], byte[]> oldCommands = commands;
        Ear oldEar = ear;
        commands = nextCommands;
        ear = nextEar;
        wanted.forEach(nextEar::subscribe);
        if (oldCommands != null) {
            oldCommands.closeAsync();
        }
        if (oldEar != null) {
            oldEar.connection().closeAsync();
        }
        listener.restored();
        return true;
    }

    @Override
    void shutdown() {
        client.shutdown(0, 1, TimeUnit.SECONDS);
    }
}
