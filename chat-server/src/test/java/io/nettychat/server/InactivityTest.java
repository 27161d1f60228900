package io.nettychat.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.model.CloseReason;
import io.nettychat.model.Limits;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The idle rule, with two seconds in place of five minutes. */
@Timeout(30)
class InactivityTest {
    private static ChatServer server;

    @BeforeAll
    static void start() {
        server = ChatServer.builder()
                .port(0)
                .hub(hub ->
                        hub.limits(Limits.builder().idle(Duration.ofSeconds(2)).build()))
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RawClient introduced(String name) throws IOException {
        RawClient client = RawClient.upgraded(server.port(), "/chat", "Sec-WebSocket-Protocol: chat.v1");
        client.text("{\"type\":\"hello\",\"name\":\"" + name + "\"}");
        assertThat(client.read().text()).contains("\"welcome\"");
        return client;
    }

    @Test
    void warnsHalfWayAndDisconnects() throws IOException {
        long start = System.nanoTime();
        try (RawClient client = introduced("sleepy")) {
            assertThat(client.read().text()).contains("\"idle\"").contains("\"seconds\":1");
            assertThat(client.read().text()).contains("\"bye\"").contains("\"idle\"");
            assertThat(client.read().code()).isEqualTo(CloseReason.IDLE.code());
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(1900), Duration.ofSeconds(6));
        }
    }

    @Test
    void countsWhatTheUserSendsButNotPings() throws IOException {
        try (RawClient client = introduced("awake")) {
            assertThat(client.read().text()).contains("\"idle\"");
            client.text("{\"type\":\"ping\",\"id\":\"here\"}");
            assertThat(client.read().text()).contains("\"pong\"");
            assertThat(client.read().text()).as("warned again").contains("\"idle\"");
            client.frame(0x89, new byte[0]);
            assertThat(client.read().firstByte()).isEqualTo(0x8a);
            assertThat(client.read().text()).contains("\"bye\"");
        }
    }
}
