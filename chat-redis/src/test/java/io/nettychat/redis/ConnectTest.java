package io.nettychat.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nettychat.testing.Ports;
import io.nettychat.testing.RedisProcess;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node finds out at its start, and what all nodes must have in common. */
@Timeout(120)
class ConnectTest {
    @Test
    void aRedisThatKeepsNothingIsRefusedWithItsReason() {
        try (RedisProcess replica = new RedisProcess("--replicaof", "127.0.0.1 " + Ports.free())) {
            assertThatThrownBy(() -> RedisLog.connect(replica.uri()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("127.0.0.1")
                    .hasMessageContaining(Integer.toString(replica.port()))
                    .hasMessageContaining("READONLY");
        }
    }

    @Test
    void noPasswordIsInWhatIsSaid() {
        String redis = "redis://user:s3cr3t@127.0.0.1:" + Ports.free();
        try (RedisProcess open = new RedisProcess()) {
            for (String uri : List.of(
                    redis,
                    redis + "/nonsense",
                    "redis://user:s3cr3t@127.0.0.1:" + open.port(),
                    "redis://s3cr3t@127.0.0.1:" + Ports.free(),
                    "redis-cluster://user:s3cr3t@127.0.0.1:" + Ports.free(),
                    "redis-sentinel://s3cr3t@127.0.0.1:" + Ports.free() + "#main")) {
                assertThatThrownBy(() -> RedisLog.connect(uri)).as(uri).satisfies(failure -> {
                    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                        assertThat(cause.toString()).doesNotContain("s3cr3t");
                    }
                    assertThat(failure.getMessage()).as("nobody gave it").doesNotContain("clientName");
                });
            }
        }
    }

    @Test
    void aFlushedRedisIsGivenTheSecretThatAllNodesKnow() {
        try (RedisProcess redis = new RedisProcess()) {
            Node first = Node.on(redis, "room");
            Node second = Node.on(redis, "room");
            byte[] key = first.log.sessionKey();
            assertThat(second.log.sessionKey()).isEqualTo(key);
            first.close();
            redis.command("FLUSHALL");
            assertThat(second.say("ann", "hello", null).join()).startsWith("placed");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> redis.command("EXISTS", "chat:{nodes}:secret").startsWith(":1"));
            Node later = Node.on(redis, "room");
            assertThat(later.log.sessionKey())
                    .as("it knows the sessions of the others")
                    .isEqualTo(key);
            later.close();
            second.close();
        }
    }
}
