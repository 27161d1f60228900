package io.nettychat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.epoll.Epoll;
import io.nettychat.hub.RoomHandle;
import io.nettychat.model.Draft;
import io.nettychat.model.Limits;
import io.nettychat.model.User;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that sends and sends and reads nothing is not read any more either, and is closed in the end. */
@Timeout(60)
class BackpressureTest {
    private static final Duration UNWRITABLE = Duration.ofSeconds(4);

    /** More than the kernel holds for both directions of one connection. */
    private static final long TOO_MUCH = 64L * 1024 * 1024;

    private static ChatServer server;

    @BeforeAll
    static void start() {
        server = ChatServer.builder()
                .port(0)
                .hub(hub -> hub.limits(Limits.builder()
                        .rate(0)
                        .unwritableTime(UNWRITABLE)
                        .helloTime(Duration.ofMinutes(1))
                        .build()))
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void stopsReadingPingsWhosePongsAreNotRead() throws Exception {
        byte[] ping = RawClient.masked(0x89, new byte[125]);
        byte[] pings = new byte[ping.length * 500];
        for (int i = 0; i < pings.length; i += ping.length) {
            System.arraycopy(ping, 0, pings, i, ping.length);
        }
        AtomicLong sent = new AtomicLong();
        try (RawClient flooder = RawClient.connect(server.port(), 4096);
                RawClient bystander = RawClient.upgraded(server.port(), "/chat", "Sec-WebSocket-Protocol: chat.v1")) {
            flooder.send(RawClient.handshake("/chat?room=flood"));
            assertThat(flooder.response().status()).isEqualTo(101);
            Thread flood = new Thread(
                    () -> {
                        try {
                            while (sent.get() < TOO_MUCH) {
                                flooder.send(pings);
                                sent.addAndGet(pings.length);
                            }
                        } catch (IOException closed) {
                            // as it should be
                        }
                    },
                    "flood");
            flood.start();
            await().atMost(Duration.ofSeconds(40)).until(() -> !flood.isAlive());
            assertThat(sent.get()).isLessThan(TOO_MUCH);
            bystander.text("{\"type\":\"ping\",\"id\":\"still-here\"}");
            assertThat(bystander.read().text()).contains("still-here");
        }
        await().until(() -> server.connections() == 0);
    }

    /** The kernel holds little for a reader that does not read, so that the engine soon knows what it is. */
    @Test
    void isNotHiddenByWhatTheKernelWouldKeep() throws Exception {
        assumeThat(Epoll.isAvailable()).as("other transports cannot limit it").isTrue();
        RoomHandle room = server.hub().room("deaf");
        String text = "x".repeat(4_000);
        try (RawClient deaf = RawClient.connect(server.port(), 4096)) {
            deaf.send(RawClient.handshake("/chat?room=deaf"));
            assertThat(deaf.response().status()).isEqualTo(101);
            assertThat(deaf.read().text()).contains("server");
            int said = 0;
            while (server.hub().slowReaders().toCompletableFuture().get().isEmpty() && said < 1_000) {
                room.publish(User.of("talker"), Draft.of(text))
                        .toCompletableFuture()
                        .get();
                said++;
            }
            assertThat(said).as("of 4 KB each").isLessThan(200);
        }
        await().until(() -> server.connections() == 0);
    }

    /** What goes on after a refusal or a close frame is thrown away up to a point, and then no longer read. */
    @ParameterizedTest
    @ValueSource(strings = {"a close frame", "a broken frame", "a refused request"})
    void readsNoFloodBehindTheEnd(String end) throws IOException {
        byte[] flood = new byte[64 * 1024];
        try (ChatServer limited = ChatServer.builder()
                        .port(0)
                        .hub(hub ->
                                hub.limits(Limits.builder().rate(1).frameRate(4).build()))
                        .start();
                RawClient flooder = RawClient.connect(limited.port())) {
            if (end.equals("a refused request")) {
                flooder.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n");
            } else {
                flooder.send(RawClient.handshake("/chat", "Sec-WebSocket-Protocol: chat.v1"));
                assertThat(flooder.response().status()).isEqualTo(101);
            }
            if (end.equals("a broken frame")) {
                flooder.frame(0xff, new byte[0]);
            }
            byte[] ping = RawClient.masked(0x89, new byte[0]);
            for (int i = 0; i + ping.length <= flood.length; i += ping.length) {
                System.arraycopy(ping, 0, flood, i, ping.length);
            }
            long sent = 0;
            try {
                while (sent < TOO_MUCH) {
                    flooder.send(flood);
                    sent += flood.length;
                }
            } catch (IOException closed) {
                // as it should be
            }
            assertThat(sent).isLessThan(TOO_MUCH);
        }
    }

    @Test
    void endsAFloodOfPingsWhosePongsAreRead() throws IOException {
        byte[] ping = RawClient.masked(0x89, new byte[0]);
        byte[] pings = new byte[ping.length * 1_000];
        for (int i = 0; i < pings.length; i += ping.length) {
            System.arraycopy(ping, 0, pings, i, ping.length);
        }
        try (ChatServer limited = ChatServer.builder()
                        .port(0)
                        .hub(hub ->
                                hub.limits(Limits.builder().rate(1).frameRate(4).build()))
                        .start();
                RawClient flooder = RawClient.upgraded(limited.port(), "/chat", "Sec-WebSocket-Protocol: chat.v1")) {
            for (int i = 0; i < 10; i++) {
                flooder.send(pings);
            }
            boolean told = false;
            RawClient.Frame frame = flooder.read();
            while (!frame.isClose()) {
                told |= frame.text().contains("\"retryAfter\"");
                frame = flooder.read();
            }
            assertThat(told).isTrue();
            assertThat(frame.code()).isEqualTo(4507);
        }
    }

    @Test
    void answersEveryPingOfAClientThatReads() throws IOException {
        byte[] payload = new byte[100];
        Arrays.fill(payload, (byte) 'p');
        try (RawClient client = RawClient.upgraded(server.port(), "/chat", "Sec-WebSocket-Protocol: chat.v1")) {
            for (int i = 0; i < 100; i++) {
                client.frame(0x89, payload);
            }
            for (int i = 0; i < 100; i++) {
                assertThat(client.read().payload()).isEqualTo(payload);
            }
        }
    }
}
