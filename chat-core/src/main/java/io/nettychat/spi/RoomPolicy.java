package io.nettychat.spi;

import io.nettychat.model.Rejected;
import io.nettychat.model.RoomName;
import io.nettychat.model.User;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Says who may come into which room. What may be said there is an {@link Interceptor}'s to say.
 *
 * <p>Called on the hub's hook threads, several at once, and may take its time: a client that waits holds up nobody else.
 * It has until the hub's limit for hooks; after it the join is refused and the thread is interrupted. The stage may
 * complete on any thread.
 */
@FunctionalInterface
public interface RoomPolicy {
    /**
     * Returns whether a user may join. Asked for each join of a room that the connection is not in, also when it comes
     * back; not asked again while it is in. Failing with {@link Rejected}, be it by the stage or by throwing, refuses the
     * join and tells the reason; every other failure is logged, and the client is told to try again.
     *
     * @param user who asks; null for a connection of the simple dialect, which hears a room before it has a name
     * @return completes with false to refuse the join as {@code forbidden}
     */
    CompletionStage<Boolean> mayJoin(RoomName room, @Nullable User user) throws Exception;
}
