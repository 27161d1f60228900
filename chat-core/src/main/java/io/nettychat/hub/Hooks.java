package io.nettychat.hub;

import io.netty.util.concurrent.Future;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Rejected;
import io.nettychat.spi.Authenticator;
import io.nettychat.spi.Interceptor;
import io.nettychat.spi.RoomPolicy;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the host has a say in, and how it is asked: on threads of its own, within a time limit, and answered on the loop
 * that asked. So a hook that blocks, throws or never answers harms only the one it was asked about. Immutable; any thread.
 */
final class Hooks {
    private static final Logger log = LoggerFactory.getLogger(Hooks.class);
    private static final long RETRY_MILLIS = 1_000;

    final @Nullable Authenticator authenticator;
    final @Nullable RoomPolicy policy;
    final @Nullable Interceptor interceptor;
    private final long limitNanos;
    private final Complaints complaints;
    private final Executor threads;
    /** Null when the threads are the host's, or none are needed. */
    private final @Nullable ExecutorService ownThreads;

    Hooks(HubBuilder builder, Complaints complaints) {
        authenticator = builder.authenticator;
        policy = builder.policy;
        interceptor = builder.interceptor;
        limitNanos = Nanos.of(builder.hookTime);
        this.complaints = complaints;
        boolean any = authenticator != null || policy != null || interceptor != null;
        Executor given = builder.hookThreads;
        ownThreads = any && given == null ? HookThreads.start() : null;
        threads = given != null ? given : ownThreads != null ? ownThreads : Runnable::run;
    }

    /**
     * Asks the host. Called on the loop of the shard, where exactly one of the two is called later, perhaps before this
     * method returns.
     *
     * @param what who is asked, for the server's log: a constant
     */
    <T> void ask(
            Shard shard,
            String what,
            Callable<? extends CompletionStage<T>> hook,
            Consumer<T> then,
            Consumer<Rejected> otherwise) {
        new Question<>(shard, what, hook, then, otherwise).ask();
    }

    void close() {
        if (ownThreads != null) {
            ownThreads.shutdownNow();
        }
    }

    /** Returns what a stage failed with, without what the stages behind it have put around. */
    static Throwable causeOf(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** One question. The task belongs to the hook's thread, all else to the loop that asks. */
    private final class Question<T> {
        private final Shard shard;
        private final String what;
        private final Consumer<T> then;
        private final Consumer<Rejected> otherwise;
        private final FutureTask<Void> task;
        private @Nullable Future<?> deadline;
        private boolean answered;

        Question(
                Shard shard,
                String what,
                Callable<? extends CompletionStage<T>> hook,
                Consumer<T> then,
                Consumer<Rejected> otherwise) {
            this.shard = shard;
            this.what = what;
            this.then = then;
            this.otherwise = otherwise;
            this.task = new FutureTask<>(() -> call(hook), null);
        }

        private void call(Callable<? extends CompletionStage<T>> hook) {
            try {
                hook.call()
                        .whenComplete((value, failure) -> hand(() -> {
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

        void ask() {
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
                complaints.warn(log, what + " did not answer in time");
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
                log.debug("{} answered when nobody waited any more", what);
            }
        }

        private Rejected explain(Throwable failure) {
            Throwable cause = causeOf(failure);
            if (cause instanceof Rejected rejected) {
                return rejected;
            }
            complaints.error(log, what + " failed", cause);
            return new Rejected(
                    ErrorCode.INTERNAL, "The server failed to look at this. Try again in a moment.", RETRY_MILLIS);
        }
    }
}
