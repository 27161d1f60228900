package io.nettychat.spi;

import io.nettychat.model.Rejected;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which identity has which name, over all nodes that share a log. A hub asks its own tables first; a directory decides
 * between nodes. Methods are called on event loops and must not block; stages may complete on any thread.
 */
public interface Directory {
    /** The directory of a node that is alone: everything is free, nobody is elsewhere. */
    Directory ALONE = new Directory() {
        @Override
        public CompletionStage<@Nullable String> nameOf(String userId) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Boolean> claim(String userId, String name, List<String> keys) {
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public void release(String userId, Collection<String> keys) {}

        @Override
        public void onTakenOver(Consumer<String> listener) {}
    };

    /** Returns the name under which an identity is known on some node, null when it is on none. */
    CompletionStage<@Nullable String> nameOf(String userId);

    /**
     * Claims a name for an identity on this node. Another node that has the identity loses it, and is told.
     *
     * @param userId the identity
     * @param name the name as people see it
     * @param keys what no other identity may have: the name and its look-alikes, folded
     * @return completes with false when another identity has one of the keys; nothing is claimed then. Fails with
     *     {@link Rejected} when it cannot be decided now
     */
    CompletionStage<Boolean> claim(String userId, String name, List<String> keys);

    /** Gives keys up, those that the identity holds on this node. */
    void release(String userId, Collection<String> keys);

    /** Sets who is told the identities that were claimed on another node. Called once, before any other method. */
    void onTakenOver(Consumer<String> listener);
}
