package io.nettychat.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.server.conformance.ConformanceTarget.Settings;
import org.junit.jupiter.api.Test;

/** Rules 2 and 3 when the log does not reach back far enough. */
class TrimmedLogTest extends ConformanceTest {

    TrimmedLogTest() {
        super(Settings.SMALL_HISTORY);
    }

    @Test
    void isToldTheOldestKept() {
        String room = newRoom();
        fill(room, 50);

        Frame joined = user().join(room);

        assertThat(joined.number("seq")).isEqualTo(50);
        assertThat(joined.number("first")).isEqualTo(31);
        assertThat(joined.seqs("messages")).isEqualTo(range(31, 50));
    }

    @Test
    void resumesFromJustBeforeTheOldest() {
        String room = newRoom();
        fill(room, 50);

        Frame joined = user().join(room, "epoch", user().join(room).epoch(), "since", 30);

        assertThat(joined.text("how")).isEqualTo("resumed");
        assertThat(joined.seqs("messages")).isEqualTo(range(31, 50));
    }

    @Test
    void hasAGapOneFurtherBack() {
        String room = newRoom();
        fill(room, 50);

        Frame joined = user().join(room, "epoch", user().join(room).epoch(), "since", 29);

        assertThat(joined.text("how")).isEqualTo("gap");
        assertThat(joined.seqs("messages")).isEqualTo(range(31, 50));
    }

    @Test
    void hasPagesThatEndAtTheOldest() {
        String room = newRoom();
        fill(room, 50);
        ChatClient client = member(room);

        Frame back = client.ask("history", "room", room, "before", 41, "limit", 100);
        Frame beyond = client.ask("history", "room", room, "before", 10, "limit", 100);

        assertThat(back.seqs("messages")).isEqualTo(range(31, 40));
        assertThat(back.flag("more")).isFalse();
        assertThat(beyond.objects("messages")).isEmpty();
        assertThat(beyond.flag("more")).isFalse();
    }

    @Test
    void knowsTheIdsOfMessagesThatAreGone() {
        String room = newRoom();
        ChatClient client = member(room);
        client.send("type", "message", "id", "old", "room", room, "text", "first");
        client.take("message");
        fill(room, 50);

        client.send("type", "message", "id", "old", "room", room, "text", "first");

        // Remembered for 5 minutes at least, however many messages came after it.
        assertThat(client.take("ack").number("seq")).isEqualTo(1);
    }
}
