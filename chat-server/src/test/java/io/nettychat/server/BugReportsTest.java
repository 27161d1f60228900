package io.nettychat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A bug that everybody can bring to light fills no log. */
class BugReportsTest {
    /** Stands for the chat, and has a bug. */
    private static final class Buggy extends ChannelInboundHandlerAdapter implements Endpoint.Peer {
        @Override
        public void heard(int bytes) {
            throw new IllegalStateException("a bug that the test wants");
        }

        @Override
        public void over() {}

        @Override
        public void failed() {}

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    @Test
    void aBugIsToldOnceASecond() {
        Logger logger = (Logger) LoggerFactory.getLogger(WebSocketSession.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        logger.setAdditive(false);
        try {
            long begun = System.nanoTime();
            for (int i = 0; i < 500; i++) {
                bringToLight();
            }
            long seconds = (System.nanoTime() - begun) / 1_000_000_000L;
            assertThat(lines.list).hasSizeBetween(1, (int) seconds + 1);
            assertThat(lines.list.get(0).getThrowableProxy().getMessage()).contains("the test wants");
            await().until(() -> {
                List<ILoggingEvent> before = new ArrayList<>(lines.list);
                bringToLight();
                return lines.list.size() > before.size();
            });
        } finally {
            logger.setAdditive(true);
            logger.detachAppender(lines);
        }
    }

    private static void bringToLight() {
        WebSocketSession session =
                new WebSocketSession(new MessageAssembler.Limits(100, 10, 1_000), true, new Unfinished(1_000));
        Buggy buggy = new Buggy();
        EmbeddedChannel channel = new EmbeddedChannel(session, buggy);
        session.peer(buggy);
        channel.pipeline().fireExceptionCaught(new IllegalStateException("a bug that the test wants"));
        channel.finishAndReleaseAll();
    }
}
