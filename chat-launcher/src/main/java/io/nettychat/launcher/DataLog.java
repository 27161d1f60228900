package io.nettychat.launcher;

import io.nettychat.disk.DiskLog;
import io.nettychat.disk.Durability;
import io.nettychat.hub.HubBuilder;
import io.nettychat.launcher.Launcher.StartFailure;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The log in the directory that {@code --data} names, if it names one. Closed here unless a server took it over. */
final class DataLog implements AutoCloseable {
    private final @Nullable DiskLog log;
    private boolean kept;

    private DataLog(@Nullable DiskLog log) {
        this.log = log;
    }

    /**
     * Opens the log.
     *
     * @throws StartFailure when the directory cannot be used
     */
    static DataLog open(Options options) throws StartFailure {
        if (options.data == null) {
            return new DataLog(null);
        }
        try {
            return new DataLog(DiskLog.in(options.data)
                    .durability(Durability.valueOf(options.durability.toUpperCase(Locale.ROOT)))
                    .history(options.history)
                    .historyAge(options.historyAge)
                    .open());
        } catch (IOException e) {
            throw new StartFailure(Printable.escape(e.getMessage() + " The option for it is --data."), e);
        }
    }

    void addTo(HubBuilder hub) {
        if (log != null) {
            hub.log(log);
        }
    }

    /** A server has the log, and closes it at its end. */
    void keep() {
        kept = true;
    }

    @Override
    public void close() {
        if (log != null && !kept) {
            log.close();
        }
    }
}
