package io.nettychat.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.testing.Ports;
import io.nettychat.testing.RedisProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two servers in processes of their own on one Redis, which is maltreated while sixteen clients speak, cut and come back. */
@Timeout(240)
class ManyNodesIT {
    @RegisterExtension
    final ServerJar jar = new ServerJar();

    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(8);
    private final List<ScheduledFuture<?>> disasters = new ArrayList<>();
    private final RedisProcess redis = new RedisProcess();
    private final int[] ports = {Ports.free(), Ports.free()};

    @AfterEach
    void end() {
        timer.shutdownNow();
        redis.close();
    }

    private Process node(int port) throws IOException {
        return jar.serve("--port", Integer.toString(port), "--redis", redis.uri(), "--rate-limit", "0");
    }

    private String check(int seconds) throws IOException, InterruptedException {
        Process check = jar.start(
                "check",
                "http://127.0.0.1:" + ports[0] + "/",
                "http://127.0.0.1:" + ports[1] + "/",
                "--seconds",
                Integer.toString(seconds),
                "--rate",
                "40");
        CompletableFuture<String> progress = ServerJar.drain(check.getErrorStream());
        String report = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(ServerJar.exitCode(check)).as(() -> progress.join() + report).isZero();
        return report;
    }

    /** Something that happens at a time of the check. */
    private void at(int seconds, Callable<?> disaster) {
        disasters.add(timer.schedule(disaster, seconds, TimeUnit.SECONDS));
    }

    private void allHaveHappened() throws Exception {
        for (ScheduledFuture<?> disaster : disasters) {
            disaster.get(0, TimeUnit.SECONDS);
        }
    }

    private static Callable<?> of(Runnable task) {
        return Executors.callable(task);
    }

    @Test
    void frozenKilledAndStartedAgainWithItsData() throws Exception {
        Process first = node(ports[0]);
        node(ports[1]);
        at(6, of(redis::freeze));
        at(11, of(redis::thaw));
        at(15, of(redis::kill));
        at(18, of(redis::start));
        at(22, first::destroyForcibly);
        at(23, () -> node(ports[0]));
        String report = check(30);
        allHaveHappened();
        assertThat(report).contains("All promises held.").contains("epochs       1");
    }

    @Test
    void flushedAndStartedAgainWithoutItsData() throws Exception {
        node(ports[0]);
        node(ports[1]);
        at(6, () -> redis.command("FLUSHALL"));
        at(14, () -> {
            redis.kill();
            redis.eraseData();
            redis.start();
            return null;
        });
        String report = check(24);
        allHaveHappened();
        assertThat(report).contains("All promises held.").contains("epochs       3");
    }
}
