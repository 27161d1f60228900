package io.nettychat.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code history}: pages of the log. */
class HistoryTest extends ConformanceTest {

    @Test
    void givesTheNewestPageFirst() {
        String room = newRoom();
        fill(room, 20);
        ChatClient client = member(room);

        Frame page = client.ask("history", "room", room, "limit", 5);

        assertThat(page.fields()).containsEntry("type", "history").containsEntry("room", room);
        assertThat(page.seqs("messages")).isEqualTo(range(16, 20));
        assertThat(page.flag("more")).isTrue();
    }

    @Test
    void givesTheWholeLogWhenItIsShort() {
        String room = newRoom();
        fill(room, 4);
        ChatClient client = member(room);

        client.send("type", "history", "room", room);

        Frame page = client.take("history");
        assertThat(page.seqs("messages")).isEqualTo(range(1, 4));
        assertThat(page.flag("more")).isFalse();
        assertThat(page.has("id")).isFalse();
    }

    @Test
    void isEmptyInANewRoom() {
        String room = newRoom();
        ChatClient client = member(room);

        Frame page = client.ask("history", "room", room);

        assertThat(page.objects("messages")).isEmpty();
        assertThat(page.flag("more")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "before, 13, 5,  8, 12, true",
        "before,  6, 5,  1,  5, false",
        "before,  4, 5,  1,  3, false",
        "before,  1, 5,  1,  0, false",
        "before, 99, 5, 16, 20, true",
        "after,   3, 5,  4,  8, true",
        "after,  15, 5, 16, 20, false",
        "after,  18, 5, 19, 20, false",
        "after,  20, 5,  1,  0, false",
        "after,  99, 5,  1,  0, false",
        "after,   0, 5,  1,  5, true",
    })
    void givesAPage(String direction, long seq, int limit, long from, long to, boolean more) {
        String room = newRoom();
        fill(room, 20);
        ChatClient client = member(room);

        Frame page = client.ask("history", "room", room, direction, seq, "limit", limit);

        assertThat(page.seqs("messages")).isEqualTo(range(from, to));
        assertThat(page.flag("more")).isEqualTo(more);
    }

    @Test
    void givesTheSameMessagesAsWereHeard() {
        String room = newRoom();
        List<Frame> log = fill(room, 5);
        ChatClient client = member(room);

        List<Frame> page = client.ask("history", "room", room).objects("messages");

        for (int i = 0; i < 5; i++) {
            for (String field : new String[] {"seq", "time", "user", "name", "text", "id"}) {
                assertThat(page.get(i).fields())
                        .containsEntry(field, log.get(i).fields().get(field));
            }
        }
    }

    @Test
    void givesAHundredAtMostAndEverythingInPages() {
        String room = newRoom();
        fill(room, 130);
        ChatClient client = member(room);

        assertThat(client.ask("history", "room", room, "limit", 1_000).objects("messages"))
                .hasSizeLessThanOrEqualTo(100);
        List<Long> backwards = new ArrayList<>();
        long before = 131;
        boolean more = true;
        while (more) {
            Frame page = client.ask("history", "room", room, "before", before, "limit", 40);
            backwards.addAll(0, page.seqs("messages"));
            before = backwards.get(0);
            more = page.flag("more");
        }
        assertThat(backwards).isEqualTo(range(1, 130));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"before\":5,\"after\":2",
                "\"limit\":0",
                "\"limit\":-5",
                "\"before\":-1",
                "\"before\":0",
                "\"after\":-7",
                "\"before\":99999999999999999999",
                "\"after\":9223372036854775807",
                "\"before\":-9223372036854775808",
                "\"before\":\"x\"",
                "\"limit\":1e3",
                "\"after\":null"
            })
    void answersStrangeQuestions(String fields) {
        String room = newRoom();
        fill(room, 5);
        ChatClient client = member(room);

        client.sendText("{\"type\":\"history\",\"id\":\"h\",\"room\":\"" + room + "\"," + fields + "}");

        // An answer or a refusal: the protocol does not say which. Silence, or an internal error, is neither.
        Frame reply =
                client.inbox.take("reply", frame -> "h".equals(frame.fields().get("id")));
        if (reply.is("history")) {
            assertThat(reply.seqs("messages")).isSorted().allMatch(seq -> seq >= 1 && seq <= 5);
        } else {
            assertThat(reply.fields()).containsEntry("type", "error").containsEntry("code", "bad_frame");
        }
        client.fence();
    }
}
