package io.nettychat.hub;

import io.nettychat.model.CloseReason;
import io.nettychat.model.Draft;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Identity;
import io.nettychat.model.Rejected;
import io.nettychat.model.RoomName;
import io.nettychat.model.User;
import io.nettychat.spi.Authenticator;
import io.nettychat.spi.Handshake;
import io.nettychat.spi.Interceptor;
import io.nettychat.spi.RoomPolicy;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the host has a say in, and how it is asked: on threads of its own, within a time limit, and answered on the loop
 * that asked. So a hook that blocks, throws or never answers harms only the one it was asked about. Immutable; any thread.
 */
final class Hooks {
    /** What is said of a hook that returned null. */
    static final String NO_STAGE = "the hook returned null; it must return a CompletionStage";

    final @Nullable Authenticator authenticator;
    final @Nullable RoomPolicy policy;
    private final List<Interceptor> interceptors;
    private final long limitNanos;
    private final Complaints complaints;
    private final Executor threads;
    /** Null when the threads are the host's, or none are needed. */
    private final @Nullable ExecutorService ownThreads;

    Hooks(HubBuilder builder, Complaints complaints) {
        authenticator = builder.authenticator;
        policy = builder.policy;
        limitNanos = Nanos.of(builder.hookTime);
        this.complaints = complaints;
        interceptors = List.copyOf(builder.interceptors);
        boolean any = authenticator != null || policy != null || !interceptors.isEmpty();
        Executor given = builder.hookThreads;
        ownThreads = any && given == null ? HookThreads.start() : null;
        threads = given != null ? given : ownThreads != null ? ownThreads : Runnable::run;
    }

    boolean interceptMessages() {
        return !interceptors.isEmpty();
    }

    /** One behind the other, each called on a hook thread, wherever the answer of the one before came from. */
    private CompletionStage<Draft> intercept(Asked asked, RoomName room, User sender, Draft draft) throws Exception {
        CompletionStage<Draft> all = answered(interceptors.get(0).intercept(room, sender, draft));
        for (Interceptor next : interceptors.subList(1, interceptors.size())) {
            all = all.thenComposeAsync(
                    passed -> {
                        asked.passTo(next);
                        try {
                            return answered(next.intercept(room, sender, passed));
                        } catch (Exception e) {
                            return CompletableFuture.failedFuture(e);
                        }
                    },
                    threads);
        }
        return all;
    }

    // ---- the three questions

    /** As {@link Hub#authenticate} says. On the loop of the shard. */
    CompletionStage<@Nullable Identity> authenticate(Shard shard, Handshake handshake) {
        CompletableFuture<@Nullable Identity> answer = new CompletableFuture<>();
        Authenticator asked = authenticator;
        if (asked == null) {
            answer.complete(null);
            return answer;
        }
        this.<@Nullable Identity>ask(
                shard,
                new Asked("Authenticator", asked, null),
                () -> asked.authenticate(handshake),
                identity -> {
                    if (identity == null && handshake.dialect() == Handshake.Dialect.SIMPLE) {
                        answer.completeExceptionally(
                                new Rejected(ErrorCode.FORBIDDEN, CloseReason.UNAUTHORIZED.reason()));
                    } else {
                        answer.complete(identity);
                    }
                },
                answer::completeExceptionally);
        return answer;
    }

    /** Asks who comes, with what the client's {@code hello} says. */
    void authenticate(
            Authenticator asked,
            Connection connection,
            Handshake handshake,
            @Nullable String token,
            Next<@Nullable Identity> next,
            Consumer<Rejected> otherwise) {
        this.<@Nullable Identity>ask(
                connection,
                new Asked("Authenticator", asked, null),
                () -> asked.authenticate(handshake, token),
                next,
                otherwise);
    }

    /** Asks whether somebody may come into a room; goes on when that is so. */
    void mayJoin(
            RoomPolicy asked,
            Connection connection,
            RoomName room,
            @Nullable User who,
            Runnable next,
            Consumer<Rejected> otherwise) {
        this.<Boolean>ask(
                connection,
                new Asked("RoomPolicy", asked, room.value()),
                () -> answered(asked.mayJoin(room, who)),
                allowed -> {
                    if (!allowed) {
                        throw new Rejected(ErrorCode.FORBIDDEN, "You may not come into this room.");
                    }
                    next.run();
                },
                otherwise);
    }

    /** Asks what is to become of a message; goes on with what the host has made of it. */
    void intercept(
            Connection connection,
            String room,
            User sender,
            Draft draft,
            Next<Draft> next,
            Consumer<Rejected> otherwise) {
        Asked asked = new Asked("Interceptor", interceptors.get(0), room);
        this.<Draft>ask(
                connection, asked, () -> intercept(asked, RoomName.parse(room), sender, draft), next, otherwise);
    }

    /** Makes a fault of an answer that is none. */
    private static <T> CompletionStage<T> answered(@Nullable CompletionStage<T> stage) {
        return Objects.requireNonNull(stage, NO_STAGE)
                .thenApply(answer -> Objects.requireNonNull(answer, "the stage of the hook completed with null"));
    }

    // ---- asking

    /** What comes after the host has answered. */
    interface Next<T> {
        void run(T answer) throws Rejected;
    }

    /**
     * Asks in the middle of a conversation, and goes on when the host has answered. Meanwhile the frames behind this one
     * wait, so that order is kept; when the connection is over by then, nothing is called.
     */
    private <T> void ask(
            Connection connection,
            Asked asked,
            Callable<? extends @Nullable CompletionStage<T>> hook,
            Next<T> next,
            Consumer<Rejected> otherwise) {
        connection.suspend();
        this.<T>ask(
                connection.shard(),
                asked,
                hook,
                answer -> {
                    if (!connection.isOver()) {
                        try {
                            next.run(answer);
                        } catch (Rejected why) {
                            otherwise.accept(why);
                        } catch (RuntimeException fault) { // whoever waits here must not wait for ever
                            otherwise.accept(Question.failed(complaints, asked, fault));
                        }
                        connection.resume();
                    }
                },
                why -> {
                    if (!connection.isOver()) {
                        otherwise.accept(why);
                        connection.resume();
                    }
                });
    }

    private <T> void ask(
            Shard shard,
            Asked asked,
            Callable<? extends @Nullable CompletionStage<T>> hook,
            Consumer<T> then,
            Consumer<Rejected> otherwise) {
        new Question<>(shard, complaints, asked, hook, then, otherwise).ask(threads, limitNanos);
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
}
