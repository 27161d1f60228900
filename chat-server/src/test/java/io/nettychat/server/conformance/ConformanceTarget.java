package io.nettychat.server.conformance;

import io.nettychat.model.Limits;
import io.nettychat.server.ChatServer;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * The server under test: the one at system property {@code chat.url}, or one started in this process. This is the only
 * class of the suite that knows how a server is built.
 */
final class ConformanceTarget implements AutoCloseable {

    /** What a test needs to be other than by default. */
    enum Settings {
        DEFAULT,
        /** And so patient with slow readers that a slow machine does not matter. */
        UNLIMITED_RATE,
        /** As {@link #UNLIMITED_RATE}, and only the newest twenty messages are kept. */
        SMALL_HISTORY,
        /** Two seconds. */
        SHORT_IDLE,
        SHORT_HELLO,
        /** One second and a half. */
        SHORT_GRACE,
        /** A ping after one second, and two to answer it. */
        SHORT_PING,
        /** A ping after a fifth of a second, and as long to answer it. */
        TINY_PING,
        SHORT_MESSAGE_TIME,
        SHORT_UNWRITABLE;

        private Limits limits() {
            Limits limits = Limits.DEFAULT;
            return switch (this) {
                case DEFAULT -> limits;
                case UNLIMITED_RATE, SMALL_HISTORY ->
                    limits.toBuilder()
                            .rate(0)
                            .unwritableTime(Duration.ofMinutes(5))
                            .pingAfter(Duration.ofMinutes(5))
                            .build();
                case SHORT_IDLE ->
                    limits.toBuilder().idle(Duration.ofSeconds(2)).build();
                case SHORT_HELLO ->
                    limits.toBuilder().helloTime(Duration.ofMillis(500)).build();
                case SHORT_GRACE ->
                    limits.toBuilder().grace(Duration.ofMillis(1_500)).build();
                case SHORT_PING ->
                    limits.toBuilder()
                            .pingAfter(Duration.ofSeconds(1))
                            .pongTime(Duration.ofSeconds(2))
                            .build();
                case TINY_PING ->
                    limits.toBuilder()
                            .pingAfter(Duration.ofMillis(200))
                            .pongTime(Duration.ofMillis(200))
                            .build();
                case SHORT_MESSAGE_TIME ->
                    limits.toBuilder().messageTime(Duration.ofMillis(700)).build();
                case SHORT_UNWRITABLE ->
                    limits.toBuilder()
                            .rate(0)
                            .unwritableTime(Duration.ofMillis(1_500))
                            .grace(Duration.ofMillis(500))
                            .build();
            };
        }

        private int history() {
            return this == SMALL_HISTORY ? 20 : 1_000;
        }
    }

    private static final @Nullable String URL = System.getProperty("chat.url");
    private static final Map<Settings, ConformanceTarget> STARTED = new EnumMap<>(Settings.class);

    private final URI chat;
    private final @Nullable ChatServer server;

    private ConformanceTarget(URI chat, @Nullable ChatServer server) {
        this.chat = chat;
        this.server = server;
    }

    /** A server shared by all tests that need these settings; the test is skipped when there can be none. */
    static ConformanceTarget of(Settings settings) {
        if (URL != null && settings == Settings.DEFAULT) {
            return new ConformanceTarget(URI.create(URL), null);
        }
        synchronized (STARTED) {
            return STARTED.computeIfAbsent(settings, ConformanceTarget::start);
        }
    }

    /** A server of the test's own, which it has to close. */
    static ConformanceTarget start(Settings settings) {
        Assumptions.assumeTrue(
                URL == null, () -> "needs a server with settings " + settings + "; the one at chat.url has its own");
        ChatServer server = ChatServer.builder()
                .host("127.0.0.1")
                .port(0)
                .hub(hub -> hub.limits(settings.limits()).history(settings.history()))
                .start();
        return new ConformanceTarget(URI.create("ws://127.0.0.1:" + server.port() + "/chat"), server);
    }

    /** Whether the server is ours, and so has the settings that are asked for. */
    boolean inProcess() {
        return server != null;
    }

    URI chat() {
        return chat;
    }

    URI chat(String query) {
        return URI.create(chat + "?" + query);
    }

    URI http(String path) {
        return URI.create("http://" + chat.getRawAuthority() + path);
    }

    /** The same server, another path. */
    URI path(String path) {
        return URI.create("ws://" + chat.getRawAuthority() + path);
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }

    /** Closes the shared servers when the last test has run. */
    static final class Servers implements BeforeAllCallback {

        @Override
        public void beforeAll(ExtensionContext context) {
            context.getRoot().getStore(Namespace.create(Servers.class)).getOrComputeIfAbsent(Servers.class, key ->
                    (AutoCloseable) Servers::closeAll);
        }

        private static void closeAll() {
            synchronized (STARTED) {
                STARTED.values().forEach(ConformanceTarget::close);
                STARTED.clear();
            }
        }
    }
}
