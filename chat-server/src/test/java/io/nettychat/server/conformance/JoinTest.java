package io.nettychat.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code join} and {@code leave}. */
class JoinTest extends ConformanceTest {

    @Test
    void answersWithEveryField() {
        String room = newRoom();
        ChatClient client = user();

        Frame joined = client.join(room);

        assertThat(joined.text("room")).isEqualTo(room);
        assertThat(joined.fields().get("epoch")).isInstanceOfAny(String.class, Long.class);
        assertThat(joined.number("seq")).isZero();
        // first - 1 <= 0 <= head has to be true, or nobody could resume from an empty room.
        assertThat(joined.number("first")).isBetween(0L, 1L);
        assertThat(joined.text("how")).isEqualTo("fresh");
        assertThat(joined.objects("messages")).isEmpty();
        assertThat(joined.number("count")).isEqualTo(1);
        assertThat(joined.texts("members", "user")).containsExactly(client.user());
        assertThat(joined.texts("members", "name")).containsExactly(client.name());
    }

    @Test
    void answersARequestWithoutIdWithoutOne() {
        ChatClient client = user();

        client.send("type", "join", "room", newRoom());

        assertThat(client.take("joined").has("id")).isFalse();
    }

    @Test
    void sendsWhatWasSaidBefore() {
        String room = newRoom();
        List<Frame> log = fill(room, 3);

        Frame joined = user().join(room);

        assertThat(joined.number("seq")).isEqualTo(3);
        assertThat(joined.number("first")).isEqualTo(1);
        assertThat(joined.seqs("messages")).containsExactly(1L, 2L, 3L);
        for (int i = 0; i < 3; i++) {
            for (String field : new String[] {"seq", "time", "user", "name", "text", "id"}) {
                assertThat(joined.objects("messages").get(i).fields())
                        .containsEntry(field, log.get(i).fields().get(field));
            }
        }
    }

    @Test
    void sendsFiftyByDefaultAndAsManyAsAskedFor() {
        String room = newRoom();
        fill(room, 60);

        assertThat(user().join(room).seqs("messages")).isEqualTo(range(11, 60));
        assertThat(user().join(room, "limit", 2).seqs("messages")).containsExactly(59L, 60L);
        assertThat(user().join(room, "limit", 60).seqs("messages")).isEqualTo(range(1, 60));
        Frame none = user().join(room, "limit", 0);
        assertThat(none.objects("messages")).isEmpty();
        assertThat(none.number("seq")).isEqualTo(60);
        assertThat(none.number("first")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000000", "-1", "99999999999999999999", "1.5", "\"ten\"", "null"})
    void livesWithStrangeLimits(String limit) {
        String room = newRoom();
        fill(room, 3);
        ChatClient client = user();

        client.sendText("{\"type\":\"join\",\"id\":\"j\",\"room\":\"" + room + "\",\"limit\":" + limit + "}");

        Frame reply =
                client.inbox.take("reply", frame -> "j".equals(frame.fields().get("id")));
        if (reply.is("joined")) {
            assertThat(reply.objects("messages")).hasSizeLessThanOrEqualTo(100);
        } else {
            assertThat(reply.fields()).containsEntry("type", "error").containsEntry("code", "bad_frame");
        }
        client.fence();
    }

    @Test
    void listsTheMembers() {
        String room = newRoom();
        List<ChatClient> others = members(room, 3);
        ChatClient client = user();

        Frame joined = client.join(room);

        assertThat(joined.number("count")).isEqualTo(4);
        assertThat(joined.texts("members", "user"))
                .containsExactlyInAnyOrder(
                        others.get(0).user(),
                        others.get(1).user(),
                        others.get(2).user(),
                        client.user());
        assertThat(joined.texts("members", "name")).contains(others.get(0).name(), client.name());
    }

    @Test
    void keepsTheEpochOfARoom() {
        String room = newRoom();

        assertThat(user().join(room).fields().get("epoch"))
                .isEqualTo(user().join(room).fields().get("epoch"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "Room_1.2-3",
                "7",
                "...",
                "-",
                "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff1234"
            })
    void takesRoomsOfLettersDigitsAndThreeMarks(String room) {
        assertThat(user().join(room).text("room")).isEqualTo(room);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a/b",
                "#general",
                "a\u0000b",
                "a\nb",
                "\uD83D\uDC4D",
                "a|b",
                "a\u202Eb",
                "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff12345"
            })
    void refusesOtherRooms(String room) {
        ChatClient client = user();

        Frame error = client.ask("join", "room", room);

        assertThat(error.fields()).containsEntry("type", "error").containsEntry("code", "bad_room");
        assertThat(error.text("reason")).isNotBlank();
        client.join(newRoom());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"join\",\"id\":\"j\"}", "{\"type\":\"join\",\"id\":\"j\",\"room\":7}"})
    void refusesAJoinWithoutARoom(String frame) {
        ChatClient client = user();

        client.sendText(frame);

        Frame error = client.error();
        assertThat(error.text("code")).isIn("bad_room", "bad_frame");
        assertThat(error.text("id")).isEqualTo("j");
    }

    @Test
    void keepsRoomsApart() {
        String here = newRoom();
        String there = newRoom();
        ChatClient inBoth = member(here);
        inBoth.join(there);
        ChatClient inOne = member(here);

        inBoth.say(there, "there");
        inBoth.say(here, "here");

        assertThat(inOne.heard(here).text("text")).isEqualTo("here");
        assertThat(inOne.messages(there)).isEmpty();
        assertThat(inBoth.messages(there)).hasSize(1);
    }

    @Test
    void answersASecondJoinAndChangesNothing() {
        String room = newRoom();
        ChatClient client = member(room);
        ChatClient witness = member(room);
        client.say(room, "one");

        Frame again = client.join(room);

        assertThat(again.seqs("messages")).containsExactly(1L);
        assertThat(again.number("count")).isEqualTo(2);
        client.say(room, "two");
        assertThat(seqs(client.messages(room))).containsExactly(1L, 2L);
        // The next one to come is announced, and with him the second join if it were.
        ChatClient third = member(room);
        witness.take("presence", frame -> frame.texts("joined", "user").contains(third.user()));
        List<Frame> afterwards = witness.inbox.all(frame -> frame.is("presence") && frame.nanos() > again.nanos());
        assertThat(afterwards)
                .allSatisfy(frame -> assertThat(frame.texts("left", "user")).doesNotContain(client.user()));
        assertThat(witness.ask("members", "room", room).number("count")).isEqualTo(3);
    }

    @Test
    void allows32Rooms() {
        ChatClient client = user();
        List<String> rooms = IntStream.range(0, 32).mapToObj(i -> newRoom()).toList();
        rooms.forEach(client::join);

        Frame error = client.ask("join", "room", newRoom());

        assertThat(error.fields()).containsEntry("type", "error").containsEntry("code", "too_many_rooms");
        // Being in a room already, joining it again is not one more.
        client.join(rooms.get(0));
        client.ask("leave", "room", rooms.get(0));
        client.join(newRoom());
    }

    @Test
    void leavesARoom() {
        String room = newRoom();
        ChatClient witness = member(room);
        ChatClient client = member(room);
        witness.take("presence", frame -> frame.texts("joined", "user").contains(client.user()));

        Frame left = client.ask("leave", "room", room);

        assertThat(left.fields()).containsEntry("type", "left").containsEntry("room", room);
        witness.take("presence", frame -> frame.texts("left", "user").contains(client.user()));
        witness.say(room, "without you");
        client.fence();
        assertThat(client.messages(room)).isEmpty();
        assertThat(client.join(room).text("how")).isEqualTo("fresh");
    }

    @ParameterizedTest
    @ValueSource(strings = {"leave", "message", "history"})
    void wantsToBeJoinedFirst(String type) {
        String room = newRoom();
        member(room);
        ChatClient stranger = user();

        Frame error = stranger.ask(type, "room", room, "text", "hi");

        assertThat(error.fields()).containsEntry("type", "error").containsEntry("code", "not_joined");
        assertThat(error.fields()).containsEntry("room", room);
    }

    @Test
    void doesNotListMembersToStrangers() {
        String room = newRoom();
        member(room);

        // The table does not say; a server that answers strangers tells them who is where.
        assertThat(user().ask("members", "room", room).fields())
                .containsEntry("type", "error")
                .containsEntry("code", "not_joined");
    }

    @Test
    void wantsToBeJoinedAgainAfterLeaving() {
        String room = newRoom();
        ChatClient client = member(room);
        client.ask("leave", "room", room);

        assertThat(client.ask("message", "room", room, "text", "hi").fields()).containsEntry("code", "not_joined");
        assertThat(client.ask("leave", "room", room).fields()).containsEntry("code", "not_joined");
    }
}
