package io.nettychat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Those who take too long before they are a WebSocket are closed. The times are a tenth of those in production. */
@Timeout(30)
class DeadlineTest {
    private static final Duration REQUEST = Duration.ofMillis(500);
    private static final Duration IDLE = Duration.ofMillis(1500);

    private static ChatServer server;

    @BeforeAll
    static void start() {
        server = ChatServer.builder()
                .port(0)
                .times(new HttpDeadline.Times(REQUEST.toMillis(), IDLE.toMillis(), 3_000))
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void closesASocketThatSaysNothing() throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            assertClosedAfter(client, REQUEST);
        }
    }

    @Test
    void closesARequestThatTricklesIn() throws Exception {
        String request = RawClient.handshake("/chat");
        AtomicInteger sent = new AtomicInteger();
        ScheduledExecutorService dripper = Executors.newSingleThreadScheduledExecutor();
        try (RawClient client = RawClient.connect(server.port())) {
            var drip = dripper.scheduleAtFixedRate(
                    () -> {
                        try {
                            client.send(request.substring(sent.get(), sent.get() + 1));
                            sent.incrementAndGet();
                        } catch (IOException closed) {
                            throw new IllegalStateException(closed);
                        }
                    },
                    0,
                    20,
                    TimeUnit.MILLISECONDS);
            assertClosedAfter(client, REQUEST);
            drip.cancel(true);
            assertThat(sent.get()).isLessThan(request.length());
        } finally {
            dripper.shutdownNow();
        }
    }

    @Test
    void givesEachLaterRequestItsOwnTime() throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send(RawClient.get("/healthz"));
            assertThat(client.response().status()).isEqualTo(200);
            client.send("GET /healthz HT");
            assertClosedAfter(client, REQUEST);
        }
    }

    @Test
    void closesAKeptConnectionThatIsNotUsed() throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send(RawClient.get("/healthz"));
            assertThat(client.response().status()).isEqualTo(200);
            assertClosedAfter(client, IDLE);
        }
    }

    @Test
    void leavesAWebSocketAlone() throws IOException {
        try (RawClient client = RawClient.upgraded(server.port(), "/chat", "Sec-WebSocket-Protocol: chat.v1")) {
            long start = System.nanoTime();
            await().pollDelay(IDLE).until(() -> true);
            client.text("{\"type\":\"ping\",\"id\":\"late\"}");
            assertThat(client.read().text()).contains("late");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(REQUEST);
        }
    }

    private static void assertClosedAfter(RawClient client, Duration time) throws IOException {
        long start = System.nanoTime();
        client.awaitEnd();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(time.dividedBy(2), time.plusSeconds(5));
    }
}
