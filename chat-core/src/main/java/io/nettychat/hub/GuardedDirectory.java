package io.nettychat.hub;

import io.nettychat.model.Rejected;
import io.nettychat.spi.Directory;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory as {@link Sessions} may rely on it, whoever wrote the one behind it: nothing is thrown, and every question is
 * answered on the home loop of the sessions, which owns it.
 */
final class GuardedDirectory implements Directory {
    private static final Logger log = LoggerFactory.getLogger(GuardedDirectory.class);

    private final Directory inner;
    private final Shard home;

    GuardedDirectory(Directory inner, Shard home) {
        this.inner = inner;
        this.home = home;
    }

    private <T extends @Nullable Object> CompletionStage<T> ask(
            Supplier<? extends @Nullable CompletionStage<T>> question) {
        return HostAnswer.to(home, question);
    }

    /** Tells the server's log of what is no refusal but a fault. */
    private <T extends @Nullable Object> CompletionStage<T> watched(CompletionStage<T> answer) {
        return answer.whenComplete((value, failure) -> {
            if (failure != null && !(Hooks.causeOf(failure) instanceof Rejected)) {
                complain(Hooks.causeOf(failure));
            }
        });
    }

    private void complain(Throwable fault) {
        home.hub().complaints().error(log, "the directory of names failed", fault);
    }

    @Override
    public CompletionStage<@Nullable String> nameOf(String userId) {
        return watched(this.<@Nullable String>ask(() -> inner.nameOf(userId)));
    }

    @Override
    public CompletionStage<Boolean> claim(String userId, String name, List<String> keys) {
        return watched(ask(() -> inner.claim(userId, name, keys)).thenApply(HostAnswer::notNull));
    }

    @Override
    public void release(String userId, Collection<String> keys) {
        try {
            inner.release(userId, keys);
        } catch (Throwable fault) {
            complain(fault);
        }
    }

    @Override
    public void onTakenOver(Consumer<String> listener) {
        inner.onTakenOver(Objects.requireNonNull(listener));
    }
}
