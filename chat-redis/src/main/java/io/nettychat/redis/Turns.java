package io.nettychat.redis;

import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The turns of a room: one at a time, each with all that waits then, and tried again for as long as Redis does not answer.
 * Owned by the home loop of the room.
 */
final class Turns {
    /** How long the next try waits at most, in milliseconds: while somebody waits for it, and while nobody does. */
    private static final long RETRY_MILLIS = 300;

    private static final long RETRY_IDLE_MILLIS = 2_000;

    private final RedisLog redis;
    private final Executor home;
    private final String channel;
    private final List<String> keys;
    private final Room room;
    private final Outage outage;
    /** Whether a turn is under way. */
    private boolean turning;
    /** Whether an answer is being taken in: what that sets off waits, for it must not meet drafts half decided. */
    private boolean settling;
    /** Whether a turn is to be taken although this node has nothing to say. */
    private boolean asking;

    private boolean closed;

    /** Whose turns these are. */
    interface Room {
        /** Returns whether something waits for a turn. */
        boolean hasRequests();

        /** Returns whether somebody waits for Redis to answer again. */
        boolean isUrgent();

        /** Returns what goes along now. */
        TurnRequest request();

        /** Returns where this node is. */
        TurnRequest.Known known();

        /** A turn was answered. */
        void answered(TurnRequest request, Turn.Answer answer);

        /** A turn was not answered, and nobody knows whether it was taken; it is followed by another, unless closed here. */
        void unanswered(TurnRequest request, Throwable failure);

        /** Redis has been away a little longer. */
        void refuseImpatient();
    }

    Turns(RedisLog redis, Executor home, String channel, List<String> keys, Room room) {
        this.redis = redis;
        this.home = home;
        this.channel = channel;
        this.keys = keys;
        this.room = room;
        this.outage = new Outage(redis, home);
    }

    Outage outage() {
        return outage;
    }

    boolean isUnderWay() {
        return turning;
    }

    /** Takes a turn even if nothing waits for one: to learn what this node lacks. */
    void ask() {
        asking = true;
        take();
    }

    /** Takes a turn when something waits for one, now or when that is possible. */
    void take() {
        if (turning || settling || closed || outage.isWaiting() || !(asking || room.hasRequests())) {
            return;
        }
        turning = true;
        asking = false;
        TurnRequest request = room.request();
        redis.link()
                .run(Script.TURN, request.keys(keys), request.arguments(redis, channel, room.known()))
                .thenApply(Turn.Answer::read)
                .whenComplete((answer, failure) -> home.execute(() -> taken(request, answer, failure)));
    }

    private void taken(TurnRequest request, Turn.@Nullable Answer answer, @Nullable Throwable failure) {
        turning = false;
        if (answer == null || closed) {
            failed(request, failure == null ? new IllegalStateException("no answer") : failure);
            return;
        }
        outage.over();
        redis.redisIs(answer.now());
        settling = true;
        try {
            room.answered(request, answer);
        } finally {
            settling = false;
        }
        take();
    }

    /** Something that a turn needs has failed. */
    void failed(TurnRequest request, Throwable failure) {
        if (!closed) {
            outage.failed(failure);
        }
        room.unanswered(request, failure);
        if (closed) {
            return;
        }
        asking = true;
        outage.retryLater(room.isUrgent() ? RETRY_MILLIS : RETRY_IDLE_MILLIS, () -> {
            room.refuseImpatient();
            take();
        });
    }

    /** Ends the turns; one that is under way is told as unanswered. */
    void close() {
        closed = true;
    }
}
