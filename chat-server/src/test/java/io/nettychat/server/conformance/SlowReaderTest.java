package io.nettychat.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nettychat.server.conformance.ConformanceTarget.Settings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Rule 4: who reads slowly harms nobody, and misses nothing without being told. One after the other: this is the part of
 * the suite that works instead of waiting.
 */
@Execution(ExecutionMode.SAME_THREAD)
class SlowReaderTest extends ConformanceTest {

    /** More than the kernel's buffers of one connection hold, so that the server's own decide. */
    private static final int MESSAGES = 400;

    private static final String TEXT = "\u4F60".repeat(4_000);

    SlowReaderTest() {
        super(Settings.UNLIMITED_RATE);
    }

    /** Connected and in the room, but reading nothing. */
    private static RawClient stalledMember(ConformanceTarget target, String room, ChatClient witness) {
        RawClient slow = RawClient.connectStalled(target.chat());
        slow.send("type", "hello", "name", newName());
        slow.send("type", "join", "room", room, "limit", 0);
        await().atMost(Inbox.PATIENCE)
                .untilAsserted(
                        () -> assertThat(witness.ask("members", "room", room).number("count"))
                                .isEqualTo(2));
        return slow;
    }

    private static void talk(ChatClient speaker, String room) {
        // Ten at a time: fewer turns to wait for, and never so many that the speaker itself falls behind.
        for (int i = 0; i < MESSAGES / 10; i++) {
            for (int j = 0; j < 10; j++) {
                speaker.request("message", "room", room, "text", TEXT);
            }
            for (int j = 0; j < 10; j++) {
                speaker.heard(room);
            }
        }
        assertThat(seqs(speaker.messages(room))).isEqualTo(range(1, MESSAGES));
    }

    /** Requires that every seq up to the last one came as a message, in order, or was said to be missing. */
    private static void assertNoHole(RawClient slow, String room, long last) {
        slow.inbox.take("the last message", frame -> frame.is("message", "seq", last));
        long next = 1;
        List<Frame> frames =
                slow.inbox.all(frame -> frame.is("message", "room", room) || frame.is("gap", "room", room));
        for (Frame frame : frames) {
            if (frame.is("gap")) {
                assertThat(frame.number("from")).isEqualTo(next);
                assertThat(frame.number("to")).isGreaterThanOrEqualTo(next);
                next = frame.number("to") + 1;
            } else {
                assertThat(frame.number("seq")).isEqualTo(next);
                next++;
            }
        }
        assertThat(next).isEqualTo(last + 1);
    }

    @Test
    void goesOnWhereItWasWhileOthersNoticeNothing() {
        String room = newRoom();
        ChatClient speaker = member(room);
        RawClient slow = closeLater(stalledMember(target(), room, speaker));

        talk(speaker, room);
        slow.startReading();

        assertNoHole(slow, room, MESSAGES);
        speaker.say(room, "newer");
        assertThat(slow.heard(room, "newer").number("seq")).isEqualTo(MESSAGES + 1);
        slow.fence();
        assertThat(slow.inbox.closed()).isNull();
    }

    @Test
    void isAnsweredWhenItReadsAgain() {
        String room = newRoom();
        ChatClient speaker = member(room);
        RawClient slow = closeLater(stalledMember(target(), room, speaker));
        talk(speaker, room);

        slow.send("type", "message", "id", "late", "room", room, "text", "I am slow");
        slow.startReading();

        // When it is heard is left open: a server may stop reading from a client that does not read.
        assertThat(speaker.heard(room, "I am slow").number("seq")).isEqualTo(MESSAGES + 1);
        assertNoHole(slow, room, MESSAGES + 1);
        assertThat(slow.messages(room).stream()
                        .filter(message -> message.text("id").equals("late")))
                .hasSize(1);
    }

    /** When the log has moved past the reader. */
    @Nested
    class Overtaken extends ConformanceTest {

        Overtaken() {
            super(Settings.SMALL_HISTORY);
        }

        @Test
        void isToldOfTheGap() {
            String room = newRoom();
            ChatClient speaker = member(room);
            RawClient slow = closeLater(stalledMember(target(), room, speaker));

            talk(speaker, room);
            slow.startReading();

            assertNoHole(slow, room, MESSAGES);
            assertThat(slow.inbox.all(frame -> frame.is("gap"))).isNotEmpty();
            assertThat(slow.inbox.closed()).isNull();
        }
    }

    /** When it reads nothing for longer than it may. */
    @Nested
    class Stuck extends ConformanceTest {

        Stuck() {
            super(Settings.SHORT_UNWRITABLE);
        }

        @Test
        void isClosed() {
            String room = newRoom();
            ChatClient speaker = member(room);
            RawClient slow = closeLater(stalledMember(target(), room, speaker));

            talk(speaker, room);

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(
                                    speaker.ask("members", "room", room).number("count"))
                            .isEqualTo(1));
            slow.startReading();
            // The close frame may be stuck behind what was never read.
            assertThat(slow.awaitClosed().code()).isIn(4001, Closed.NO_CLOSE_FRAME);
        }
    }
}
