package io.nettychat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nettychat.model.ErrorCode;
import io.nettychat.model.Identity;
import io.nettychat.model.Rejected;
import io.nettychat.spi.ChatMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is turned away at the door is counted, by the status that it is told. */
@Timeout(60)
class RefusedHandshakesTest {
    private final Map<Integer, Integer> refused = new ConcurrentHashMap<>();

    private final ChatMetrics counting = new ChatMetrics() {
        @Override
        public void handshakeRefused(int status) {
            refused.merge(status, 1, Integer::sum);
        }
    };

    @Test
    void areCountedByTheirStatus() throws IOException {
        try (ChatServer server = ChatServer.builder()
                .port(0)
                .maxConnectionsPerAddress(1)
                .authenticate(handshake -> "no".equals(handshake.query("token"))
                        ? CompletableFuture.failedFuture(new Rejected(ErrorCode.FORBIDDEN, "Not you."))
                        : CompletableFuture.completedFuture(Identity.guest()))
                .hub(hub -> hub.metrics(counting))
                .start()) {
            assertThat(statusOf(server, RawClient.handshake("/chat?token=no"))).isEqualTo(401);
            await().until(() -> server.connections() == 0);
            assertThat(statusOf(server, RawClient.handshake("/chat", "Origin: https://evil.example")))
                    .isEqualTo(403);
            assertThat(statusOf(server, RawClient.get("/chat"))).isEqualTo(426);
            try (RawClient first = RawClient.upgraded(server.port(), "/chat")) {
                assertThat(first.read().text()).contains("message");
                assertThat(statusOf(server, RawClient.handshake("/chat"))).isEqualTo(429);
            }
            server.hub().drain(Duration.ofSeconds(1));
            assertThat(statusOf(server, RawClient.handshake("/chat"))).isEqualTo(503);
            assertThat(statusOf(server, RawClient.get("/nothing")))
                    .as("no handshake")
                    .isEqualTo(404);
        }
        assertThat(refused).isEqualTo(Map.of(401, 1, 403, 1, 426, 1, 429, 1, 503, 1));
    }

    private static int statusOf(ChatServer server, String request) throws IOException {
        try (RawClient client = RawClient.connect(server.port()).send(request)) {
            return client.response().status();
        }
    }
}
