package io.nettychat.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import io.nettychat.spi.ChatMetrics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** A loop that is blocked is noticed, once, and what it does is said. */
@Timeout(60)
class LoopWatchTest {
    private final List<ILoggingEvent> logged = new CopyOnWriteArrayList<>();

    @Test
    void whatBlocksALoopIsSaidOnce() {
        Logger logger = (Logger) LoggerFactory.getLogger(LoopWatch.class);
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                logged.add(event);
            }
        };
        appender.start();
        logger.addAppender(appender);
        AtomicInteger beats = new AtomicInteger();
        IoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
        Hub hub = Hub.on(loops)
                .blockedAfter(Duration.ofMillis(700))
                .metrics(new ChatMetrics() {
                    @Override
                    public void loopLag(long nanos) {
                        beats.incrementAndGet();
                    }
                })
                .build();
        try {
            await().atMost(Duration.ofSeconds(30)).until(() -> beats.get() > 0);
            CountDownLatch free = new CountDownLatch(1);
            loops.execute(() -> waitHere(free));
            await().atMost(Duration.ofSeconds(30)).until(() -> !errors().isEmpty());
            int before = beats.get();
            free.countDown();
            await().atMost(Duration.ofSeconds(30)).until(() -> beats.get() > before + 1);
            assertThat(errors()).hasSize(1);
            assertThat(errors().get(0).getThrowableProxy().getStackTraceElementProxyArray())
                    .anyMatch(line -> line.getSTEAsString().contains("waitHere"));
        } finally {
            logger.detachAppender(appender);
            hub.close();
            loops.shutdownGracefully();
        }
    }

    private List<ILoggingEvent> errors() {
        return logged.stream()
                .filter(event -> event.getThrowableProxy() != null)
                .toList();
    }

    private static void waitHere(CountDownLatch free) {
        try {
            free.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
