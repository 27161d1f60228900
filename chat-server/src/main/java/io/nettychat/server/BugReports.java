package io.nettychat.server;

import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Logs bugs that a connection brought to light, at most one a second of each kind: whoever finds one can bring it to light
 * again as often as he likes. Any thread.
 */
final class BugReports {
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Map<String, Long> LAST = new ConcurrentHashMap<>();

    private BugReports() {}

    /**
     * @param what a constant sentence, which is the kind too
     * @param remote on whose connection; an address, which holds nothing that a stranger may choose
     */
    static void log(Logger log, String what, @Nullable SocketAddress remote, Throwable cause) {
        long now = System.nanoTime();
        Long before = LAST.putIfAbsent(what, now);
        if (before == null || (now - before >= QUIET_NANOS && LAST.replace(what, before, now))) {
            log.error("{} ({})", what, remote, cause);
        }
    }
}
