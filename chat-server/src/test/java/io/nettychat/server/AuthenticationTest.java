package io.nettychat.server;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nettychat.model.ErrorCode;
import io.nettychat.model.Identity;
import io.nettychat.model.Rejected;
import io.nettychat.spi.Handshake;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The host is asked who comes before a WebSocket is made of a request. */
@Timeout(60)
class AuthenticationTest {
    private static final String V1 = "Sec-WebSocket-Protocol: chat.v1";

    private final CompletableFuture<@Nullable Identity> later = new CompletableFuture<>();
    private final AtomicReference<@Nullable Thread> asked = new AtomicReference<>();
    private final ChatServer server = ChatServer.builder()
            .port(0)
            .authenticate(this::who)
            .hub(hub -> hub.hookTime(Duration.ofSeconds(2)))
            .start();

    @AfterEach
    void stop() {
        server.close();
    }

    private CompletionStage<@Nullable Identity> who(Handshake handshake) throws Exception {
        asked.set(Thread.currentThread());
        String key = handshake.header("x-key");
        if (key == null) {
            return completedFuture(null);
        }
        return switch (key) {
            case "bad" -> throw new Rejected(ErrorCode.FORBIDDEN, "This key fits no lock here.");
            case "fault" -> throw new IllegalStateException("a fault of the host, on purpose");
            case "later" -> later;
            case "sleep" -> {
                TimeUnit.HOURS.sleep(1);
                yield later;
            }
            default -> completedFuture(Identity.of(key).named("Ann"));
        };
    }

    private RawClient ask(String... headers) throws IOException {
        RawClient client = RawClient.connect(server.port());
        client.send(RawClient.handshake("/chat", headers));
        return client;
    }

    @Test
    void whoIsKnownComesIn() throws IOException {
        try (RawClient client = RawClient.upgraded(server.port(), "/chat", V1, "X-Key: u1")) {
            client.text("{\"type\":\"hello\",\"name\":\"bob\"}");
            assertThat(client.read().text()).contains("\"user\":\"u1\"").contains("\"name\":\"Ann\"");
        }
        assertThat(asked.get()).isNotNull();
        assertThat(String.valueOf(asked.get())).contains("chat-hook");
    }

    @Test
    void whoIsRefusedIsToldBeforeTheUpgrade() throws IOException {
        try (RawClient client = ask(V1, "X-Key: bad")) {
            RawClient.Response response = client.response();
            assertThat(response.status()).isEqualTo(401);
            assertThat(response.body()).contains("fits no lock");
            assertThat(response.header("www-authenticate")).isEqualTo("Bearer");
        }
        await().until(() -> server.connections() == 0);
    }

    @Test
    void aFaultOfTheHostIsNotTheClients() throws IOException {
        try (RawClient client = ask(V1, "X-Key: fault")) {
            assertThat(client.response().status()).isEqualTo(503);
        }
    }

    @Test
    void whoeverSaysNothingIsAskedByHello() throws IOException {
        try (RawClient client = RawClient.upgraded(server.port(), "/chat", V1);
                RawClient simple = ask()) {
            client.text("{\"type\":\"hello\",\"name\":\"bob\"}");
            assertThat(client.read().text()).contains("\"bye\"").contains("\"unauthorized\"");
            assertThat(simple.response().status()).isEqualTo(401);
        }
    }

    @Test
    void othersComeInWhileOneIsAskedAbout() throws IOException {
        try (RawClient sleeper = ask(V1, "X-Key: sleep");
                RawClient waiting = ask(V1, "X-Key: later")) {
            for (int i = 0; i < 3; i++) {
                RawClient.upgraded(server.port(), "/chat", V1, "X-Key: u" + i).close();
            }
            later.complete(Identity.of("u9"));
            assertThat(waiting.response(false).status()).isEqualTo(101);
            assertThat(sleeper.response().status()).isEqualTo(503);
        }
    }

    @Test
    void whoDoesNotWaitForTheAnswerIsRefusedOrGone() throws IOException {
        try (RawClient gone = ask(V1, "X-Key: later")) {
            assertThat(gone.socket().isConnected()).isTrue();
        }
        try (RawClient hasty = RawClient.connect(server.port())) {
            hasty.send(RawClient.handshake("/chat", V1, "X-Key: later") + RawClient.get("/healthz"));
            await().until(() -> asked.get() != null);
            later.complete(Identity.of("u9"));
            assertThat(hasty.response().status()).isEqualTo(400);
        }
        await().until(() -> server.connections() == 0);
    }
}
