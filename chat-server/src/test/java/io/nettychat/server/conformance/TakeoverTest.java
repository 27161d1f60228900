package io.nettychat.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code hello} with the secret of an earlier {@code welcome}: one identity, one connection. */
class TakeoverTest extends ConformanceTest {

    @Test
    void givesTheIdentityToTheNewConnection() {
        ChatClient old = user();

        Frame welcome = connect().hello(old.name(), old.session());

        assertThat(welcome.flag("resumed")).isTrue();
        assertThat(welcome.text("user")).isEqualTo(old.user());
        assertThat(welcome.text("name")).isEqualTo(old.name());
        assertThat(welcome.text("session")).isNotBlank();
        old.assertBye("replaced", 4506, false, Inbox.PATIENCE);
    }

    @Test
    void closesTheOldConnectionForGood() {
        RawClient old = raw();
        old.hello(newName());

        connect().hello(old.name(), old.session());

        old.assertBye("replaced", 4506, false, Inbox.PATIENCE);
        old.awaitEnd(Inbox.PATIENCE);
    }

    @Test
    void isNotSeenByOthers() {
        String room = newRoom();
        ChatClient witness = member(room);
        ChatClient old = member(room);
        witness.take("presence", frame -> frame.texts("joined", "user").contains(old.user()));

        ChatClient back = connect();
        back.hello(old.name(), old.session());
        back.join(room);
        old.awaitClosed();

        witness.assertNothing(
                "presence about somebody who was replaced",
                Duration.ofMillis(1_500),
                frame -> frame.is("presence") && frame.raw().contains(old.user()));
        assertThat(witness.ask("members", "room", room).number("count")).isEqualTo(2);
        assertThat(back.say(room, "hello").text("user")).isEqualTo(old.user());
    }

    @Test
    void keepsTheNameWhenNoneIsAskedFor() {
        ChatClient old = user();
        ChatClient back = connect();

        back.send("type", "hello", "session", old.session());

        // "takes that identity (and its name) over": the name is the session's. A server that insists on the field
        // says so.
        Frame reply = back.inbox.take("reply", frame -> frame.is("welcome") || frame.is("error"));
        if (reply.is("welcome")) {
            assertThat(reply.text("name")).isEqualTo(old.name());
            assertThat(reply.text("user")).isEqualTo(old.user());
        } else {
            assertThat(reply.text("code")).isIn("bad_name", "bad_frame");
        }
    }

    @Test
    void remembersTheIdsOfMessages() {
        String room = newRoom();
        ChatClient old = member(room);
        old.send("type", "message", "id", "same", "room", room, "text", "once");
        old.take("message");
        old.drop();
        ChatClient back = connect();
        back.hello(old.name(), old.session());
        back.join(room);

        back.send("type", "message", "id", "same", "room", room, "text", "once");

        assertThat(back.take("ack").number("seq")).isEqualTo(1);
        assertThat(user().join(room).objects("messages")).hasSize(1);
    }

    @Test
    void keepsTheRateLimit() {
        String room = newRoom();
        ChatClient old = member(room);
        for (int i = 0; i < 14; i++) {
            old.request("message", "room", room, "text", "text " + i);
        }
        Frame first = old.error();
        ChatClient back = connect();
        back.hello(old.name(), old.session());
        back.join(room, "limit", 0);

        List<Frame> replies =
                IntStream.range(0, 8)
                        .mapToObj(i -> back.request("message", "room", room, "text", "more " + i))
                        .toList()
                        .stream()
                        .map(id -> back.inbox.take(
                                "reply", frame -> id.equals(frame.fields().get("id"))))
                        .toList();

        // "for each session": coming back is no way to a full bucket. Five a second are fair, and one in hand.
        double seconds = (System.nanoTime() - first.nanos()) / 1e9;
        assertThat(replies.stream().filter(reply -> reply.is("message")).count())
                .isLessThanOrEqualTo(Math.round(1.5 + 5 * seconds));
    }

    @Test
    void passesFromOneToTheNext() {
        String room = newRoom();
        ChatClient first = member(room);
        ChatClient second = connect();
        second.hello(first.name(), first.session());
        ChatClient third = connect();
        third.hello(second.name(), second.session());
        third.join(room);

        second.assertBye("replaced", 4506, false, Inbox.PATIENCE);
        assertThat(third.user()).isEqualTo(first.user());
        assertThat(third.say(room, "here").text("name")).isEqualTo(first.name());
    }

    @Test
    void worksWhenManyComeAtOnce() {
        ChatClient first = user();
        List<ChatClient> all = List.of(connect(), connect(), connect(), connect());

        all.forEach(client -> client.send("type", "hello", "name", first.name(), "session", first.session()));

        // Whoever was served last stays; nobody is left half in. A secret that is good once only makes the others new.
        first.awaitClosed();
        long alive = all.stream()
                .filter(client -> {
                    client.inbox.take("reply", frame -> frame.is("welcome") || frame.is("error"));
                    return client.inbox.poll(frame -> frame.is("bye", "code", "replaced"), SOON) == null;
                })
                .count();
        assertThat(alive).isPositive();
    }
}
