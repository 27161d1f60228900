package io.nettychat.redis;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** The way to Redis, be it one server, one behind sentinels, or a cluster. May be used from any thread; never blocks. */
interface Link {
    /**
     * Runs a script.
     *
     * @param keys all of one slot
     * @return what the script returned; completes on a thread of the link, and fails when the answer did not come in time:
     *     then nobody knows whether the script ran
     */
    CompletionStage<byte[]> run(Script script, List<String> keys, List<String> arguments);

    /**
     * Listens to a channel; the {@link Listener} is told when it is heard.
     *
     * @return completes when what is published is heard; a failure is made good later
     */
    CompletionStage<Void> subscribe(String channel);

    void unsubscribe(String channel);

    /** Returns the command with which a script publishes here. */
    String publish();

    /** Replaces every connection: they look alive, but do not carry what they should. */
    void renew();

    /** Ends everything; what is under way fails. May block for a moment. */
    void close();

    /** Is told what is heard, on threads of the link. */
    interface Listener {
        void heard(String channel, byte[] what);

        /** From now on this channel is heard; before, it may not have been. */
        void listening(String channel);

        /** A connection stands again. */
        void restored();
    }
}
