package io.nettychat.hub;

import io.nettychat.model.Message;
import io.nettychat.model.Rejected;
import io.nettychat.spi.RoomLog;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a draft, heard once and on the room's home loop, however often and wherever the log tells it. Owned by
 * that loop.
 */
abstract class GuardedOutcome implements RoomLog.Outcome {
    private final Shard home;
    private boolean told;

    GuardedOutcome(Shard home) {
        this.home = home;
    }

    @Override
    public final void placed(Message message) {
        if (!home.loop().inEventLoop()) {
            home.loop().execute(() -> placed(message));
        } else if (isNews()) {
            nowPlaced(message);
        }
    }

    @Override
    public final void repeated(long seq, long timeMillis) {
        if (!home.loop().inEventLoop()) {
            home.loop().execute(() -> repeated(seq, timeMillis));
        } else if (isNews()) {
            nowRepeated(seq, timeMillis);
        }
    }

    @Override
    public final void refused(@Nullable Rejected why) {
        if (!home.loop().inEventLoop()) {
            home.loop().execute(() -> refused(why));
        } else if (isNews()) {
            nowRefused(why == null ? GuardedLog.unkept() : why);
        }
    }

    private boolean isNews() {
        boolean news = !told;
        told = true;
        return news;
    }

    abstract void nowPlaced(Message message);

    abstract void nowRepeated(long seq, long timeMillis);

    abstract void nowRefused(Rejected why);
}
