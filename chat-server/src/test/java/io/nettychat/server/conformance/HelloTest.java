package io.nettychat.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nettychat.server.conformance.ConformanceTarget.Settings;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code hello} and {@code welcome}. */
class HelloTest extends ConformanceTest {

    @Test
    void welcomesWithEveryField() {
        String name = newName();

        Frame welcome = connect().hello(name);

        assertThat(welcome.text("name")).isEqualTo(name);
        assertThat(welcome.text("user")).isNotBlank();
        assertThat(welcome.text("session")).isNotBlank().isNotEqualTo(welcome.text("user"));
        assertThat(welcome.flag("resumed")).isFalse();
        assertThat(welcome.number("time")).isCloseTo(System.currentTimeMillis(), within(60_000L));
        for (String limit : new String[] {"text", "frame", "rooms", "idle", "rate"}) {
            assertThat(welcome.object("limits").number(limit)).as(limit).isNotNegative();
        }
    }

    @Test
    void namesTheLimitsOfTheProtocol() {
        assumeTrue(target().inProcess(), "a server elsewhere may have other limits");

        Frame limits = connect().hello(newName()).object("limits");

        assertThat(limits.number("text")).isEqualTo(4_000);
        assertThat(limits.number("frame")).isEqualTo(64 * 1024);
        assertThat(limits.number("rooms")).isEqualTo(32);
        assertThat(limits.number("idle")).isEqualTo(300);
        assertThat(limits.number("rate")).isEqualTo(5);
    }

    @Test
    void givesEveryoneAnotherIdentity() {
        ChatClient one = user();
        ChatClient two = user();

        assertThat(one.user()).isNotEqualTo(two.user());
        assertThat(one.session()).isNotEqualTo(two.session());
    }

    @Test
    void ignoresUnknownFields() {
        ChatClient client = connect();

        client.send("type", "hello", "name", newName(), "colour", "blue", "n", 1, "b", true, "nothing", null);

        client.take("welcome");
    }

    @Test
    void welcomesAnUnknownSessionAsSomebodyNew() {
        // As after a restart of the server: the client has to get in without the user's help.
        Frame welcome = connect().hello(newName(), "a-session-that-never-was");

        assertThat(welcome.flag("resumed")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"join", "leave", "history", "members", "message", "name"})
    void wantsHelloFirst(String type) {
        ChatClient client = connect();

        Frame error = client.ask(type, "room", newRoom(), "text", "hi", "name", newName());

        assertThat(error.fields()).containsEntry("type", "error").containsEntry("code", "hello_first");
        assertThat(error.text("reason")).isNotBlank();
        client.hello(newName());
    }

    @Test
    void answersAHelloWithoutANameAndWaitsForABetterOne() {
        ChatClient client = connect();

        client.send("type", "hello");

        assertThat(client.error().text("code")).isIn("bad_name", "bad_frame");
        client.hello(newName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"42", "null", "{}", "[\"bob\"]", "true"})
    void answersAHelloWhoseNameIsNotAString(String name) {
        ChatClient client = connect();

        client.sendText("{\"type\":\"hello\",\"name\":" + name + "}");

        assertThat(client.error().text("code")).isIn("bad_name", "bad_frame");
        client.hello(newName());
    }

    @Test
    void survivesASecondHello() {
        ChatClient client = user();

        client.send("type", "hello", "name", newName());

        // The protocol does not say which; it must be one of them, and the connection lives.
        client.inbox.take("answer to a second hello", frame -> frame.is("welcome") || frame.is("error"));
        client.fence();
    }

    @Test
    void keepsTheSessionSecret() {
        String room = newRoom();
        ChatClient witness = member(room);
        ChatClient secretive = user();
        secretive.join(room);
        secretive.say(room, "hello");
        witness.heard(room);
        witness.ask("members", "room", room);

        assertThat(witness.inbox.all()).noneMatch(frame -> frame.raw().contains(secretive.session()));
    }

    /** A connection that does not say who it is. */
    @Nested
    class Silent extends ConformanceTest {

        Silent() {
            super(Settings.SHORT_HELLO);
        }

        @Test
        void isClosedWithBye() {
            ChatClient client = connect();

            client.assertBye("hello_timeout", 4501, false, Inbox.PATIENCE);
        }

        @Test
        void isClosedAlthoughItPings() {
            RawClient client = raw();
            client.write(Wire.frame(Wire.FIN | Wire.PING, Wire.utf8("x")));

            client.assertBye("hello_timeout", 4501, false, Inbox.PATIENCE);
            client.awaitEnd(Inbox.PATIENCE);
        }

        @Test
        void isNotClosedAfterHello() {
            ChatClient client = user();

            client.assertNothing("a bye after hello", Duration.ofMillis(1_200), frame -> frame.is("bye"));
            client.fence();
        }

        @Test
        void mayListenInTheSimpleDialect() {
            ChatClient client = simple(newRoom());

            client.assertNothing("anything for a listener", Duration.ofMillis(1_200), frame -> true);
            assertThat(client.inbox.closed()).isNull();
        }
    }
}
