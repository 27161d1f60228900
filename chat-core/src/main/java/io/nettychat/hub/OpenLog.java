package io.nettychat.hub;

import io.nettychat.model.Rejected;
import io.nettychat.model.RoomName;
import io.nettychat.spi.RoomLog;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of a room while it is being opened, while it is open, and when it cannot be. What is asked of it meanwhile waits
 * and is done in order. Owned by the room's home loop.
 */
final class OpenLog {
    private static final Logger log = LoggerFactory.getLogger(OpenLog.class);

    private final Shard home;

    /** Null until the log is open; what comes before waits in {@link #waiting}. */
    private @Nullable RoomLog opened;

    private @Nullable List<Runnable> waiting = new ArrayList<>(1);
    private @Nullable Rejected broken;
    private boolean closed;

    OpenLog(Shard home) {
        this.home = home;
    }

    /**
     * Opens the log.
     *
     * @param ready is called when it is open, before anything that waits for it
     * @param failed is called when it cannot be opened, behind all that waits for it and is refused
     */
    void open(RoomName name, RoomLog.Tail tail, Consumer<RoomLog> ready, Runnable failed) {
        GuardedLog.open(home, name, tail).whenComplete((log, failure) -> {
            if (failure == null && !closed) {
                opened = log;
                ready.accept(log);
            } else {
                broken = GuardedLog.unreadable();
                if (failure == null) {
                    log.close();
                } else {
                    home.hub()
                            .complaints()
                            .error(OpenLog.log, "the log of a room could not be opened", Hooks.causeOf(failure));
                }
            }
            List<Runnable> tasks = waiting;
            waiting = null;
            if (tasks != null) {
                tasks.forEach(Runnable::run);
            }
            if (failure != null) {
                failed.run();
            }
        });
    }

    /** Returns the log, null while it is not open. */
    @Nullable
    RoomLog get() {
        return opened;
    }

    /** Runs a task that needs the log: at once when it is open. */
    void with(Consumer<RoomLog> task, Consumer<Rejected> otherwise) {
        RoomLog log = opened;
        if (log != null) {
            task.accept(log);
        } else if (broken != null) {
            otherwise.accept(broken);
        } else if (waiting != null) {
            waiting.add(() -> with(task, otherwise));
        }
    }

    /** Returns whether nothing is to be heard of the log any more. */
    boolean isClosed() {
        return closed;
    }

    boolean isSpent() {
        return opened != null && !closed && opened.isSpent();
    }

    void close() {
        closed = true;
        if (opened != null) {
            opened.close();
        }
    }
}
