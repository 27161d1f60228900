package io.nettychat.hub;

import io.nettychat.model.Draft;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Message;
import io.nettychat.model.Position;
import io.nettychat.model.Rejected;
import io.nettychat.model.RoomName;
import io.nettychat.model.User;
import io.nettychat.spi.RoomLog;
import io.nettychat.spi.Signal;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of a room as the room may rely on it, whoever wrote the one behind it: nothing is thrown, nothing is null, and
 * all that it answers it answers on the home loop. So a log that fails in a way that is not in its contract fails for those
 * who asked it, and they are told. Owned by the room's home loop.
 */
final class GuardedLog implements RoomLog {
    private static final Logger log = LoggerFactory.getLogger(GuardedLog.class);

    private static final long RETRY_MILLIS = 5_000;

    private final RoomLog inner;
    private final Shard home;

    /** What the log said the last time. */
    private Position head;

    private long first;

    /** @throws RuntimeException whatever the log throws when it is asked where it is */
    private GuardedLog(RoomLog inner, Shard home) {
        this.inner = inner;
        this.home = home;
        this.head = checked(inner.head());
        this.first = inner.first();
    }

    /** Opens the log of a room. The stage completes on the home loop, with a log or with a failure. */
    static CompletionStage<GuardedLog> open(Shard home, RoomName name, Tail tail) {
        Hub hub = home.hub();
        return HostAnswer.to(home, () -> hub.log().open(name, new GuardedTail(tail, home), home::run))
                .thenApply(opened -> of(HostAnswer.notNull(opened), home));
    }

    private static GuardedLog of(RoomLog opened, Shard home) {
        try {
            return new GuardedLog(opened, home);
        } catch (Throwable fault) {
            close(opened, home);
            throw fault;
        }
    }

    private static Position checked(@Nullable Position position) {
        Objects.requireNonNull(position, "RoomLog.head returned null");
        Objects.requireNonNull(position.epoch(), "the position of RoomLog.head has no epoch");
        return position;
    }

    private void complain(String what, Throwable fault) {
        home.hub().complaints().error(log, what, fault);
    }

    @Override
    public Position head() {
        try {
            head = checked(inner.head());
        } catch (Throwable fault) {
            complain("the log of a room does not say where its head is", fault);
        }
        return head;
    }

    @Override
    public long first() {
        try {
            first = inner.first();
        } catch (Throwable fault) {
            complain("the log of a room does not say where it begins", fault);
        }
        return first;
    }

    /** @param outcome is {@link GuardedOutcome guarded} already, so that nothing is made for each message */
    @Override
    public void append(User sender, Draft draft, Outcome outcome) {
        try {
            inner.append(sender, draft, outcome);
        } catch (Throwable fault) {
            complain("a message could not be given to the log of its room", fault);
            outcome.refused(unkept());
        }
    }

    static Rejected unkept() {
        return new Rejected(ErrorCode.INTERNAL, "The message cannot be kept now. Try again.", RETRY_MILLIS);
    }

    static Rejected unreadable() {
        return new Rejected(ErrorCode.INTERNAL, "The room's messages cannot be read now. Try again.", RETRY_MILLIS);
    }

    @Override
    public CompletionStage<List<Message>> read(long after, int limit) {
        return HostAnswer.to(home, () -> inner.read(after, limit)).thenApply(page -> {
            HostAnswer.notNull(page).forEach(HostAnswer::notNull);
            return page;
        });
    }

    @Override
    public CompletionStage<Void> reach(long seq) {
        return HostAnswer.to(home, () -> inner.reach(seq));
    }

    @Override
    public CompletionStage<Void> keepFact(String key, @Nullable String value) {
        return HostAnswer.to(home, () -> inner.keepFact(key, value));
    }

    @Override
    public void signal(Signal signal) {
        try {
            inner.signal(signal);
        } catch (Throwable fault) {
            complain("the other nodes could not be told", fault);
        }
    }

    @Override
    public boolean isSpent() {
        try {
            return inner.isSpent();
        } catch (Throwable fault) {
            complain("the log of a room does not say whether it can be closed", fault);
            return false;
        }
    }

    @Override
    public void close() {
        close(inner, home);
    }

    private static void close(RoomLog opened, Shard home) {
        try {
            opened.close();
        } catch (Throwable fault) {
            home.hub().complaints().error(log, "the log of a room could not be closed", fault);
        }
    }
}
