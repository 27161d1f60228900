package io.nettychat.hub;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Says that something failed, at most once a second for each kind: what fails for one message fails for thousands, and a
 * log that is flooded hides what it was kept for. Any thread.
 */
final class Complaints {
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Map<String, Long> last = new ConcurrentHashMap<>();

    /** @param what a constant sentence, which is the kind too */
    void error(Logger log, String what, Throwable cause) {
        error(log, what, "", cause);
    }

    /**
     * @param what a sentence of which there are few, which is the kind too
     * @param where what else helps to find the cause: put behind it, and no kind of its own
     */
    void error(Logger log, String what, String where, Throwable cause) {
        if (isDue(what)) {
            log.error("{}{}", what, where, cause);
        }
    }

    /** The same, without a cause. */
    void warn(Logger log, String what, String where) {
        if (isDue(what)) {
            log.warn("{}{}", what, where);
        }
    }

    private boolean isDue(String what) {
        long now = System.nanoTime();
        Long before = last.putIfAbsent(what, now);
        return before == null || (now - before >= QUIET_NANOS && last.replace(what, before, now));
    }
}
