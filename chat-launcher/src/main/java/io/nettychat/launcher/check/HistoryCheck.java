package io.nettychat.launcher.check;

import io.nettychat.launcher.check.Broken.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * At the end: reads the whole history that a server keeps of the room, page by page, and compares it with the ledger.
 * The servers are asked one after the other.
 */
final class HistoryCheck implements Link.Listener {
    private static final int SECONDS = 8;

    private final Run run;
    private final List<Target> targets;
    private final int number;
    private final List<String> unreachable;
    private final Consumer<List<String>> done;
    private final String who;
    private final TreeSet<Long> kept = new TreeSet<>();
    private @Nullable String epoch;
    private long first;
    private long head;
    private boolean read;
    private boolean over;

    private HistoryCheck(
            Run run, List<Target> targets, int number, List<String> unreachable, Consumer<List<String>> done) {
        this.run = run;
        this.targets = targets;
        this.number = number;
        this.unreachable = unreachable;
        this.done = done;
        this.who = "history of " + targets.get(number).url();
    }

    /** @param done told on the loop which servers could not be reached, and why */
    static void begin(Run run, List<Target> targets, Consumer<List<String>> done) {
        begin(run, targets, 0, new ArrayList<>(), done);
    }

    private static void begin(
            Run run, List<Target> targets, int number, List<String> unreachable, Consumer<List<String>> done) {
        if (number == targets.size()) {
            done.accept(unreachable);
            return;
        }
        HistoryCheck check = new HistoryCheck(run, targets, number, unreachable, done);
        Link link = run.connect(targets.get(number), check);
        run.loop().schedule(() -> check.late(link), SECONDS * 1000L / targets.size(), TimeUnit.MILLISECONDS);
    }

    private void next(Link link) {
        over = true;
        link.close();
        begin(run, targets, number + 1, unreachable, done);
    }

    private void late(Link link) {
        if (!over) {
            broken(Promise.NOT_STUCK, first, "not told within " + SECONDS / (double) targets.size() + " s");
            next(link);
        }
    }

    private void broken(Promise promise, long seq, String what) {
        run.verdict().broken(promise, epoch, seq, null, who, what);
    }

    @Override
    public void open(Link link) {
        link.send(Request.hello(run.nameOf(0) + "-" + number, null));
        link.send(Request.look(run.room()));
    }

    @Override
    public void over(Link link, boolean wasOpen, int code, String why) {
        if (!over) {
            over = true;
            unreachable.add(targets.get(number).url() + ": " + why);
            begin(run, targets, number + 1, unreachable, done);
        }
    }

    @Override
    public void frame(Link link, String text) {
        Frame frame = Frame.parse(text);
        if (over || frame == null) {
            return;
        }
        switch (frame.text("type", "")) {
            case "joined" -> {
                epoch = frame.text("epoch", "");
                head = frame.number("seq", 0);
                first = frame.number("first", 1);
                if (read) {
                    judge();
                    next(link);
                } else {
                    link.send(Request.history(run.room(), first - 1));
                }
            }
            case "history" -> page(link, frame);
            case "error" -> {
                broken(
                        Promise.PROTOCOL,
                        first,
                        "refused: " + frame.text("code", "") + ", " + frame.text("reason", "without a reason"));
                next(link);
            }
            default -> {
                // Who comes and goes is of no interest here.
            }
        }
    }

    private void page(Link link, Frame frame) {
        List<Said> messages = frame.messages();
        long last = kept.isEmpty() ? first - 1 : kept.last();
        String life = epoch == null ? "" : epoch;
        for (Said said : messages) {
            if (said.seq() <= last) {
                broken(Promise.ONE_ORDER, said.seq(), "seq " + said.seq() + " comes after seq " + last);
            }
            last = said.seq();
            kept.add(said.seq());
            run.ledger().seen(life, said, who);
        }
        if (frame.isTrue("more") && !messages.isEmpty()) {
            link.send(Request.history(run.room(), last));
        } else {
            // Asked once more, since the oldest ones may have become too old meanwhile.
            read = true;
            link.send(Request.look(run.room()));
        }
    }

    private void judge() {
        for (long seq = first; seq <= head; seq++) {
            if (!kept.contains(seq)) {
                broken(
                        Promise.NOT_LOST,
                        seq,
                        "seq " + seq + " is missing, although seqs " + first + " to " + head + " are said to be there");
            }
        }
        long known = run.ledger().head(epoch == null ? "" : epoch);
        if (known > head) {
            broken(Promise.NOT_LOST, head + 1, "the log ends at seq " + head + ", but seq " + known + " was delivered");
        }
    }
}
