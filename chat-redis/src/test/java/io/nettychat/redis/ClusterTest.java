package io.nettychat.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.nettychat.spi.Signal;
import io.nettychat.testing.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes on a Redis Cluster of three masters. Skipped where the Redis at hand is too old for sharded pub/sub. */
@Timeout(180)
class ClusterTest {
    private final List<RedisProcess> masters = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();

    private void createCluster() {
        for (int i = 0; i < 3; i++) {
            masters.add(new RedisProcess("--cluster-enabled", "yes", "--cluster-node-timeout", "2000"));
        }
        assumeThat(masters.get(0).isSharded()).isTrue();
        int[] from = {0, 5_461, 10_923, 16_384};
        for (int i = 0; i < 3; i++) {
            masters.get(i).command("CLUSTER", "ADDSLOTSRANGE", "" + from[i], "" + (from[i + 1] - 1));
            masters.get(0)
                    .command("CLUSTER", "MEET", "127.0.0.1", "" + masters.get(i).port());
        }
        for (RedisProcess master : masters) {
            soon().until(() -> {
                String info = master.command("CLUSTER", "INFO");
                return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:3");
            });
        }
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100));
    }

    private RedisLog log() {
        return RedisLog.builder("redis-cluster://127.0.0.1:" + masters.get(0).port() + ",127.0.0.1:"
                        + masters.get(2).port())
                .patience(Duration.ofSeconds(1))
                .connect();
    }

    private Node room(RedisLog log, int number) {
        Node node = new Node(log, "room" + number);
        nodes.add(node);
        return node;
    }

    @AfterEach
    void end() {
        nodes.forEach(Node::close);
        masters.forEach(RedisProcess::close);
    }

    @Test
    void roomsAreSpreadOverTheMastersAndOutliveOneOfThem() {
        createCluster();
        RedisLog one = log();
        RedisLog two = log();
        List<Node> left = new ArrayList<>();
        List<Node> right = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            left.add(room(one, i));
            right.add(room(two, i));
        }
        sayInEach(left, right, "first");
        left.get(0).signal(Signal.Kind.HERE, "ann");
        soon().until(() -> right.get(0).events.contains("HERE ann"));
        for (RedisProcess master : masters) {
            assertThat(master.command("DBSIZE")).as("every master has rooms").doesNotContain(":0\r");
        }
        assertThat(one.directory()
                        .claim("u1", "ann", List.of("ann"))
                        .toCompletableFuture()
                        .join())
                .isTrue();
        assertThat(two.directory()
                        .claim("u2", "ann", List.of("ann"))
                        .toCompletableFuture()
                        .join())
                .isFalse();

        RedisProcess victim = masters.get(1);
        victim.kill();
        victim.start();
        soon().until(() -> masters.get(0).command("CLUSTER", "INFO").contains("cluster_state:ok"));
        sayInEach(right, left, "second");
        for (int i = 0; i < 9; i++) {
            assertThat(left.get(i).texts()).doesNotHaveDuplicates();
            assertThat(left.get(i).messages).isEqualTo(right.get(i).messages);
            assertThat(left.get(i).events).doesNotContain("interrupted");
        }
    }

    private static void sayInEach(List<Node> speakers, List<Node> listeners, String text) {
        for (int i = 0; i < speakers.size(); i++) {
            Node speaker = speakers.get(i);
            Node listener = listeners.get(i);
            soon().until(() -> !speaker.say("ann", text, text)
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join()
                    .startsWith("refused"));
            soon().until(() -> listener.texts().contains(text));
        }
    }
}
