package io.nettychat.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules 1 and 2: order, acknowledgement, idempotency. */
class MessageTest extends ConformanceTest {

    @Test
    void carriesEveryField() {
        String room = newRoom();
        ChatClient client = member(room);
        String id = newName();

        client.send("type", "message", "id", id, "room", room, "text", "hello");

        Frame message = client.take("message");
        assertThat(message.fields())
                .containsEntry("id", id)
                .containsEntry("room", room)
                .containsEntry("seq", 1L)
                .containsEntry("user", client.user())
                .containsEntry("name", client.name())
                .containsEntry("text", "hello");
        assertThat(Math.abs(message.number("time") - System.currentTimeMillis()))
                .isLessThan(60_000);
        assertThat(message.text("hms")).matches("([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d");
        if (target().inProcess()) {
            assertThat(message.text("hms"))
                    .isEqualTo(DateTimeFormatter.ofPattern("HH:mm:ss")
                            .format(Instant.ofEpochMilli(message.number("time")).atOffset(ZoneOffset.UTC)));
        }
    }

    @Test
    void isTheSameBytesForEveryone() {
        String room = newRoom();
        ChatClient sender = member(room);
        RawClient raw = rawMember(room);
        ChatClient jdk = member(room);
        ChatClient simple = simple(room);

        String own = sender.say(room, "same \uD83D\uDC4B \"bytes\" \\ for all").raw();

        assertThat(jdk.heard(room).raw()).isEqualTo(own);
        assertThat(simple.heard(room).raw()).isEqualTo(own);
        assertThat(raw.heard(room).raw()).isEqualTo(own);
        sender.say(room, "the next");
        assertThat(sender.messages(room)).hasSize(2);
    }

    @Test
    void isNumberedInOneOrderForEveryone() {
        String room = newRoom();
        List<ChatClient> members = members(room, 12);
        int each = 9;

        for (int i = 0; i < each; i++) {
            for (int sender = 0; sender < members.size(); sender++) {
                members.get(sender).request("message", "room", room, "text", sender + ":" + i);
            }
        }

        int total = each * members.size();
        List<String> expected = null;
        for (ChatClient member : members) {
            for (int i = 0; i < total; i++) {
                member.heard(room);
            }
            assertThat(seqs(member.messages(room))).isEqualTo(range(1, total));
            List<String> heard = member.messages(room).stream().map(Frame::raw).toList();
            if (expected == null) {
                expected = heard;
            }
            assertThat(heard).isEqualTo(expected);
        }
        for (int sender = 0; sender < members.size(); sender++) {
            String user = members.get(sender).user();
            List<String> own = members.get(0).messages(room).stream()
                    .filter(message -> message.text("user").equals(user))
                    .map(message -> message.text("text"))
                    .toList();
            assertThat(own)
                    .as("what one sender said, in the order it was said")
                    .isSorted()
                    .hasSize(each);
        }
    }

    @Test
    void comesWithoutAHoleToThoseWhoJoinMeanwhile() {
        String room = newRoom();
        List<ChatClient> senders = members(room, 8);
        List<ChatClient> late = Stream.generate(this::user).limit(5).toList();
        List<Long> heads = new ArrayList<>();

        for (int i = 0; i < 10; i++) {
            for (ChatClient sender : senders) {
                sender.request("message", "room", room, "text", "text " + i);
            }
            if (i % 2 == 0) {
                heads.add(late.get(i / 2).join(room, "limit", 0).number("seq"));
            }
        }

        for (int i = 0; i < late.size(); i++) {
            long head = heads.get(i);
            if (head < 80) {
                late.get(i).take("message", message -> message.number("seq") == 80);
            }
            assertThat(seqs(late.get(i).messages(room))).isEqualTo(range(head + 1, 80));
        }
    }

    @Test
    void isAcknowledgedOnlyWhenItIsSentAgain() {
        String room = newRoom();
        ChatClient client = member(room);
        ChatClient witness = member(room);
        client.send("type", "message", "id", "same", "room", room, "text", "once");
        Frame message = client.take("message");

        client.send("type", "message", "id", "same", "room", room, "text", "once");

        Frame ack = client.take("ack");
        assertThat(ack.fields())
                .containsEntry("id", "same")
                .containsEntry("room", room)
                .containsEntry("seq", message.number("seq"))
                .containsEntry("time", message.number("time"));
        client.say(room, "next");
        witness.heard(room, "next");
        assertThat(witness.messages(room)).hasSize(2);
        assertThat(client.messages(room)).hasSize(2);
        assertThat(client.inbox.all(frame -> frame.is("ack"))).hasSize(1);
        assertThat(witness.inbox.all(frame -> frame.is("ack"))).isEmpty();
    }

    @Test
    void isSentOnceHoweverOftenItIsRepeatedAtOnce() {
        String room = newRoom();
        RawClient client = rawMember(room);
        byte[] frame = Wire.text(Json.object("type", "message", "id", "same", "room", room, "text", "once"));

        client.write(frame, frame, frame);

        client.take("message");
        client.take("ack");
        client.take("ack");
        client.say(room, "next");
        assertThat(seqs(client.messages(room))).containsExactly(1L, 2L);
    }

    @Test
    void isKnownByItsIdWhateverItsText() {
        String room = newRoom();
        ChatClient client = member(room);
        client.send("type", "message", "id", "same", "room", room, "text", "one");
        client.take("message");

        client.send("type", "message", "id", "same", "room", room, "text", "two");

        assertThat(client.take("ack").number("seq")).isEqualTo(1);
    }

    @Test
    void isAnotherMessageFromAnotherUserOrInAnotherRoom() {
        String room = newRoom();
        String other = newRoom();
        ChatClient one = member(room);
        ChatClient two = member(room);
        one.join(other);

        one.send("type", "message", "id", "same", "room", room, "text", "from one");
        one.heard(room, "from one");
        two.send("type", "message", "id", "same", "room", room, "text", "from two");
        one.send("type", "message", "id", "same", "room", other, "text", "elsewhere");

        assertThat(two.heard(room, "from two").number("seq")).isEqualTo(2);
        assertThat(one.heard(other, "elsewhere").number("seq")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"a b\"",
                "\"\u00E9\"",
                "\"a/b\"",
                "\"a.b\"",
                "7",
                "null",
                "{}",
                "\"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff12345\""
            })
    void isRefusedWithABadId(String id) {
        String room = newRoom();
        ChatClient client = member(room);

        client.sendText("{\"type\":\"message\",\"room\":\"" + room + "\",\"text\":\"x\",\"id\":" + id + "}");

        assertThat(client.error().text("code")).isEqualTo("bad_frame");
        client.say(room, "next");
        assertThat(client.messages(room)).hasSize(1);
    }

    @Test
    void isRefusedWithoutAnId() {
        String room = newRoom();
        ChatClient client = member(room);

        client.send("type", "message", "room", room, "text", "x");

        assertThat(client.error().text("code")).isEqualTo("bad_frame");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "A-Z_09", "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff1234"})
    void isTakenWithAnyGoodId(String id) {
        String room = newRoom();
        ChatClient client = member(room);

        client.send("type", "message", "id", id, "room", room, "text", "x");

        assertThat(client.take("message").text("id")).isEqualTo(id);
    }

    @Test
    void canBeSentInOneGoWithHelloAndJoin() {
        String room = newRoom();
        RawClient client = raw();

        client.write(
                Wire.text(Json.object("type", "hello", "name", newName())),
                Wire.text(Json.object("type", "join", "id", "j", "room", room)),
                Wire.text(Json.object("type", "message", "id", "m1", "room", room, "text", "one")),
                Wire.text(Json.object("type", "message", "id", "m2", "room", room, "text", "two")));

        client.heard(room, "two");
        assertThat(client.inbox.all(frame -> !frame.is("presence")))
                .extracting(frame -> frame.text("type"))
                .containsExactly("welcome", "joined", "message", "message");
        assertThat(client.inbox.all(frame -> frame.is("error"))).isEmpty();
    }

    @Test
    void canBeSentInOneGoWithJoinAndLeave() {
        String room = newRoom();
        RawClient client = raw();
        client.hello(newName());

        client.write(
                Wire.text(Json.object("type", "join", "id", "j", "room", room)),
                Wire.text(Json.object("type", "message", "id", "m", "room", room, "text", "one")),
                Wire.text(Json.object("type", "leave", "id", "l", "room", room)),
                Wire.text(Json.object("type", "message", "id", "n", "room", room, "text", "two")));

        // The own copy of "one" may be overtaken by the leaving, but it was said, and "two" was not.
        assertThat(client.error().fields()).containsEntry("code", "not_joined").containsEntry("id", "n");
        assertThat(user().join(room).texts("messages", "text")).containsExactly("one");
    }

    @Test
    void ignoresUnknownFields() {
        String room = newRoom();
        ChatClient client = member(room);

        client.sendText("{\"colour\":{\"a\":[1,{\"b\":null}]},\"type\":\"message\",\"id\":\"m\",\"seq\":99,\"room\":\""
                + room + "\",\"user\":\"root\",\"text\":\"x\",\"name\":\"root\"}");

        Frame message = client.take("message");
        assertThat(message.number("seq")).isEqualTo(1);
        assertThat(message.text("user")).isEqualTo(client.user());
        assertThat(message.text("name")).isEqualTo(client.name());
    }

    @Test
    void hasUsersThatStayTheSame() {
        String room = newRoom();
        ChatClient client = member(room);
        Set<String> users = new HashSet<>();

        users.add(client.say(room, "one").text("user"));
        client.request("name", "name", newName());
        users.add(client.say(room, "two").text("user"));

        assertThat(users).containsExactly(client.user());
    }
}
