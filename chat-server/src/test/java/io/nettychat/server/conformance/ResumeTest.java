package io.nettychat.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule 3: resuming, and never partially in silence. */
class ResumeTest extends ConformanceTest {

    private Object epochOf(String room) {
        return user().join(room, "limit", 0).epoch();
    }

    /** The seqs in {@code joined}, and those that followed it as ordinary messages up to the head. */
    private static List<Long> seqsUpToHead(ChatClient client, Frame joined) {
        List<Long> seqs = new ArrayList<>(joined.seqs("messages"));
        while (!seqs.isEmpty() && seqs.get(seqs.size() - 1) < joined.number("seq")) {
            seqs.add(client.heard(joined.text("room")).number("seq"));
        }
        return seqs;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 7, 11, 12})
    void sendsExactlyWhatWasMissed(long since) {
        String room = newRoom();
        fill(room, 12);
        ChatClient client = user();

        Frame joined = client.join(room, "epoch", epochOf(room), "since", since);

        assertThat(joined.text("how")).isEqualTo("resumed");
        assertThat(joined.seqs("messages")).isEqualTo(range(since + 1, 12));
        assertThat(joined.number("seq")).isEqualTo(12);
    }

    @Test
    void isNotCutByALimit() {
        String room = newRoom();
        fill(room, 12);
        ChatClient client = user();

        Frame joined = client.join(room, "epoch", epochOf(room), "since", 2, "limit", 3);

        // The limit is for a fresh join; what was missed is sent in any case.
        assertThat(joined.text("how")).isEqualTo("resumed");
        assertThat(seqsUpToHead(client, joined)).isEqualTo(range(3, 12));
    }

    @Test
    void resumesAnEmptyRoom() {
        String room = newRoom();
        ChatClient client = user();

        Frame joined = client.join(room, "epoch", epochOf(room), "since", 0);

        assertThat(joined.text("how")).isEqualTo("resumed");
        assertThat(joined.objects("messages")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {13, 1_000_000, Long.MAX_VALUE})
    void answersAPositionBeyondTheHeadWithAGap(long since) {
        String room = newRoom();
        fill(room, 12);

        Frame joined = user().join(room, "epoch", epochOf(room), "since", since);

        assertThat(joined.text("how")).isEqualTo("gap");
        assertThat(joined.seqs("messages")).isEqualTo(range(1, 12));
    }

    @Test
    void answersAnotherEpochWithAGap() {
        String room = newRoom();
        fill(room, 12);
        Object epoch = epochOf(room);
        Object other = epoch instanceof Long number ? (Object) (number + 1) : "another-" + epoch;

        Frame joined = user().join(room, "epoch", other, "since", 3);

        assertThat(joined.text("how")).isEqualTo("gap");
        assertThat(joined.seqs("messages")).isEqualTo(range(1, 12));
        assertThat(joined.epoch()).isEqualTo(epoch);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"since\":3",
                "\"since\":-1",
                "\"since\":\"x\"",
                "\"epoch\":{}",
                "\"epoch\":\"\",\"since\":0",
                "\"epoch\":7,\"since\":0",
                "\"epoch\":\"x\",\"since\":99999999999999999999",
                "\"since\":1.5,\"epoch\":\"x\""
            })
    void isNeverResumedWithoutAnEpochAndASeq(String fields) {
        String room = newRoom();
        fill(room, 12);
        ChatClient client = user();

        client.sendText("{\"type\":\"join\",\"id\":\"j\",\"room\":\"" + room + "\"," + fields + "}");

        Frame reply =
                client.inbox.take("reply", frame -> "j".equals(frame.fields().get("id")));
        if (reply.is("joined")) {
            assertThat(reply.text("how")).isIn("fresh", "gap");
            assertThat(reply.seqs("messages")).isEqualTo(range(1, 12));
        } else {
            assertThat(reply.fields()).containsEntry("type", "error").containsEntry("code", "bad_frame");
        }
        client.fence();
    }

    @Test
    void resumesAfterADrop() {
        String room = newRoom();
        ChatClient other = member(room);
        ChatClient client = user();
        Frame first = client.join(room);
        other.say(room, "one");
        client.heard(room);
        client.drop();
        other.say(room, "two");
        other.say(room, "three");

        ChatClient back = connect();
        back.hello(client.name(), client.session());
        Frame joined = back.join(room, "epoch", first.epoch(), "since", 1);
        other.say(room, "four");

        assertThat(joined.text("how")).isEqualTo("resumed");
        assertThat(joined.texts("messages", "text")).containsExactly("two", "three");
        assertThat(back.heard(room).text("text")).isEqualTo("four");
    }

    @Test
    void missesNothingHoweverOftenItDrops() {
        String room = newRoom();
        List<ChatClient> speakers = members(room, 10);
        ChatClient client = user();
        Object epoch = client.join(room).epoch();
        List<Long> seqs = new ArrayList<>();

        for (int round = 1; round <= 6; round++) {
            speakers.forEach(speaker -> speaker.request("message", "room", room, "text", "text"));
            client.drop();
            ChatClient back = connect();
            back.hello(client.name(), client.session());
            Frame joined = back.join(room, "epoch", epoch, "since", seqs.size());
            assertThat(joined.text("how")).isEqualTo("resumed");
            seqs.addAll(joined.seqs("messages"));
            // Some of what comes live, so that the next drop is in the middle of it.
            while (seqs.size() < 10L * round - 5) {
                seqs.add(back.heard(room).number("seq"));
            }
            client = back;
        }
        while (seqs.size() < 60) {
            seqs.add(client.heard(room).number("seq"));
        }

        assertThat(seqs).isEqualTo(range(1, 60));
    }

    @Test
    void resumesForSomebodyElseToo() {
        String room = newRoom();
        fill(room, 3);

        // The position belongs to the log and not to a session: a client that starts anew may use what it kept.
        Frame joined = user().join(room, "epoch", epochOf(room), "since", 2);

        assertThat(joined.text("how")).isEqualTo("resumed");
        assertThat(joined.seqs("messages")).containsExactly(3L);
    }

    @Test
    void resumesInARoomOneIsInAlready() {
        String room = newRoom();
        ChatClient client = user();
        Object epoch = client.join(room).epoch();
        client.say(room, "one");
        client.say(room, "two");

        Frame joined = client.join(room, "epoch", epoch, "since", 1);

        assertThat(joined.text("how")).isEqualTo("resumed");
        assertThat(joined.seqs("messages")).containsExactly(2L);
        client.say(room, "three");
        assertThat(seqs(client.messages(room))).containsExactly(1L, 2L, 3L);
    }

    @Test
    void sendsMoreThanAHundredInPartsAndInOrder() {
        String room = newRoom();
        fill(room, 230);
        Object epoch = epochOf(room);
        ChatClient client = user();

        Frame joined = client.join(room, "epoch", epoch, "since", 5);

        assertThat(joined.text("how")).isEqualTo("resumed");
        assertThat(joined.objects("messages")).isNotEmpty().hasSizeLessThanOrEqualTo(100);
        assertThat(joined.number("seq")).isGreaterThanOrEqualTo(230);
        assertThat(seqsUpToHead(client, joined)).isEqualTo(range(6, 230));
        assertThat(member(room).say(room, "newer").number("seq")).isEqualTo(231);
        assertThat(client.heard(room).number("seq")).isEqualTo(231);
    }

    @Test
    void sendsMoreThanAHundredBeforeAnythingNewer() {
        String room = newRoom();
        fill(room, 150);
        Object epoch = epochOf(room);
        List<ChatClient> senders = members(room, 5);
        ChatClient client = user();

        String id = client.request("join", "room", room, "epoch", epoch, "since", 0);
        for (int i = 0; i < 10; i++) {
            senders.forEach(sender -> sender.request("message", "room", room, "text", "newer"));
        }

        Frame joined = client.take("joined", frame -> frame.text("id").equals(id));
        List<Long> seqs = new ArrayList<>(joined.seqs("messages"));
        while (seqs.get(seqs.size() - 1) < 200) {
            seqs.add(client.heard(room).number("seq"));
        }
        assertThat(seqs).isEqualTo(range(1, 200));
    }

    @Test
    void putsSixtyFourKibibytesInOneFrameAtMost() {
        String room = newRoom();
        fill(room, 30, "x".repeat(3_900));
        ChatClient client = user();

        Frame joined = client.join(room, "epoch", epochOf(room), "since", 0);

        assertThat(joined.text("how")).isEqualTo("resumed");
        // 64 KiB of messages, and a little for what is around them.
        assertThat(Wire.utf8(joined.raw())).hasSizeLessThan(67_000);
        assertThat(seqsUpToHead(client, joined)).isEqualTo(range(1, 30));
    }

    @Test
    void keepsAFreshJoinOfLongMessagesWithoutAHole() {
        String room = newRoom();
        fill(room, 30, "\u4F60".repeat(3_900));
        ChatClient client = user();

        Frame joined = client.join(room);

        assertThat(Wire.utf8(joined.raw())).hasSizeLessThan(67_000);
        List<Long> seqs = seqsUpToHead(client, joined);
        assertThat(seqs).isNotEmpty().isEqualTo(range(seqs.get(0), 30));
    }
}
