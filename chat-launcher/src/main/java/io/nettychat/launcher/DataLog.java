package io.nettychat.launcher;

import io.nettychat.disk.DiskLog;
import io.nettychat.disk.DiskLogBuilder;
import io.nettychat.disk.Durability;
import io.nettychat.hub.HubBuilder;
import io.nettychat.launcher.Arguments.Refused;
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
     * @throws Refused when the directory may take less than it needs
     * @throws StartFailure when the directory cannot be used
     */
    static DataLog open(Arguments arguments) throws Refused, StartFailure {
        Options options = arguments.options();
        if (options.data == null) {
            if (options.historyDisk > 0) {
                throw arguments.refuse("--history-disk", "there are no files to bound without --data");
            }
            if (!options.durability.equals(Options.DURABILITY)) {
                throw arguments.refuse("--durability", "nothing is kept without --data; name a directory");
            }
            return new DataLog(null);
        }
        try {
            DiskLogBuilder log = DiskLog.in(options.data)
                    .durability(Durability.valueOf(options.durability.toUpperCase(Locale.ROOT)))
                    .history(options.history)
                    .historyAge(options.historyAge);
            if (options.historyDisk > 0) {
                log.historyTotalBytes(options.historyDisk * 1024L * 1024);
            }
            return new DataLog(log.open());
        } catch (IllegalArgumentException e) {
            throw arguments.refuse("--history-disk", "it must be 16 or more, or 0 for no bound");
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
