package io.nettychat.redis;

import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.pubsub.StatefulRedisClusterPubSubConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Redis Cluster. Every key of a room, and its channel, lie in one slot; what is published is heard on the server that
 * holds the slot, and nowhere else (sharded pub/sub, Redis 7). So each master that holds a room of ours gets an {@link Ear}.
 */
final class ClusterLink extends LettuceLink {
    private static final Logger log = LoggerFactory.getLogger(ClusterLink.class);

    private final RedisClusterClient client;
    private final String id = UUID.randomUUID().toString();
    private volatile @Nullable StatefulRedisClusterConnection<byte[], byte[]> commands;
    private volatile @Nullable StatefulRedisClusterPubSubConnection<byte[], byte[]> hub;

    /** By the id of the master. */
    private final Map<String, CompletableFuture<Ear>> ears = new ConcurrentHashMap<>();
    /** By channel: the id of the master on which it is heard. */
    private final Map<String, String> places = new ConcurrentHashMap<>();

    ClusterLink(RedisAddress address, Duration patience, Listener listener) {
        super(listener);
        this.client = RedisClusterClient.create(resources, address.seeds());
        ClusterClientOptions.Builder options = settle(ClusterClientOptions.builder(), patience);
        client.setOptions(options.topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(Duration.ofSeconds(15))
                        .adaptiveRefreshTriggersTimeout(Duration.ofSeconds(2))
                        .build())
                .build());
        client.addListener(restored());
    }

    @Override
    void open() {
        commands = client.connect(ByteArrayCodec.INSTANCE);
        hub = client.connectPubSub(ByteArrayCodec.INSTANCE);
    }

    @Override
    RedisScriptingAsyncCommands<byte[], byte[]> commands() {
        return standing(commands).async();
    }

    @Override
    public String publish() {
        return "SPUBLISH";
    }

    @Override
    public CompletionStage<Void> subscribe(String channel) {
        wanted.add(channel);
        String master = masterOf(channel);
        if (master == null) {
            return CompletableFuture.failedFuture(new RedisConnectionException("no server has this slot now"));
        }
        return listen(channel, master);
    }

    private @Nullable String masterOf(String channel) {
        RedisClusterNode node = client.getPartitions().getMasterBySlot(SlotHash.getSlot(LettuceLink.bytes(channel)));
        return node == null ? null : node.getNodeId();
    }

    private CompletionStage<Void> listen(String channel, String master) {
        places.put(channel, master);
        return earOf(master).thenCompose(ear -> ear.subscribe(channel)).whenComplete((done, failure) -> {
            if (failure != null) {
                places.remove(channel, master); // looked after later
            }
        });
    }

    private CompletableFuture<Ear> earOf(String master) {
        CompletableFuture<Ear> ear = ears.computeIfAbsent(master, key -> {
            StatefulRedisClusterPubSubConnection<byte[], byte[]> open = hub;
            return open == null
                    ? CompletableFuture.failedFuture(new RedisConnectionException("there is no connection"))
                    : open.getConnectionAsync(key)
                            .thenApply(connection -> new Ear(connection, true, probeOn(key), listener));
        });
        if (ear.isCompletedExceptionally()) {
            ears.remove(master, ear);
        }
        return ear;
    }

    /** Returns a channel whose slot is on this master. */
    private String probeOn(String master) {
        for (int i = 0; i < 100_000; i++) {
            String channel = "probe:" + id + ":" + i;
            if (master.equals(masterOf(channel))) {
                return channel;
            }
        }
        throw new RedisConnectionException("the server " + master + " has no slots");
    }

    @Override
    public void unsubscribe(String channel) {
        wanted.remove(channel);
        leave(channel, places.remove(channel));
    }

    private void leave(String channel, @Nullable String master) {
        CompletableFuture<Ear> ear = master == null ? null : ears.get(master);
        if (ear != null && !isClosed()) {
            ear.thenAccept(listening -> listening.unsubscribe(channel));
        }
    }

    @Override
    void tend() {
        for (String channel : wanted) {
            String master = masterOf(channel);
            String place = places.get(channel);
            if (master != null && !master.equals(place)) {
                leave(channel, place);
                listen(channel, master); // its slot has moved
            }
        }
        List<String> masters = List.copyOf(ears.keySet());
        for (String master : masters) {
            CompletableFuture<Ear> ear = ears.get(master);
            RedisClusterNode node = client.getPartitions().getPartitionByNodeId(master);
            if (node == null || node.getSlots().isEmpty()) {
                ears.remove(master);
                if (ear != null) {
                    ear.thenAccept(gone -> gone.connection().closeAsync());
                }
            } else if (ear != null && ear.isDone() && !ear.isCompletedExceptionally()) {
                if (ear.join()
                        .isDeaf((channel, message) -> standing(commands).async().spublish(channel, message))) {
                    log.warn("the cluster is there, but what is published is not heard; subscribing anew");
                    renew();
                    return;
                }
            }
        }
    }

    @Override
    public synchronized void renew() {
        StatefulRedisClusterPubSubConnection<byte[], byte[]> old = hub;
        if (isClosed() || old == null) {
            return;
        }
        hub = null;
        client.refreshPartitionsAsync();
        client.connectPubSubAsync(ByteArrayCodec.INSTANCE).whenComplete((made, failure) -> {
            hub = made == null ? old : made;
            if (made != null) {
                ears.clear();
                places.clear();
                old.closeAsync();
                tend();
            }
        });
    }

    @Override
    void shutdown() {
        client.shutdown(0, 1, TimeUnit.SECONDS);
    }
}
