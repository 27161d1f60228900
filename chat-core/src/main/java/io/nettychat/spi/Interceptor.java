package io.nettychat.spi;

import io.nettychat.model.Draft;
import io.nettychat.model.Rejected;
import io.nettychat.model.RoomName;
import io.nettychat.model.User;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * Looks at what users say before it gets its place: passes it on, rewrites it or refuses it. What a host publishes by
 * itself is not looked at.
 *
 * <p>Called on the hub's hook threads, for several users at once but for each connection one message after the other, so
 * that a user's order is kept. It may take its time: whoever waits holds up nobody else. It has until the hub's limit for
 * hooks; after it the message is refused and the thread is interrupted. The stage may complete on any thread.
 */
@FunctionalInterface
public interface Interceptor {
    /**
     * Looks at a message. Failing with {@link Rejected}, be it by the stage or by throwing, refuses the message and tells
     * its sender the reason; every other failure is logged, and the sender is told to try again.
     *
     * @param draft what is said; it keeps the limits for texts
     * @return completes with what is said in its place, often {@code draft} itself. Only the text counts; it is held
     *     against the limits again
     */
    CompletionStage<Draft> intercept(RoomName room, User sender, Draft draft) throws Exception;

    /**
     * Returns an interceptor that hands what this one lets pass to another one. The other one is called on the thread on
     * which the stage of this one completes; given to the hub one by one, each is called on a hook thread.
     */
    default Interceptor andThen(Interceptor next) {
        Objects.requireNonNull(next, "next");
        return (room, sender, draft) -> intercept(room, sender, draft).thenCompose(passed -> {
            try {
                return next.intercept(room, sender, passed);
            } catch (Exception e) {
                return CompletableFuture.failedFuture(e);
            }
        });
    }

    /**
     * Returns an interceptor that rewrites every text.
     *
     * @param rewrite gives what is said in place of a text
     */
    static Interceptor rewriting(UnaryOperator<String> rewrite) {
        Objects.requireNonNull(rewrite, "rewrite");
        return (room, sender, draft) -> CompletableFuture.completedFuture(draft.withText(rewrite.apply(draft.text())));
    }
}
