package io.nettychat.launcher;

import io.nettychat.launcher.Arguments.Refused;
import io.nettychat.launcher.Launcher.StartFailure;
import io.nettychat.redis.RedisLog;
import io.nettychat.redis.RedisLogBuilder;
import io.nettychat.spi.MessageLog;
import org.jspecify.annotations.Nullable;

/** The log that several servers share, as the options want it: the one class here that knows {@link RedisLog}. */
final class SharedLog {
    private static final String JFR = "io.lettuce.core.jfr";

    private SharedLog() {}

    /**
     * Opens the log.
     *
     * @return null when messages live in memory
     * @throws Refused when the address is none
     * @throws StartFailure when nobody answers there
     */
    static @Nullable MessageLog open(Arguments arguments) throws Refused, StartFailure {
        Options options = arguments.options();
        String uri = options.redis;
        if (uri == null) {
            return null;
        }
        if (System.getProperty(JFR) == null) {
            System.setProperty(JFR, "false"); // as for Netty, see StartUp
        }
        RedisLogBuilder builder;
        try {
            builder = RedisLog.builder(uri);
        } catch (IllegalArgumentException e) {
            throw arguments.refuse("--redis", String.valueOf(e.getMessage()));
        }
        try {
            return builder.history(options.history)
                    .historyAge(options.historyAge)
                    .connect();
        } catch (IllegalStateException e) {
            throw new StartFailure(
                    Printable.escape("--redis: " + e.getMessage() + ". Is it running, and the address right?"), e);
        }
    }
}
