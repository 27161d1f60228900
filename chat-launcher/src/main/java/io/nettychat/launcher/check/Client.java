package io.nettychat.launcher.check;

import io.nettychat.launcher.check.Broken.Promise;
import io.nettychat.launcher.check.Figures.Cut;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One user: gets in, comes back after each cut on any of the servers, reads what is said, and has an {@link Outbox}.
 * Owned by the loop of the run.
 */
final class Client implements Link.Listener {
    /** How long getting in may take on a connection that stands. */
    static final long GET_IN_NANOS = TimeUnit.SECONDS.toNanos(10);

    /**
     * How long a client that was silent reads before it speaks. The server may have said good-bye and gone meanwhile: then
     * writing fails, and with it the connection, before what the server said last is read.
     */
    private static final long READ_FIRST_MILLIS = 100;

    private static final List<Cut> CUTS = List.of(Cut.values());
    private static final long FIRST_BACKOFF_MILLIS = 400;
    private static final long LONGEST_BACKOFF_MILLIS = 3_000;

    private final Run run;
    private final String who;
    private final Reading reading;
    private final Outbox outbox;

    private String name;
    private @Nullable String session;
    private @Nullable Link link;
    private boolean live;
    private boolean silent;
    private boolean closing;
    private boolean finished;
    private boolean sessionKnown;
    private boolean joined;
    private int attempts;
    /** Since when it is not in the room and up to date; 0 when it is. */
    private long awaySince = System.nanoTime();

    /** When the connection stood, or the last frame of interest came, while not live; 0 when nothing is awaited. */
    private long awaitedSince;

    private long nextCut;
    private String byeCode = "";
    private String lastEnd = "it was never connected";
    private long byeAfter;

    Client(Run run, int number) {
        this.run = run;
        this.who = "client " + number;
        this.name = run.nameOf(number);
        this.reading = new Reading(who, run.verdict());
        this.outbox = new Outbox(run, number, who, reading);
    }

    /** Gets in for the first time, at a time of its own. */
    void begin() {
        later(ThreadLocalRandom.current().nextLong(FIRST_BACKOFF_MILLIS), this::connect);
    }

    private void later(long millis, Runnable task) {
        run.loop().schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    private void connect() {
        if (finished || link != null) {
            return;
        }
        byeCode = "";
        byeAfter = -1;
        link = run.connect(this);
    }

    // ---- what the connection tells

    @Override
    public void reached(Link from) {
        if (from == link) {
            awaitedSince = System.nanoTime();
        }
    }

    @Override
    public void open(Link from) {
        if (from != link) {
            return;
        }
        run.figures().connections++;
        sessionKnown = false;
        joined = false;
        from.send(Request.hello(name, session));
        from.send(Request.join(run.room(), reading.epoch(), reading.since()));
    }

    @Override
    public void over(Link from, boolean wasOpen, int code, String why) {
        if (from != link) {
            return;
        }
        lastEnd = "its last connection to " + from.target().url() + ": " + why;
        if (!wasOpen) {
            run.figures().refusedConnections++;
        } else if (!closing) {
            Figures.count(run.figures().endedByServer, byeCode.isEmpty() ? Integer.toString(code) : byeCode);
        }
        away();
    }

    /** The connection is gone: comes back after a random part of a time that grows, or when the server said. */
    private void away() {
        link = null;
        live = silent = closing = joined = false;
        if (awaySince == 0) {
            awaySince = System.nanoTime();
        }
        awaitedSince = 0;
        outbox.stop();
        long most = Math.min(LONGEST_BACKOFF_MILLIS, FIRST_BACKOFF_MILLIS << Math.min(attempts, 4));
        attempts++;
        later(Math.max(0, byeAfter) + ThreadLocalRandom.current().nextLong(most), this::connect);
    }

    @Override
    public void frame(Link from, String text) {
        if (from != link) {
            return;
        }
        Frame frame = Frame.parse(text);
        if (frame == null) {
            broken(
                    Promise.PROTOCOL,
                    "a frame is not a JSON object: " + text.substring(0, Math.min(100, text.length())));
            return;
        }
        String room = frame.text("room", run.room());
        if (!room.equals(run.room())) {
            broken(Promise.PROTOCOL, "a frame of room " + room + " came, in which the client is not");
            return;
        }
        switch (frame.text("type", "")) {
            case "welcome" -> welcome(from, frame);
            case "joined" -> joined(from, frame);
            case "message" -> {
                Said said = Said.of(frame);
                if (said != null) {
                    message(said);
                    becomeLive(from);
                }
            }
            case "gap" -> {
                run.figures().gaps++;
                run.figures().gapMessages += reading.gap(frame.number("from", 0), frame.number("to", 0));
                becomeLive(from);
            }
            case "ack" -> outbox.acknowledged(frame.text("id", ""), frame.number("seq", 0), false);
            case "error" -> refused(from, frame);
            case "bye" -> {
                byeCode = frame.text("code", "bye");
                byeAfter = frame.number("after", -1);
            }
            case "idle" -> from.send(Request.ping());
            default -> {
                // Presence, typing and what newer servers tell is of no interest here.
            }
        }
    }

    private void welcome(Link from, Frame frame) {
        if (session != null && !frame.isTrue("resumed")) {
            run.figures().sessionsForgotten++;
        }
        sessionKnown = session != null && frame.isTrue("resumed");
        session = frame.text("session");
        name = frame.text("name", name);
        outbox.rate(frame.object("limits").number("rate", 0));
        if (sessionKnown) {
            // The ids are remembered for this user: whatever of it is in the log already is only acknowledged.
            outbox.start(from);
        }
    }

    private void joined(Link from, Frame frame) {
        String epoch = frame.text("epoch");
        if (epoch == null) {
            broken(Promise.PROTOCOL, "joined has no epoch");
            return;
        }
        Reading.Outcome outcome =
                reading.joined(frame.text("how", ""), epoch, frame.number("seq", 0), frame.number("first", 1));
        joined = true;
        Figures.count(run.figures().joins, outcome);
        frame.messages().forEach(this::message);
        reading.endOfJoin();
        becomeLive(from);
    }

    private void message(Said said) {
        run.figures().deliveries++;
        String epoch = reading.epoch();
        if (awaitedSince != 0) {
            awaitedSince = System.nanoTime();
        }
        if (epoch == null || !joined) {
            broken(Promise.PROTOCOL, "seq " + said.seq() + " came before joined");
            return;
        }
        reading.message(said);
        run.ledger().seen(epoch, said, who);
        if (said.id() != null) {
            outbox.acknowledged(said.id(), said.seq(), true);
        }
    }

    private void becomeLive(Link from) {
        if (live || !joined || !reading.isThere()) {
            return;
        }
        live = true;
        awaitedSince = awaySince = 0;
        attempts = 0;
        nextCut = run.nextCut();
        if (!sessionKnown) {
            // Somebody new to the server: what the log has of the old one's has been read by now.
            outbox.start(from);
        }
    }

    private void refused(Link from, Frame frame) {
        String code = frame.text("code", "");
        String id = frame.text("id");
        if (id != null && outbox.refused(id, code, frame.number("retryAfter", 0))) {
            return;
        }
        if (code.equals("name_taken")) {
            session = null;
            name = run.anotherName(name);
            from.send(Request.hello(name, null));
            from.send(Request.join(run.room(), reading.epoch(), reading.since()));
        } else if (code.equals("rate_limited") || code.equals("internal")) {
            long after = Math.max(100, frame.number("retryAfter", 500));
            later(after, () -> {
                if (from == link && !live) {
                    from.send(Request.join(run.room(), reading.epoch(), reading.since()));
                }
            });
        } else if (!live && !code.equals("hello_first") && !code.equals("not_joined")) {
            run.giveUp("The server does not let " + who + " in: " + code + ", " + frame.text("reason", "") + ".");
        }
    }

    private void broken(Promise promise, String what) {
        run.verdict().broken(promise, reading.epoch(), 0, null, who, what);
    }

    // ---- what the run wants

    /** Says something, or keeps it for later. Returns false when there is too much waiting already. */
    boolean say() {
        return outbox.say();
    }

    /** Several times a second: cuts when it is time, and looks whether the server keeps its time. */
    void tick(long now, boolean mayCut) {
        Link current = link;
        if (current == null) {
            return;
        }
        if (live && !silent && !closing && mayCut && now - nextCut >= 0) {
            cut(current);
        } else if (!live && awaitedSince != 0 && !silent && !closing && now - awaitedSince > GET_IN_NANOS) {
            broken(
                    Promise.NOT_STUCK,
                    "connected to " + current.target().url() + ", but not in the room and up to date within "
                            + TimeUnit.NANOSECONDS.toSeconds(GET_IN_NANOS) + " s");
            drop(current);
        } else if (live && !silent && !closing && outbox.isOverdue(now)) {
            // As with a server that is frozen: nobody knows what became of it, so it is said again after coming back.
            drop(current);
        } else if (live && !silent && !closing) {
            outbox.pump(now);
        }
    }

    private void drop(Link current) {
        current.reset();
        away();
    }

    private void cut(Link current) {
        Cut kind = CUTS.get(ThreadLocalRandom.current().nextInt(CUTS.size()));
        Figures.count(run.figures().cuts, kind);
        if (kind != Cut.CLEAN) {
            // So that it is cut with something on its way, of which it cannot know whether it arrived.
            outbox.say();
        }
        switch (kind) {
            case CLEAN -> {
                closing = true;
                outbox.stop();
                current.close();
            }
            case RESET -> drop(current);
            case SILENT -> {
                silent = true;
                outbox.stop();
                current.silent(true);
                later(ThreadLocalRandom.current().nextLong(300, 3_000), () -> speakAgain(current));
            }
        }
    }

    /** After a silence: half of them go on as if nothing had been, half are gone for good. */
    private void speakAgain(Link was) {
        if (was != link || !silent) {
            return;
        }
        if (ThreadLocalRandom.current().nextBoolean()) {
            drop(was);
        } else {
            silent = false;
            was.silent(false);
            nextCut = run.nextCut();
            later(READ_FIRST_MILLIS, () -> {
                if (was == link && !silent && !closing) {
                    outbox.start(was);
                }
            });
        }
    }

    /** Whether it is in, has everything that anybody was sent, and has been told of all that it said. */
    boolean isSettled() {
        return isUpToDate() && outbox.isEmpty();
    }

    /** Whether it left so lately that it may still be on its way back, or is closing, or being silent. */
    boolean isOnItsWay(long now) {
        return silent || closing || (!live && now - awaySince < GET_IN_NANOS);
    }

    private boolean isUpToDate() {
        String epoch = reading.epoch();
        return live
                && !silent
                && !closing
                && epoch != null
                && reading.since() >= run.ledger().head(epoch);
    }

    boolean isLive() {
        return live;
    }

    @Nullable
    String epoch() {
        return reading.epoch();
    }

    /** At the end: who is not settled by now has been failed. */
    void judge() {
        String epoch = reading.epoch();
        if (!joined || epoch == null) {
            broken(Promise.NOT_STUCK, "is not in the room at the end, although a server is there; " + lastEnd);
            return;
        }
        // One that is in the room and waits for what its join promised is not stuck: it was not sent something.
        long head = Math.max(run.ledger().head(epoch), reading.head());
        if (reading.since() < head) {
            long seq = reading.since() + 1;
            Said said = run.ledger().at(epoch, seq);
            run.verdict()
                    .broken(
                            Promise.NOT_LOST,
                            epoch,
                            seq,
                            said == null ? null : said.id(),
                            who,
                            "is in the room, but was never sent seqs " + seq + " to " + head + ", which are there");
        } else {
            outbox.judge();
        }
    }

    /** Leaves for good. */
    void finish() {
        finished = true;
        Link current = link;
        if (current != null) {
            closing = true;
            current.close();
        }
    }
}
