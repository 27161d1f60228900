package io.nettychat.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The simple dialect: {@code name|text} in, {@code message} frames out. */
class SimpleDialectTest extends ConformanceTest {

    @Test
    void welcomesWithAMessageFromTheServer() {
        String room = newRoom();
        ChatClient client = closeLater(ChatClient.connectSimple(target().chat("room=" + room)));

        Frame welcome = client.take("message");

        assertThat(welcome.fields()).containsEntry("name", "server");
        assertThat(welcome.text("text")).isNotBlank();
        assertThat(welcome.has("seq")).isFalse();
        assertThat(client.inbox.all()).hasSize(1);
        assertThat(client.subprotocol()).isEmpty();
    }

    @Test
    void isInTheLobbyByDefault() {
        ChatClient member = member("lobby");
        ChatClient client = closeLater(ChatClient.connectSimple(target().chat()));
        client.take("message");

        String text = "to the lobby " + newName();
        member.say("lobby", text);

        assertThat(client.heard("lobby", text).text("name")).isEqualTo(member.name());
    }

    @Test
    void hearsEverythingBeforeItHasSaidAWord() {
        String room = newRoom();
        ChatClient member = member(room);
        ChatClient listener = simple(room);

        String one = member.say(room, "one").raw();
        String two = member.say(room, "two").raw();

        assertThat(listener.heard(room).raw()).isEqualTo(one);
        assertThat(listener.heard(room).raw()).isEqualTo(two);
    }

    @Test
    void isNoMemberUntilItHasAName() {
        String room = newRoom();
        ChatClient member = member(room);
        ChatClient client = simple(room);
        String name = newName();
        assertThat(member.ask("members", "room", room).number("count")).isEqualTo(1);

        client.sendText(name + "|hello");

        Frame presence =
                member.take("presence", frame -> frame.texts("joined", "name").contains(name));
        assertThat(presence.number("count")).isEqualTo(2);
        assertThat(member.ask("members", "room", room).texts("members", "name"))
                .containsExactlyInAnyOrder(member.name(), name);
    }

    @Test
    void saysWhatComesAfterTheName() {
        String room = newRoom();
        ChatClient member = member(room);
        ChatClient client = simple(room);
        String name = newName();

        client.sendText(name + "|hello");

        Frame heard = member.heard(room);
        assertThat(heard.fields())
                .containsEntry("name", name)
                .containsEntry("text", "hello")
                .containsEntry("seq", 1L)
                .containsEntry("room", room);
        assertThat(heard.text("user")).isNotBlank();
        assertThat(heard.text("hms")).matches("\\d\\d:\\d\\d:\\d\\d");
        assertThat(heard.text("id")).matches("[A-Za-z0-9_-]{1,64}");
        assertThat(client.heard(room).raw()).isEqualTo(heard.raw());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a|b", "|", "a||b|", "{\"type\":\"ping\"}", "\uD83D\uDC4B \u05E9\u05DC\u05D5\u05DD"})
    void splitsAtTheFirstBar(String text) {
        String room = newRoom();
        ChatClient client = simple(room);
        String name = newName();

        client.sendText(name + "|" + text);

        assertThat(client.heard(room).fields()).containsEntry("name", name).containsEntry("text", text);
    }

    @Test
    void isRenamedByAnotherName() {
        String room = newRoom();
        ChatClient member = member(room);
        ChatClient client = simple(room);
        String before = newName();
        String after = newName();
        client.sendText(before + "|one");
        Frame one = client.heard(room);
        member.take("presence", frame -> frame.texts("joined", "name").contains(before));

        client.sendText(after + "|two");

        Frame two = client.heard(room);
        assertThat(two.fields()).containsEntry("name", after).containsEntry("text", "two");
        assertThat(two.text("user")).isEqualTo(one.text("user"));
        Frame presence =
                member.take("presence", frame -> frame.texts("renamed", "name").contains(after));
        assertThat(presence.texts("renamed", "user")).containsExactly(one.text("user"));
        assertThat(presence.texts("joined", "user")).doesNotContain(one.text("user"));
    }

    @Test
    void isTheSameUserUnderTheSameName() {
        String room = newRoom();
        ChatClient client = simple(room);
        String name = newName();

        client.sendText(name + "|one");
        client.sendText(name + "|two");

        assertThat(client.heard(room).text("name")).isEqualTo(name);
        assertThat(client.heard(room).text("name")).isEqualTo(name);
    }

    @Test
    void getsADigitWhenTheNameIsTaken() {
        String room = newRoom();
        ChatClient member = member(room);
        ChatClient one = simple(room);
        ChatClient two = simple(room);

        one.sendText(member.name() + "|one");
        String first = member.heard(room, "one").text("name");
        two.sendText(member.name() + "|two");
        String second = member.heard(room, "two").text("name");

        assertThat(first).matches(member.name() + "\\d+");
        assertThat(second).matches(member.name() + "\\d+").isNotEqualTo(first);
        // Its own name is not taken from the point of view of who has it.
        two.sendText(member.name() + "|three");
        assertThat(member.heard(room, "three").text("name")).isEqualTo(second);
        assertThat(one.inbox.all()).allMatch(frame -> frame.is("message"));
    }

    @Test
    void isNeverTheServer() {
        String room = newRoom();
        ChatClient witness = member(room);
        ChatClient client = simple(room);

        client.sendText("server|I am in charge");

        Frame reply = client.inbox.take("reply", frame -> true);
        assertThat(reply.is("error") || !reply.text("name").equals("server"))
                .as(reply.raw())
                .isTrue();
        assertThat(witness.messages(room))
                .noneMatch(message -> message.text("name").equals("server"));
    }

    @Test
    void saysATextWithoutABarUnderTheNameItHas() {
        String room = newRoom();
        ChatClient client = simple(room);
        String name = newName();
        client.sendText(name + "|one");
        client.heard(room);

        client.sendText("just text");

        assertThat(client.heard(room).fields()).containsEntry("name", name).containsEntry("text", "just text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"message\",\"text\":\"hi\"}", " {\"type\":\"message\",\"text\":\"hi\"}"})
    void readsJsonWithNothingButATextWhenItHasAName(String json) {
        String room = newRoom();
        ChatClient client = simple(room);
        String name = newName();
        client.sendText(name + "|one");
        client.heard(room);

        client.sendText(json);

        Frame heard = client.heard(room);
        assertThat(heard.text("name")).isEqualTo(name);
        // Only a frame that begins with the brace is JSON.
        assertThat(heard.text("text").strip()).isEqualTo(json.startsWith("{") ? "hi" : json.strip());
    }

    @Test
    void readsJsonWithRoomAndId() {
        String room = newRoom();
        ChatClient client = simple(room);
        client.sendText(newName() + "|one");
        client.heard(room);

        client.send("type", "message", "id", "mine", "room", room, "text", "two");

        assertThat(client.heard(room).fields()).containsEntry("id", "mine").containsEntry("text", "two");
    }

    @Test
    void getsNoAckForARepeatedMessage() {
        String room = newRoom();
        ChatClient client = simple(room);
        client.sendText(newName() + "|one");
        client.heard(room);

        client.send("type", "message", "id", "mine", "text", "two");
        client.send("type", "message", "id", "mine", "text", "two");
        client.sendText("three");

        client.heard(room, "three");
        assertThat(client.messages(room)).hasSize(3);
        assertThat(client.inbox.all()).allMatch(frame -> frame.is("message"));
    }

    @Test
    void isSentMessagesAndErrorsOnly() {
        String room = newRoom();
        ChatClient client = simple(room);
        client.sendText(newName() + "|one");
        client.heard(room);
        ChatClient member = member(room);
        ChatClient witness = member(room);
        member.send("type", "typing", "room", room);
        witness.take("typing");
        member.ask("leave", "room", room);
        witness.take("presence", frame -> frame.number("count") == 2);

        witness.say(room, "the last");

        client.heard(room, "the last");
        assertThat(client.inbox.all()).allMatch(frame -> frame.is("message") || frame.is("error"));
    }

    @Test
    void talksToItsOwnKind() {
        String room = newRoom();
        ChatClient one = simple(room);
        ChatClient two = simple(room);
        ChatClient elsewhere = simple(newRoom());

        one.sendText(newName() + "|hello");
        Frame hello = two.heard(room);
        two.sendText(newName() + "|hello yourself");

        assertThat(one.heard(room).raw()).isEqualTo(hello.raw());
        assertThat(one.heard(room, "hello yourself").number("seq")).isEqualTo(2);
        assertThat(elsewhere.inbox.all()).hasSize(1);
    }
}
