package io.nettychat.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LoggingTest {
    private final Logger logger = new LoggerContext().getLogger("io.nettychat.server.Some");

    private LoggingEvent event(String message, @Nullable Throwable thrown) {
        LoggingEvent event = new LoggingEvent("", logger, Level.WARN, message, thrown, null);
        event.setInstant(Instant.parse("2026-01-02T03:04:05.006Z"));
        return event;
    }

    private static String encode(LoggingEvent event) {
        return new String(new TextEncoder().encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void oneEventIsOneLine() {
        LoggingEvent event = event("Hello", null);
        event.setKeyValuePairs(List.of(new KeyValuePair("room", "lobby"), new KeyValuePair("by", "Ann \"x\"")));

        assertThat(encode(event))
                .isEqualTo("2026-01-02T03:04:05.006Z WARN  Some: Hello room=lobby by=\"Ann \\\"x\\\"\"\n");
    }

    @Test
    void nobodyForgesALine() {
        LoggingEvent event = event("joined: a\n2026 ERROR x\r\u001b[2J\u0085\u2028\u202e\\n", null);
        event.setKeyValuePairs(List.of(new KeyValuePair("name", "b\nc")));

        assertThat(encode(event))
                .isEqualTo(
                        "2026-01-02T03:04:05.006Z WARN  Some: joined: a\\n2026 ERROR x\\r\\u001b[2J\\u0085\\u2028\\u202e"
                                + "\\\\n name=b\\nc\n");
    }

    @Test
    void nettyWarnsOnceASecondInEachPlace() {
        NettyLogFilter filter = new NettyLogFilter();

        assertThat(warning(filter, "io.netty.channel.A")).isEqualTo(FilterReply.NEUTRAL);
        assertThat(warning(filter, "io.netty.channel.A")).isEqualTo(FilterReply.DENY);
        assertThat(warning(filter, "io.netty.channel.B")).isEqualTo(FilterReply.NEUTRAL);
        assertThat(warning(filter, "io.nettychat.hub.Hub")).isEqualTo(FilterReply.NEUTRAL);
        assertThat(warning(filter, "io.nettychat.hub.Hub")).isEqualTo(FilterReply.NEUTRAL);
        Awaitility.await().until(() -> warning(filter, "io.netty.channel.A") == FilterReply.NEUTRAL);
    }

    private static FilterReply warning(NettyLogFilter filter, String name) {
        return filter.decide(new LoggingEvent("", new LoggerContext().getLogger(name), Level.WARN, "text", null, null));
    }

    @Test
    void emojiAndLettersStayAsTheyAre() {
        assertThat(Printable.escape("Grüße, 世界 👋")).isEqualTo("Grüße, 世界 👋");
    }

    @Test
    void tracesAreIndentedAndTheirMessagesEscaped() {
        Exception thrown = new IllegalStateException("outer\nline", new IllegalArgumentException("inner"));

        List<String> lines = encode(event("Failed", thrown)).lines().toList();

        assertThat(lines.get(0)).endsWith("Some: Failed");
        assertThat(lines.get(1)).isEqualTo("    java.lang.IllegalStateException: outer\\nline");
        assertThat(lines.get(2)).startsWith("        at io.nettychat.launcher.LoggingTest");
        assertThat(lines).contains("    caused by java.lang.IllegalArgumentException: inner");
        assertThat(lines.subList(1, lines.size())).allMatch(line -> line.startsWith("    "));
    }
}
