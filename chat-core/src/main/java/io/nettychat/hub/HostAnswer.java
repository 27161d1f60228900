package io.nettychat.hub;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a log or a directory of the host's own answers to a question: always a stage, completed on the loop that asks. */
final class HostAnswer {
    private HostAnswer() {}

    /**
     * Asks. On the loop of the shard.
     *
     * @param question may throw or return null, which is a failed stage then
     */
    static <T extends @Nullable Object> CompletionStage<T> to(
            Shard shard, Supplier<? extends @Nullable CompletionStage<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            Objects.requireNonNull(question.get(), "the host returned null; it must return a CompletionStage")
                    .whenComplete((value, failure) -> shard.run(() -> {
                        if (failure == null) {
                            answer.complete(value);
                        } else {
                            answer.completeExceptionally(failure);
                        }
                    }));
        } catch (Throwable fault) { // whatever it is, it is the host's, and somebody waits for an answer
            answer.completeExceptionally(fault);
        }
        return answer;
    }

    /** Makes a fault of an answer that is none. */
    static <T> T notNull(@Nullable T answer) {
        return Objects.requireNonNull(answer, "the host answered with null");
    }
}
