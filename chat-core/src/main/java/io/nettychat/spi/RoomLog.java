package io.nettychat.spi;

import io.nettychat.model.Draft;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Message;
import io.nettychat.model.Position;
import io.nettychat.model.Rejected;
import io.nettychat.model.User;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The log of one room. All methods are called on the room's home loop and must not block. */
public interface RoomLog extends AutoCloseable {
    /** Returns the epoch and the seq of the newest message that was handed to the tail; seq 0 when there is none. */
    Position head();

    /** Returns the oldest seq that can still be read; {@code head().seq() + 1} when none can. */
    long first();

    /**
     * Gives a message the next place and keeps it as durably as the log promises; then, and only then, hands it to the
     * {@link Tail}. A draft with an id that the same sender has already used (at least in the last 5 minutes) gets no
     * new place. A draft that deletes a message takes a place too, and the text of that message is gone from then on, as
     * far as it is still kept; it is refused with {@link ErrorCode#BAD_FRAME} when there is no such message.
     *
     * @param outcome is told what became of the draft
     */
    void append(User sender, Draft draft, Outcome outcome);

    /**
     * Reads messages in order, oldest first. The stage completes on the home loop, at once when the messages are in
     * memory.
     *
     * @param after the first message read is the oldest kept one behind this seq
     * @param limit how many messages at most, 1 or more
     */
    CompletionStage<List<Message>> read(long after, int limit);

    /**
     * Brings the head up to a position that a client has seen on another node, as far as the log goes. The stage completes
     * on the home loop, when everything up to there has been handed to the tail or the log is known to end before it, and
     * fails when that cannot be found out now. A log that is on one node only always knows.
     */
    default CompletionStage<Void> reach(long seq) {
        return CompletableFuture.completedFuture(null);
    }

    /**
     * Keeps a fact about the room, such as a ban, as durably as messages are kept; then tells the {@link Tail} of every
     * node. The stage completes on the home loop, and fails with {@link Rejected} when it could not be kept.
     *
     * @param key what it is about, printable ASCII
     * @param value what is so, null to forget it
     */
    CompletionStage<Void> keepFact(String key, @Nullable String value);

    /** Tells the tails of the other nodes, in order, as well as it can be done; does nothing where there are none. */
    default void signal(Signal signal) {}

    /**
     * Returns whether the room can be forgotten: closing the log now loses nothing that is to be kept, be it because
     * nothing is, or because it can be opened again.
     */
    boolean isSpent();

    /** Releases what this log holds. The messages stay where the log keeps them. */
    @Override
    void close();

    /** Who is handed each message behind the head. */
    interface Tail {
        /** Called on the home loop, with seqs rising by one. */
        void appended(Message message);

        /**
         * What follows does not go on from what was handed on before: the log began anew, or has moved past this node.
         * Called on the home loop; {@link RoomLog#head} and {@link RoomLog#first} say already where the log is now. Whoever
         * reads must begin again.
         */
        default void interrupted() {}

        /** A fact of the room is so from now on. Called on the home loop. {@code value} is null when it is forgotten. */
        default void factChanged(String key, @Nullable String value) {}

        /** Another node tells something. Called on the home loop. */
        default void signalled(Signal signal) {}
    }

    /** What became of a draft. Exactly one method is called, on the home loop. */
    interface Outcome {
        /** The draft got its place; the tail has already been handed the message. */
        default void placed(Message message) {}

        /** The draft is a repeat: its first copy is at {@code seq}. */
        void repeated(long seq, long timeMillis);

        /** The draft was refused; nothing was kept. */
        void refused(Rejected why);
    }
}
