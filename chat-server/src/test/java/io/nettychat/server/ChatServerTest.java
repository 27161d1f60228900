package io.nettychat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import io.nettychat.model.CloseReason;
import io.nettychat.server.RawClient.Frame;
import io.nettychat.server.RawClient.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Starting, sharing and stopping servers. */
@Timeout(60)
@Isolated("it counts threads")
class ChatServerTest {
    private static final String V1 = "Sec-WebSocket-Protocol: chat.v1";

    @Test
    void severalServersShareNothing() throws IOException {
        try (ChatServer one = ChatServer.builder().port(0).loops(1).start();
                ChatServer two = ChatServer.builder().port(0).loops(1).start();
                RawClient inOne = RawClient.upgraded(one.port(), "/chat", V1);
                RawClient inTwo = RawClient.upgraded(two.port(), "/chat", V1)) {
            assertThat(one.port()).isNotEqualTo(two.port());
            String hello = "{\"type\":\"hello\",\"name\":\"ann\"}";
            inOne.text(hello);
            inTwo.text(hello);
            assertThat(inOne.read().text()).contains("\"welcome\"");
            assertThat(inTwo.read().text()).contains("\"welcome\"");
        }
    }

    @Test
    void leavesNothingRunning() throws IOException {
        Set<Thread> before = threads();
        ChatServer server = ChatServer.builder().port(0).loops(3).start();
        try (RawClient client = RawClient.upgraded(server.port(), "/chat", V1);
                RawClient page = RawClient.connect(server.port())) {
            page.send(RawClient.get("/healthz"));
            page.response();
            assertThat(threads()).extracting(Thread::getName).contains("chat-loop-1");
            server.close();
            server.close();
            client.readToEnd();
            page.awaitEnd();
        }
        assertThat(server.closed().toCompletableFuture()).isCompleted();
        await().untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
        int port = server.port();
        assertThatThrownBy(() -> RawClient.connect(port)).isInstanceOf(IOException.class);
    }

    @Test
    void tellsClientsThatItGoes() throws IOException {
        ChatServer server = ChatServer.builder().port(0).start();
        try (RawClient client = RawClient.upgraded(server.port(), "/chat", V1)) {
            client.text("{\"type\":\"hello\",\"name\":\"ann\"}");
            client.read();
            Thread closer = new Thread(server::close);
            closer.start();
            assertThat(client.read().text()).contains("\"bye\"").contains("\"drain\"");
            Frame close = client.read();
            assertThat(close.code()).isEqualTo(CloseReason.DRAIN.code());
            client.frame(0x88, new byte[] {0x0f, (byte) 0xa0});
            client.awaitEnd();
            joined(closer);
        }
        assertThat(server.connections()).isZero();
    }

    @Test
    void doesNotWaitForClientsThatDoNotAnswer() throws IOException {
        ChatServer server = ChatServer.builder().port(0).start();
        try (RawClient silent = RawClient.upgraded(server.port(), "/chat", V1)) {
            long start = System.nanoTime();
            server.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
            assertThat(silent.readToEnd())
                    .last()
                    .satisfies(frame -> assertThat(frame.isClose()).isTrue());
        }
    }

    @Test
    void livesOnTheLoopsOfItsHostAndLeavesThemAlone() throws IOException {
        MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            for (int i = 0; i < 2; i++) {
                try (ChatServer server = ChatServer.builder()
                                .port(0)
                                .eventLoopGroup(loops)
                                .start();
                        RawClient client = RawClient.upgraded(server.port(), "/chat", V1)) {
                    client.text("{\"type\":\"ping\",\"id\":\"1\"}");
                    assertThat(client.read().text()).contains("\"id\":\"1\"");
                }
                assertThat(loops.isShuttingDown()).isFalse();
            }
        } finally {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Test
    void canBeClosedFromItsOwnLoop() {
        List<ChatServer> self = new CopyOnWriteArrayList<>();
        ChatServer server = ChatServer.builder()
                .port(0)
                .loops(1)
                .scrape(() -> {
                    self.forEach(ChatServer::close);
                    return "closing 1\n";
                })
                .start();
        self.add(server);
        assertThatCode(() -> {
                    try (RawClient client = RawClient.connect(server.port())) {
                        client.send(RawClient.get("/metrics"));
                        client.awaitEnd();
                    }
                })
                .doesNotThrowAnyException();
        await().until(() -> server.closed().toCompletableFuture().isDone());
    }

    @Test
    void givesUpWhenAnEventLoopEndsByItself() {
        ChatServer server = ChatServer.builder().port(0).loops(2).start();
        server.eventLoops().next().shutdownGracefully(0, 1, TimeUnit.SECONDS);
        await().until(() -> server.closed().toCompletableFuture().isCompletedExceptionally());
        int port = server.port();
        await().untilAsserted(
                        () -> assertThatThrownBy(() -> RawClient.connect(port)).isInstanceOf(IOException.class));
        server.close();
    }

    @Test
    void turnsAwayWhatItHasNoDescriptorsFor() throws IOException {
        AtomicInteger installed = new AtomicInteger();
        Sockets sockets = new Sockets(pipeline -> installed.incrementAndGet(), 1);
        EmbeddedChannel door = new EmbeddedChannel(sockets.door());
        EmbeddedChannel first = new EmbeddedChannel(sockets);
        EmbeddedChannel second = new EmbeddedChannel();
        door.writeInbound(first, second);
        assertThat(first.isOpen()).isTrue();
        assertThat(second.isOpen()).as("before an event loop has it").isFalse();
        first.close();
        EmbeddedChannel third = new EmbeddedChannel(sockets);
        door.writeInbound(third);
        assertThat(third.isOpen()).isTrue();
        assertThat(door.inboundMessages()).containsExactly(first, third);
        assertThat(installed).hasValue(2);
    }

    @Test
    void countsASocketOutThatNoEventLoopCouldTake() {
        Sockets sockets = new Sockets(pipeline -> {}, 1);
        EmbeddedChannel door = new EmbeddedChannel(sockets.door());
        EmbeddedChannel lost = new EmbeddedChannel(); // never gets a pipeline
        door.writeInbound(lost);
        lost.close();
        EmbeddedChannel next = new EmbeddedChannel();
        door.writeInbound(next);
        assertThat(next.isOpen()).isTrue();
    }

    @Test
    void saysThatAPortIsInUse() {
        try (ChatServer first = ChatServer.builder().port(0).start()) {
            Set<Thread> before = threads();
            ChatServerBuilder second = ChatServer.builder().port(first.port());
            assertThatThrownBy(second::start)
                    .isInstanceOf(UncheckedIOException.class)
                    .cause()
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("port " + first.port())
                    .hasMessageContaining("choose another port");
            await().untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
        }
    }

    @Test
    void saysThatAHostIsUnknown() {
        assertThatThrownBy(
                        () -> ChatServer.builder().port(0).host("host.invalid").start())
                .isInstanceOf(UncheckedIOException.class)
                .cause()
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("host.invalid");
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void servesOverEachTransportThatIsThere(Transport transport) throws IOException {
        if (!transport.isAvailable()) {
            assertThatThrownBy(() ->
                            ChatServer.builder().port(0).transport(transport).start())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("not available")
                    .hasMessageContaining("Choose auto or nio");
            return;
        }
        try (ChatServer server = ChatServer.builder()
                        .port(0)
                        .loops(1)
                        .transport(transport)
                        .start();
                RawClient client = RawClient.upgraded(server.port(), "/chat", V1)) {
            client.text("{\"type\":\"ping\",\"id\":\"1\"}");
            assertThat(client.read().text()).contains("\"pong\"");
        }
    }

    @Test
    void letsNoMoreInThanAllowed() throws IOException {
        try (ChatServer server = ChatServer.builder().port(0).maxConnections(2).start()) {
            List<RawClient> in = new ArrayList<>();
            try {
                in.add(RawClient.upgraded(server.port(), "/chat", V1));
                in.add(RawClient.upgraded(server.port(), "/chat", V1));
                Response refused = handshake(server);
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.header("retry-after")).isNotEmpty();
                in.remove(0).close();
                await().until(() -> server.connections() == 1);
                assertThat(handshake(server).status()).isEqualTo(101);
            } finally {
                for (RawClient client : in) {
                    client.close();
                }
            }
        }
    }

    @Test
    void letsNoMoreInFromOneAddressThanAllowed() throws IOException {
        try (ChatServer server =
                        ChatServer.builder().port(0).maxConnectionsPerAddress(1).start();
                RawClient first = RawClient.upgraded(server.port(), "/chat", V1)) {
            Response refused = handshake(server);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("retry-after")).isNotEmpty();
            first.socket().close();
            await().until(() -> server.connections() == 0);
            assertThat(handshake(server).status()).isEqualTo(101);
        }
    }

    @Test
    void refusesSettingsThatCannotBeMeant() {
        ChatServerBuilder builder = ChatServer.builder();
        assertThatThrownBy(() -> builder.port(65_536)).hasMessageContaining("65536");
        assertThatThrownBy(() -> builder.loops(0)).hasMessageContaining("loops");
        assertThatThrownBy(() -> builder.maxConnections(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> builder.webSocketPath("chat")).hasMessageContaining("begin with /");
        assertThatThrownBy(() -> builder.allowedOrigin("example.org/path")).hasMessageContaining("scheme://host");
    }

    private static Response handshake(ChatServer server) throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send(RawClient.handshake("/chat", V1));
            return client.response();
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("chat-"))
                .collect(Collectors.toSet());
    }

    private static void joined(Thread thread) {
        await().until(() -> !thread.isAlive());
    }
}
