package io.nettychat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nettychat.model.Limits;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A restart with clients, some of whom speak. {@code -Ddrain.clients=2000} makes it a measurement. */
@Timeout(120)
class DrainTest {
    private static final int CLIENTS = Integer.getInteger("drain.clients", 300);

    private static ChatServerBuilder server(int port) {
        return ChatServer.builder()
                .port(port)
                .drain(Duration.ofSeconds(27))
                .hub(hub -> hub.limits(Limits.builder().rate(0).build()));
    }

    @Test
    void everybodyIsSentAwayInBatchesAndComesBack() throws Exception {
        ChatServer old = server(0).start();
        int port = old.port();
        ScheduledExecutorService speaker = Executors.newSingleThreadScheduledExecutor();
        try (Herd herd = new Herd(port, CLIENTS)) {
            herd.connect();
            await().atMost(Duration.ofSeconds(60)).until(() -> herd.joined.get() == CLIENTS);
            AtomicInteger number = new AtomicInteger();
            speaker.scheduleAtFixedRate(() -> herd.say(number.getAndIncrement()), 0, 20, TimeUnit.MILLISECONDS);
            await().until(() -> number.get() > 20);

            long start = System.nanoTime();
            old.close();
            long closed = System.nanoTime();
            try (ChatServer fresh = server(port).start()) {
                long up = System.nanoTime();
                await().atMost(Duration.ofSeconds(60)).until(() -> herd.joined.get() == 2 * CLIENTS);
                long back = System.nanoTime();

                assertThat(herd.faults).isEmpty();
                assertThat(herd.gaps.get()).as("a new epoch is told to each").isEqualTo(CLIENTS);
                assertThat(fresh.connections()).isEqualTo(CLIENTS);
                assertThat(new HashSet<>(herd.afters)).hasSizeGreaterThan(CLIENTS / 2);
                assertThat(Duration.ofNanos(closed - start)).isLessThan(Duration.ofSeconds(25));
                List<Long> away = herd.awayMillis.stream().sorted().toList();
                System.out.printf(
                        "%d clients: closed after %d ms, up again %d ms later, all back %d ms after that;"
                                + " away %d ms in the middle, %d ms at most; at most %d returns in 100 ms%n",
                        CLIENTS,
                        millis(closed - start),
                        millis(up - closed),
                        millis(back - up),
                        away.get(away.size() / 2),
                        Collections.max(away),
                        most(herd.returns.stream().sorted().toList()));
            }
        } finally {
            speaker.shutdownNow();
            old.close();
        }
    }

    /** The largest number of returns within a tenth of a second. */
    private static int most(List<Long> times) {
        int most = 0;
        for (int from = 0, to = 0; to < times.size(); to++) {
            while (times.get(to) - times.get(from) > TimeUnit.MILLISECONDS.toNanos(100)) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
