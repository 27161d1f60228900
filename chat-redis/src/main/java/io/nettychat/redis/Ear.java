package io.nettychat.redis;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One connection on which channels are heard, and the channel by which it is found out whether it hears at all: TCP may
 * stand on a connection to a server that nobody publishes on any more.
 */
final class Ear {
    private final StatefulRedisPubSubConnection<byte[], byte[]> connection;
    private final boolean sharded;
    private final String probe;
    private volatile long asked;
    private volatile long heard;

    Ear(
            StatefulRedisPubSubConnection<byte[], byte[]> connection,
            boolean sharded,
            String probe,
            Link.Listener listener) {
        this.connection = connection;
        this.sharded = sharded;
        this.probe = probe;
        connection.addListener(new RedisPubSubAdapter<byte[], byte[]>() {
            @Override
            public void message(byte[] channel, byte[] message) {
                hear(LettuceLink.text(channel), message);
            }

            @Override
            public void smessage(byte[] channel, byte[] message) {
                hear(LettuceLink.text(channel), message);
            }

            @Override
            public void subscribed(byte[] channel, long count) {
                listener.listening(LettuceLink.text(channel));
            }

            @Override
            public void ssubscribed(byte[] channel, long count) {
                listener.listening(LettuceLink.text(channel));
            }

            private void hear(String channel, byte[] message) {
                if (channel.equals(probe)) {
                    heard = Long.parseLong(LettuceLink.text(message));
                } else {
                    listener.heard(channel, message);
                }
            }
        });
        subscribe(probe);
    }

    StatefulRedisPubSubConnection<byte[], byte[]> connection() {
        return connection;
    }

    CompletionStage<Void> subscribe(String channel) {
        try {
            RedisPubSubAsyncCommands<byte[], byte[]> commands = connection.async();
            byte[] name = LettuceLink.bytes(channel);
            return sharded ? commands.ssubscribe(name) : commands.subscribe(name);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    void unsubscribe(String channel) {
        byte[] name = LettuceLink.bytes(channel);
        if (sharded) {
            connection.async().sunsubscribe(name);
        } else {
            connection.async().unsubscribe(name);
        }
    }

    /** Publishes something by which this ear can be known to hear. */
    interface Publisher {
        CompletionStage<Long> publish(byte[] channel, byte[] message);
    }

    /** Returns whether the last probe was published and is still not heard; then publishes the next one. */
    boolean isDeaf(Publisher publisher) {
        boolean deaf = asked > heard;
        long next = asked + 1;
        @Nullable
        CompletionStage<Long> published = publisher.publish(LettuceLink.bytes(probe), LettuceLink.bytes("" + next));
        published.whenComplete((count, failure) -> {
            if (failure == null) {
                asked = next;
            }
        });
        return deaf;
    }
}
