package io.nettychat.redis;

import io.nettychat.spi.RoomLog;
import io.nettychat.spi.Signal;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the nodes tell each other of the people in a room: what this one has to tell, and what it has heard. Who is here is
 * a table in Redis with a version of its own; typing and kicks are told and not kept. Owned by the home loop of the room.
 */
final class Signals {
    /** How many go along in one turn. */
    private static final int MOST = 500;

    private static final long UNKNOWN = -1;

    private final String node;
    private final Nodes nodes;
    private final RoomLog.Tail tail;
    private final Here here;
    private final ArrayDeque<Turn.Row> waiting = new ArrayDeque<>(0);
    private long version = UNKNOWN;

    Signals(String node, Nodes nodes, RoomLog.Tail tail) {
        this.node = node;
        this.nodes = nodes;
        this.tail = tail;
        this.here = new Here(node, tail::signalled);
    }

    /** Returns the version of the table of who is here. */
    long version() {
        return version;
    }

    /** Puts a signal in line for the next turn. */
    void tell(Signal signal, boolean away) {
        here.told(signal);
        if (signal.kind() == Signal.Kind.TYPING && away) {
            return; // nobody wants to know later who was typing
        }
        waiting.add(new Turn.Row(signal.kind().name().charAt(0), node, Here.row(signal)));
    }

    boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /** Returns whether nobody is here, on this node, and nothing waits to be told. */
    boolean isSpent() {
        return waiting.isEmpty() && here.isEmptyHere();
    }

    /** Returns what goes along in the next turn; it waits until that is answered. */
    List<Turn.Row> batch() {
        return waiting.stream().limit(MOST).toList();
    }

    /** Redis has forgotten what this node told: the next turn brings the whole table, and shows what is wrong with it. */
    void doubt() {
        version = UNKNOWN;
    }

    /** The log is another one than it was, and what went along was not told in it. */
    void restart(Turn.Answer answer) {
        Map<String, String> table = answer.here();
        if (table != null) {
            takeOver(table, answer.hereVersions().after());
        }
    }

    /** A turn was answered, and what went along has been told. */
    void answered(Turn.Answer answer, List<Turn.Row> told) {
        for (int i = 0; i < told.size(); i++) {
            waiting.remove();
        }
        Turn.Versions versions = answer.hereVersions();
        Map<String, String> table = answer.here();
        if (table != null && versions.after() >= version) {
            takeOver(table, versions.after());
        } else if (versions.before() == version) {
            told.forEach(here::apply);
            version = versions.after();
        }
    }

    private void takeOver(Map<String, String> table, long itsVersion) {
        version = itsVersion;
        waiting.addAll(here.applyAll(table));
        nodes.sighted(here.nodes());
    }

    /** Takes what was published; returns whether this node lacks what was told before. */
    boolean heard(Turn.News news) {
        Turn.Versions versions = news.hereVersions();
        boolean next = versions.before() == version;
        for (Turn.Row row : news.rows()) {
            if (row.kind() == 'H' || row.kind() == 'G') {
                if (next) {
                    here.apply(row);
                }
            } else if (!row.node().equals(node)) {
                tail.signalled(new Signal(row.kind() == 'T' ? Signal.Kind.TYPING : Signal.Kind.KICKED, row.user()));
            }
        }
        if (next) {
            version = versions.after();
            if (!news.node().equals(node)) {
                nodes.sighted(Set.of(news.node()));
            }
        }
        return versions.after() > version;
    }

    /** A node is dead, and with it whoever was on it. */
    void died(String dead) {
        waiting.addAll(here.goneWith(dead));
    }
}
