package io.nettychat.launcher.check;

import io.nettychat.launcher.check.Broken.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one client says until it is acknowledged: sent at no more than the server's rate, and again with the same id after
 * each new connection.
 */
final class Outbox {
    /** How many messages may wait; a client that has more says nothing new. */
    private static final int MOST = 20;

    private static final int BURST = 5;
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Run run;
    private final int number;
    private final String who;
    private final Reading reading;
    private final Map<String, Message> pending = new LinkedHashMap<>();
    private final ArrayDeque<Message> unsent = new ArrayDeque<>();

    private @Nullable Link link;
    private long said;
    private double perSecond;
    private double tokens = BURST;
    private long refilled = System.nanoTime();
    private long notBefore = System.nanoTime();

    private static final class Message {
        final String id;
        int sent;
        long sentAt;

        Message(String id) {
            this.id = id;
        }
    }

    Outbox(Run run, int number, String who, Reading reading) {
        this.run = run;
        this.number = number;
        this.who = who;
        this.reading = reading;
    }

    /** Takes over how many messages a second the server allows, 0 for any number. */
    void rate(long allowed) {
        perSecond = allowed;
    }

    boolean say() {
        if (pending.size() >= MOST) {
            return false;
        }
        Message message = new Message(run.speech().id(number, ++said));
        run.figures().said++;
        pending.put(message.id, message);
        unsent.add(message);
        pump(System.nanoTime());
        return true;
    }

    /** The client is in: sends what was never acknowledged, the oldest first. */
    void start(Link to) {
        link = to;
        unsent.clear();
        unsent.addAll(pending.values());
        pump(System.nanoTime());
    }

    void stop() {
        link = null;
    }

    /** Sends as much as the rate allows. */
    void pump(long now) {
        Link to = link;
        if (to == null || now - notBefore < 0) {
            return;
        }
        if (perSecond > 0) {
            tokens = Math.min(BURST, tokens + (now - refilled) / 1e9 * perSecond);
        } else {
            tokens = Integer.MAX_VALUE;
        }
        refilled = now;
        while (tokens >= 1 && !unsent.isEmpty()) {
            tokens--;
            Message message = unsent.remove();
            if (pending.get(message.id) == message) {
                message.sent++;
                message.sentAt = now;
                to.send(Request.message(
                        run.room(), message.id, String.valueOf(run.speech().text(message.id))));
            }
        }
    }

    /**
     * The server says that a message has its place.
     *
     * @param copy whether by the message itself
     */
    void acknowledged(String id, long seq, boolean copy) {
        Message message = pending.remove(id);
        Figures figures = run.figures();
        if (!copy) {
            figures.repeated++;
        }
        if (message == null) {
            if (!copy) {
                run.ledger().acknowledged(reading.epoch(), seq, id, who);
            }
            return; // somebody else's, or acknowledged before
        }
        figures.acknowledged++;
        if (copy && message.sent == 1) {
            figures.latency(System.nanoTime() - message.sentAt);
        }
        run.ledger().acknowledged(reading.epoch(), seq, id, who);
    }

    /** The server refused a request. Returns whether it was a message of this client. */
    boolean refused(String id, String code, long retryAfterMillis) {
        Message message = pending.get(id);
        if (message == null) {
            return false;
        }
        switch (code) {
            case "rate_limited" -> {
                run.figures().rateLimited++;
                waitAndSendAgain(message, retryAfterMillis);
            }
            case "internal" -> waitAndSendAgain(message, Math.max(500, retryAfterMillis));
            case "not_joined", "hello_first" -> {
                // Sent while the client was on its way in: it is sent again when it is.
                message.sent++;
                waitAndSendAgain(message, 500);
            }
            default -> {
                pending.remove(id);
                run.giveUp("The server refuses what " + who + " says: " + code + ".");
            }
        }
        return true;
    }

    private void waitAndSendAgain(Message message, long millis) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.max(1, millis));
        if (until - notBefore > 0) {
            notBefore = until;
        }
        tokens = Math.min(tokens, 0);
        List<Message> rest = new ArrayList<>(unsent);
        unsent.clear();
        unsent.add(message);
        unsent.addAll(rest);
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    /** Whether a message was sent so long ago that an answer is not to be expected any more. */
    boolean isOverdue(long now) {
        for (Message message : pending.values()) {
            if (message.sentAt != 0 && !unsent.contains(message) && now - message.sentAt > ANSWER_NANOS) {
                return true;
            }
        }
        return false;
    }

    /** At the end, when the client is in the room. */
    void judge() {
        for (Message message : pending.values()) {
            if (message.sent > 0) {
                run.verdict()
                        .broken(
                                Promise.NOT_STUCK,
                                reading.epoch(),
                                0,
                                message.id,
                                who,
                                "sent " + message.sent + " times, but neither acknowledged nor refused");
            }
        }
    }
}
