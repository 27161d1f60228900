package io.nettychat.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Lets each logger of Netty warn once a second: what it warns of may be brought about by whoever sends bytes. Our own
 * loggers see to that themselves. Netty has a fixed number of loggers, so the table is small.
 */
final class NettyLogFilter extends Filter<ILoggingEvent> {
    private static final String NETTY = "io.netty.";
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Map<String, Long> last = new ConcurrentHashMap<>();

    @Override
    public FilterReply decide(ILoggingEvent event) {
        String logger = event.getLoggerName();
        if (!logger.startsWith(NETTY) || !event.getLevel().isGreaterOrEqual(Level.WARN)) {
            return FilterReply.NEUTRAL;
        }
        long now = System.nanoTime();
        Long before = last.putIfAbsent(logger, now);
        return before == null || (now - before >= QUIET_NANOS && last.replace(logger, before, now))
                ? FilterReply.NEUTRAL
                : FilterReply.DENY;
    }
}
