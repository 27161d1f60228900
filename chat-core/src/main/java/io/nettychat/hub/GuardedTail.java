package io.nettychat.hub;

import io.nettychat.model.Message;
import io.nettychat.spi.RoomLog;
import io.nettychat.spi.Signal;
import org.jspecify.annotations.Nullable;

/** What a log tells a room, on the room's home loop even when it is told elsewhere. Any thread. */
final class GuardedTail implements RoomLog.Tail {
    private final RoomLog.Tail inner;
    private final Shard home;

    GuardedTail(RoomLog.Tail inner, Shard home) {
        this.inner = inner;
        this.home = home;
    }

    @Override
    public void appended(Message message) {
        if (home.loop().inEventLoop()) { // asked here, so that nothing is made for each message
            inner.appended(message);
        } else {
            home.loop().execute(() -> inner.appended(message));
        }
    }

    @Override
    public void interrupted() {
        home.run(inner::interrupted);
    }

    @Override
    public void factChanged(String key, @Nullable String value) {
        home.run(() -> inner.factChanged(key, value));
    }

    @Override
    public void signalled(Signal signal) {
        home.run(() -> inner.signalled(signal));
    }
}
