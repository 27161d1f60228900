package io.nettychat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nettychat.model.CloseReason;
import io.nettychat.model.ErrorCode;
import io.nettychat.spi.ChatMetrics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The recipe of the operating guide for figures in a registry of one's own, word for word. */
@Timeout(60)
class MicrometerGuideTest {
    private static final Path GUIDE = Path.of("..", "docs", "operating.md");
    private static final Path SELF = Path.of("src/test/java/io/nettychat/server/MicrometerGuideTest.java");

    @Test
    void recipeIsThatOfTheGuide() throws Exception {
        Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(GUIDE));
        assertThat(block.find()).isTrue();
        String here = Files.readString(SELF);
        String recipe = here.substring(here.lastIndexOf("    // sample\n") + 14, here.lastIndexOf("    // end\n"));
        assertThat(recipe.replaceAll("(?m)^ {4}", "")).isEqualTo(block.group(1));
    }

    @Test
    void registryGetsTheFigures() throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (ChatServer server = ChatServer.builder()
                .port(0)
                .hub(hub -> hub.metrics(new Meters(registry)))
                .start()) {
            try (RawClient client = RawClient.upgraded(server.port(), "/chat")) {
                client.text("ann|hello");
                await().until(() -> registry.counter("chat.messages").count() == 1);
                await().until(() -> registry.timer("chat.publish.to.flush").count() >= 1);
                client.text("x".repeat(5_000));
                await().until(() ->
                        registry.counter("chat.refusals", "code", "too_large").count() == 1);
            }
            await().until(() ->
                    registry.counter("chat.closes", "reason", "client").count() == 1);
            assertThat(registry.get("chat.readers.behind").gauge().value()).isZero();
        }
    }

    // sample
    /** The figures of a chat in a registry of Micrometer. Meters are made once, so that counting looks nothing up. */
    static final class Meters implements ChatMetrics {
        private final Counter messages;
        private final Counter deliveries;
        private final Timer publishToFlush;
        private final AtomicInteger behind = new AtomicInteger();
        private final DistributionSummary lag;
        private final Map<ErrorCode, Counter> refusals = new EnumMap<>(ErrorCode.class);
        private final Map<CloseReason, Counter> closes = new EnumMap<>(CloseReason.class);
        private final Counter closedByClient;

        Meters(MeterRegistry registry) {
            messages = registry.counter("chat.messages");
            deliveries = registry.counter("chat.deliveries");
            publishToFlush = registry.timer("chat.publish.to.flush");
            lag = registry.summary("chat.reader.lag");
            Gauge.builder("chat.readers.behind", behind, AtomicInteger::get).register(registry);
            for (ErrorCode code : ErrorCode.values()) {
                refusals.put(code, registry.counter("chat.refusals", "code", code.slug()));
            }
            for (CloseReason reason : CloseReason.values()) {
                closes.put(reason, registry.counter("chat.closes", "reason", reason.slug()));
            }
            closedByClient = registry.counter("chat.closes", "reason", "client");
        }

        @Override
        public void messageAppended() {
            messages.increment();
        }

        @Override
        public void delivered(int readers, int frames, int bytes, long sinceAppendNanos) {
            deliveries.increment((double) readers * frames);
            publishToFlush.record(sinceAppendNanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public void readerBehind() {
            behind.incrementAndGet();
        }

        @Override
        public void readerCaughtUp() {
            behind.decrementAndGet();
        }

        @Override
        public void readerLag(long messages) {
            lag.record((double) messages);
        }

        @Override
        public void refused(ErrorCode code) {
            Counter counter = refusals.get(code);
            if (counter != null) {
                counter.increment();
            }
        }

        @Override
        public void connectionClosed(@Nullable CloseReason reason) {
            Counter counter = reason == null ? null : closes.get(reason);
            (counter == null ? closedByClient : counter).increment();
        }
    }
    // end
}
