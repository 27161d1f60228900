package io.nettychat.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.server.conformance.ConformanceTarget.Settings;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Rules 5 and 6: the network's liveness and the user's activity are two things. */
class LivenessTest extends ConformanceTest {

    private static final Duration IDLE = Duration.ofSeconds(2);

    /** Rule 6, with an idle time of two seconds: warned after one. */
    @Nested
    class Idle extends ConformanceTest {

        Idle() {
            super(Settings.SHORT_IDLE);
        }

        @Test
        void isWarnedAndThenClosed() {
            ChatClient client = connect();
            Frame welcome = client.hello(newName());
            long last = System.nanoTime();
            Frame pong = client.ask("ping");

            Frame idle = client.take("idle", frame -> frame.nanos() > pong.nanos());

            assertThat(welcome.object("limits").number("idle")).isEqualTo(IDLE.toSeconds());
            assertThat(idle.number("seconds")).isEqualTo(1);
            assertThat(Duration.ofNanos(idle.nanos() - last)).isBetween(seconds(0.9), seconds(4));
            client.assertBye("idle", 4500, false, Inbox.PATIENCE);
            Frame bye = client.take("bye");
            assertThat(Duration.ofNanos(bye.nanos() - last)).isBetween(seconds(1.9), seconds(6));
        }

        @Test
        void isWarnedAlthoughItPings() {
            RawClient client = rawUser();
            for (int i = 0; i < 4 && client.inbox.closed() == null; i++) {
                client.write(Wire.frame(Wire.FIN | Wire.PING, new byte[0]));
                client.write(Wire.frame(Wire.FIN | Wire.PONG, new byte[0]));
                client.inbox.poll(frame -> false, Duration.ofMillis(400));
            }

            client.assertBye("idle", 4500, false, Duration.ofSeconds(3));
            client.awaitEnd(Inbox.PATIENCE);
            assertThat(client.inbox.all(frame -> frame.is("idle"))).isNotEmpty();
        }

        @Test
        void isWarnedAlthoughItHearsOthers() {
            String room = newRoom();
            ChatClient client = member(room);
            ChatClient other = member(room);

            for (int i = 0; i < 12 && client.inbox.closed() == null; i++) {
                other.say(room, "are you there?");
                client.inbox.poll(frame -> false, Duration.ofMillis(250));
            }

            client.assertBye("idle", 4500, false, Inbox.PATIENCE);
            assertThat(other.inbox.closed()).isNull();
        }

        @Test
        void staysWhenItDoesSomething() {
            String room = newRoom();
            ChatClient client = member(room);

            for (int i = 0; i < 3; i++) {
                Frame idle = client.take("idle");
                client.say(room, "I am here");
                assertThat(idle.number("seconds")).isPositive();
            }

            assertThat(client.inbox.closed()).isNull();
            assertThat(client.inbox.all(frame -> frame.is("bye"))).isEmpty();
        }

        @Test
        void isClosedWithoutAWordInTheSimpleDialect() {
            ChatClient client = simple(newRoom());
            client.sendText(newName() + "|hello");
            client.take("message");

            assertThat(client.awaitClosed().code()).isEqualTo(4500);
            assertThat(client.inbox.all()).allMatch(frame -> frame.is("message"));
        }
    }

    /** Rule 5, with a ping after one second and two seconds to answer it. */
    @Nested
    class Silent extends ConformanceTest {

        Silent() {
            super(Settings.SHORT_PING);
        }

        @Test
        void isPingedAndStaysWhenItAnswers() {
            RawClient client = rawUser();

            client.takePing();
            client.takePing();
            client.takePing();

            client.fence();
            assertThat(client.inbox.closed()).isNull();
        }

        @Test
        void isClosedWhenItDoesNotAnswer() {
            RawClient client = raw();
            client.stopAnsweringPings();
            client.hello(newName());
            long start = System.nanoTime();

            client.takePing();

            client.assertBye("ping_timeout", 4002, true, Inbox.PATIENCE);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(seconds(2));
        }

        @Test
        void staysWhileItSpeaks() {
            RawClient client = raw();
            client.stopAnsweringPings();
            client.hello(newName());

            for (int i = 0; i < 10; i++) {
                client.fence();
                client.inbox.poll(frame -> false, Duration.ofMillis(400));
            }

            client.fence();
            assertThat(client.inbox.closed()).isNull();
        }

        @Test
        void isHeldAliveByAnything() {
            RawClient client = raw();
            client.stopAnsweringPings();
            client.hello(newName());

            // Not an answer to the ping, but inbound traffic all the same.
            for (int i = 0; i < 4; i++) {
                client.takePing();
                client.fence();
            }

            assertThat(client.inbox.closed()).isNull();
        }
    }

    /** Rule 5, with times as short as those of a server that was held up for longer than both of them together. */
    @Nested
    class Unpinged extends ConformanceTest {

        Unpinged() {
            super(Settings.TINY_PING);
        }

        @Test
        void isNotClosedBeforeItHasBeenAsked() {
            RawClient client = rawUser();
            client.stopAnsweringPings();

            assertThat(client.awaitClosed().code()).isEqualTo(4002);

            // The ping comes first, and the time to answer runs from there: nobody is given up unasked.
            client.takePing();
        }
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1_000));
    }
}
