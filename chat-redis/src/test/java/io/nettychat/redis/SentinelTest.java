package io.nettychat.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nettychat.testing.Ports;
import io.nettychat.testing.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A master that dies, and a replica that a sentinel makes the next master. */
@Timeout(180)
class SentinelTest {
    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(200));
    }

    @Test
    void aFailoverLosesNothingThatWasReplicatedAndDoublesNothing() throws IOException {
        RedisProcess master = new RedisProcess();
        RedisProcess replica = new RedisProcess("--replicaof", "127.0.0.1 " + master.port());
        int port = Ports.free();
        Path config = Files.createTempFile("sentinel", ".conf");
        Files.writeString(
                config,
                "port " + port + "\nbind 127.0.0.1\nsentinel monitor chat 127.0.0.1 " + master.port()
                        + " 1\nsentinel down-after-milliseconds chat 1000\nsentinel failover-timeout chat 5000\n");
        Process sentinel = new ProcessBuilder(RedisProcess.program().toString(), config.toString(), "--sentinel")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            soon().until(() -> replica.command("INFO", "replication").contains("master_link_status:up"));
            soon().ignoreExceptions().until(() -> {
                log(port).close();
                return true;
            });
            try (Node a = new Node(log(port), "room");
                    Node b = new Node(log(port), "room")) {
                for (int i = 0; i < 20; i++) {
                    say(i % 2 == 0 ? a : b, "before " + i);
                }
                soon().until(() ->
                        replica.command("HGET", "chat:{room:room}:meta", "seq").contains("20"));
                master.kill();
                for (int i = 0; i < 20; i++) {
                    say(i % 2 == 0 ? a : b, "after " + i);
                }
                soon().until(() -> a.head() == 40 && b.head() == 40);
                assertThat(a.messages).isEqualTo(b.messages);
                assertThat(a.texts()).doesNotHaveDuplicates();
                assertThat(a.events).isEmpty();
            }
        } finally {
            sentinel.destroyForcibly();
            replica.close();
            master.close();
            Files.deleteIfExists(config);
        }
    }

    private static RedisLog log(int sentinel) {
        return RedisLog.builder("redis-sentinel://127.0.0.1:" + sentinel + "#chat")
                .patience(Duration.ofSeconds(1))
                .connect();
    }

    private static void say(Node node, String text) {
        soon().until(() -> !node.say("ann", text, text)
                .orTimeout(20, TimeUnit.SECONDS)
                .join()
                .startsWith("refused"));
    }
}
