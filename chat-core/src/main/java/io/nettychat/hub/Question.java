package io.nettychat.hub;

import io.netty.util.concurrent.Future;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Rejected;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One question to the host: asked on a thread of the hooks, answered on the loop that asks, once, and in time. The task
 * belongs to the hook's thread, all else to the loop that asks.
 */
final class Question<T> {
    private static final Logger log = LoggerFactory.getLogger(Question.class);
    private static final long RETRY_MILLIS = 1_000;

    private final Complaints complaints;
    private final Shard shard;
    private final Asked asked;
    private final Consumer<T> then;
    private final Consumer<Rejected> otherwise;
    private final FutureTask<Void> task;
    private @Nullable Future<?> deadline;
    private boolean answered;

    /**
     * @param asked who is asked, for the server's log
     * @param complaints where faults of the host are told
     */
    Question(
            Shard shard,
            Complaints complaints,
            Asked asked,
            Callable<? extends @Nullable CompletionStage<T>> hook,
            Consumer<T> then,
            Consumer<Rejected> otherwise) {
        this.shard = shard;
        this.complaints = complaints;
        this.asked = asked;
        this.then = then;
        this.otherwise = otherwise;
        this.task = new FutureTask<>(() -> call(hook), null);
    }

    private void call(Callable<? extends @Nullable CompletionStage<T>> hook) {
        try {
            CompletionStage<T> stage = hook.call();
            if (stage == null) {
                throw new NullPointerException(Hooks.NO_STAGE);
            }
            stage.whenComplete((value, failure) -> hand(() -> {
                if (failure == null) {
                    then.accept(value);
                } else {
                    otherwise.accept(explain(failure));
                }
            }));
        } catch (Throwable failure) { // whatever it is, it is the host's, and somebody waits for an answer
            hand(() -> otherwise.accept(explain(failure)));
        }
    }

    /**
     * Asks.
     *
     * @param threads where the hook runs
     * @param limitNanos how long it may take
     */
    void ask(Executor threads, long limitNanos) {
        deadline = shard.loop().schedule(this::tooLate, limitNanos, TimeUnit.NANOSECONDS);
        try {
            threads.execute(task);
        } catch (RejectedExecutionException full) {
            complaints.error(log, "hooks are asked faster than they answer", full);
            hand(() -> otherwise.accept(new Rejected(
                    ErrorCode.INTERNAL, "The server is too busy to look at this. Try again.", RETRY_MILLIS)));
        }
    }

    private void tooLate() {
        hand(() -> {
            complaints.warn(log, asked.who() + " did not answer in time", asked.where());
            task.cancel(true);
            otherwise.accept(new Rejected(
                    ErrorCode.INTERNAL, "The server took too long to look at this. Try again.", RETRY_MILLIS));
        });
    }

    /** Has the answer dealt with on the loop, unless there was one before. */
    private void hand(Runnable answer) {
        try {
            shard.run(() -> {
                if (!answered) {
                    answered = true;
                    if (deadline != null) {
                        deadline.cancel(false);
                    }
                    answer.run();
                }
            });
        } catch (RejectedExecutionException loopIsDown) {
            log.debug("{} answered when nobody waited any more", asked.who());
        }
    }

    private Rejected explain(Throwable failure) {
        Throwable cause = Hooks.causeOf(failure);
        if (cause instanceof Rejected rejected) {
            return rejected;
        }
        return failed(complaints, asked, cause);
    }

    /** Tells the log what went wrong, and returns what to tell the client. */
    static Rejected failed(Complaints complaints, Asked asked, Throwable cause) {
        complaints.error(log, asked.who() + " failed", asked.where(), cause);
        return new Rejected(
                ErrorCode.INTERNAL, "The server failed to look at this. Try again in a moment.", RETRY_MILLIS);
    }
}
