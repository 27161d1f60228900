package io.nettychat.server.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.util.internal.PlatformDependent;
import io.nettychat.model.Limits;
import io.nettychat.server.ChatServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Thousands of connections come, talk, and end in every way there is; then heap, direct memory, descriptors and threads are
 * back where they were. {@code -Dchurn=100000} makes it so many connections: on two busy cores that took 116 s, with 14.9 MiB
 * of heap, 2.8 MiB of direct memory, 70 descriptors and 18 threads before, and 15.1 MiB, 3.5 MiB, 70 and 18 after.
 */
@EnabledOnOs(OS.LINUX)
@Isolated("it measures the process")
class ChurnTest {
    private static final int CONNECTIONS = Integer.getInteger("churn", 4_000);
    private static final int WARM_UP = 1_000;
    private static final int THREADS = 4;
    private static final long MEBIBYTE = 1024 * 1024;

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void leavesEverythingAsItWas() throws Exception {
        Limits brief = Limits.builder().grace(Duration.ofMillis(200)).build();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (ChatServer server = ChatServer.builder()
                .port(0)
                .loops(2)
                .hub(hub -> hub.limits(brief).history(100))
                .start()) {
            churn(server, threads, WARM_UP);
            Usage before = settled(server);
            long begun = System.nanoTime();
            churn(server, threads, CONNECTIONS);
            double seconds = (System.nanoTime() - begun) / 1e9;
            AtomicReference<Usage> last = new AtomicReference<>(before);
            await().atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> {
                        Usage after = settled(server);
                        last.set(after);
                        assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors() + 2);
                        assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 4);
                        assertThat(after.direct()).isLessThanOrEqualTo(before.direct() + 2 * MEBIBYTE);
                        assertThat(after.heap()).isLessThanOrEqualTo(before.heap() + 4 * MEBIBYTE);
                    });
            System.out.printf(
                    Locale.ROOT,
                    "Churn: %d connections in %.1f s; before %s; after %s%n",
                    CONNECTIONS,
                    seconds,
                    before,
                    last.get());
            try (Attacker client = Attacker.upgraded(server.port())) {
                client.json("{'type':'ping','id':'still-here'}");
                assertThat(client.line("still-here")).isNotEmpty();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void churn(ChatServer server, ExecutorService threads, int connections) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int first = i;
            all.add(CompletableFuture.runAsync(
                    () -> {
                        for (int number = first; number < connections; number += THREADS) {
                            try {
                                live(server.port(), number);
                            } catch (IOException e) {
                                throw new IllegalStateException("connection " + number + " of " + connections, e);
                            }
                        }
                    },
                    threads));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    }

    /** The life of one connection, in one of seven ways. */
    private static void live(int port, int number) throws IOException {
        switch (number / THREADS % 7) {
            case 0 -> new Attacker(port).reset();
            case 1 -> new Attacker(port).send("GET /chat HTTP/1.1\r\nHo").close();
            case 2 -> new Attacker(port).send(Attacker.handshake("/chat", "")).reset();
            case 3 -> Attacker.upgraded(port).close();
            case 4 -> member(port, number).reset();
            case 5 -> {
                try (Attacker member = member(port, number)) {
                    member.send("\u0088\u0082\0\0\0\0\u0003\u00e8").awaitEnd();
                }
            }
            default -> {
                try (Attacker member = member(port, number)) {
                    member.send("\u0081\u00fe\u0fff\0\0\0\0 and no end");
                }
            }
        }
    }

    private static Attacker member(int port, int number) throws IOException {
        Attacker member = Attacker.upgraded(port);
        member.json("{'type':'hello','name':'member " + number + "'}")
                .json("{'type':'join','room':'churn','limit':0}")
                .json("{'type':'message','id':'m" + number + "','room':'churn','text':'hello'}");
        member.line("\"m" + number + "\"");
        return member;
    }

    /** What the process uses when everybody is gone and the garbage is collected. */
    private static Usage settled(ChatServer server) {
        await().atMost(Duration.ofMinutes(1)).until(() -> server.connections() == 0);
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return new Usage(
                runtime.totalMemory() - runtime.freeMemory(),
                PlatformDependent.usedDirectMemory(),
                ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount(),
                ManagementFactory.getThreadMXBean().getThreadCount());
    }

    private record Usage(long heap, long direct, long descriptors, int threads) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%.1f MiB heap, %.1f MiB direct, %d descriptors, %d threads",
                    (double) heap / MEBIBYTE,
                    (double) direct / MEBIBYTE,
                    descriptors,
                    threads);
        }
    }
}
