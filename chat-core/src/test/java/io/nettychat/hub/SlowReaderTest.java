package io.nettychat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.nettychat.Frame;
import io.nettychat.model.SlowReader;
import io.nettychat.model.User;
import io.nettychat.spi.ChatMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers whose sockets take no data. Each case with the slow reader on the room's home loop and on another one. */
@ParameterizedClass
@ValueSource(ints = {0, 1})
class SlowReaderTest {
    private static final String KILOBYTE = "x".repeat(1_000);

    /** The loop of the slow reader; the room's home is 0. */
    @Parameter
    int loop;

    private House house;
    private String room;
    private Client talker;
    private Client slow;

    @BeforeEach
    void begin() {
        house = new House(2);
        enter();
    }

    /** Begins anew with another hub. */
    private void begin(Consumer<HubBuilder> settings) {
        house.close();
        house = new House(2, settings);
        enter();
    }

    private void enter() {
        room = house.roomOn(0);
        talker = house.enter(1, "talker", room);
        slow = house.enter(loop, "slow", room);
    }

    @AfterEach
    void nothingIsLeft() {
        house.close();
    }

    private void say(int from, int to) {
        say(room, from, to);
    }

    private void say(String in, int from, int to) {
        for (int i = from; i <= to; i++) {
            talker.say(in, "m" + i, KILOBYTE + i);
            house.settle();
        }
    }

    private void unblock() {
        slow.unblock();
        house.settle();
    }

    @Test
    void comesBackExactlyWhereItWasAndOthersNoticeNothing() {
        Client other = house.enter(loop, "other", room);
        slow.block();
        say(1, 200);
        assertThat(slow.socket.isWritable()).isFalse();
        assertThat(slow.socket.unsafe().outboundBuffer().totalPendingWriteBytes())
                .as("a slow reader costs no more than a few messages")
                .isLessThan(20_000);
        assertThat(House.seqs(other.frames())).isEqualTo(RoomTest.upTo(200));
        unblock();
        List<Frame> frames = slow.frames();
        assertThat(House.seqs(frames)).isEqualTo(RoomTest.upTo(200));
        assertThat(frames).noneMatch(frame -> frame.is("gap"));
        say(201, 210);
        assertThat(House.seqs(slow.frames())).isEqualTo(RoomTest.from(201, 210));
    }

    @Test
    void isKnownToTheHostByName() {
        slow.block();
        say(1, 100);
        assertThat(slowReaders()).singleElement().satisfies(reader -> {
            assertThat(reader.room().value()).isEqualTo(room);
            assertThat(reader.user()).isNotNull().extracting(User::name).isEqualTo("slow");
            assertThat(reader.behind()).isBetween(50L, 100L);
        });
        unblock();
        assertThat(slowReaders()).isEmpty();
    }

    private List<SlowReader> slowReaders() {
        List<SlowReader> found = new ArrayList<>();
        var unused = house.hub.slowReaders().thenAccept(found::addAll);
        house.settle();
        return found;
    }

    @Test
    void isToldWhoIsHereWhenItMissedWhoCameAndWent() {
        slow.block();
        say(1, 100);
        house.enter(1, "late", room);
        house.pass(Duration.ofSeconds(2));
        house.settle();
        unblock();
        Frame members = slow.frames().stream()
                .filter(frame -> frame.is("members"))
                .findFirst()
                .orElseThrow();
        assertThat(members.number("count")).isEqualTo(3);
    }

    @Test
    void countsEachReaderThatIsBehindOnceUntilItIsBackOrGone() {
        AtomicInteger behind = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        begin(builder -> builder.metrics(new ChatMetrics() {
            @Override
            public void readerBehind() {
                most.accumulateAndGet(behind.incrementAndGet(), Math::max);
            }

            @Override
            public void readerCaughtUp() {
                behind.decrementAndGet();
            }
        }));
        assertThat(behind).as("who arrives was never behind").hasValue(0);
        slow.block();
        say(1, 100);
        slow.take(3_000);
        house.settle();
        assertThat(behind).hasValue(1);
        unblock();
        assertThat(behind).hasValue(0);
        slow.block();
        say(101, 200);
        assertThat(behind).hasValue(1);
        slow.cut();
        house.settle();
        assertThat(behind).hasValue(0);
        assertThat(most).hasValue(1);
    }

    @Test
    void drinksTheLogInSips() {
        slow.block();
        say(1, 150);
        List<Long> seqs = new ArrayList<>();
        for (int i = 151; i < 700; i++) {
            slow.take(1 + (i * 997) % 5_000);
            house.step(loop);
            if (i % 3 == 0) {
                say(i / 3 + 101, i / 3 + 101);
            }
            seqs.addAll(House.seqs(slow.frames()));
        }
        unblock();
        seqs.addAll(House.seqs(slow.frames()));
        assertThat(seqs).isEqualTo(RoomTest.upTo(talker.frames("message").size()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 50})
    void missesNothingOfTheLastSecondHoweverShortTheHistory(int history) {
        begin(hub -> hub.history(history));
        slow.block();
        say(1, 300);
        unblock();
        assertThat(House.seqs(slow.frames())).isEqualTo(RoomTest.upTo(300));
        say(301, 302);
        assertThat(House.seqs(slow.frames())).containsExactly(301L, 302L);
        slow.leave(room);
        slow.join(room);
        house.settle();
        assertThat(slow.frame("joined").list("messages"))
                .as("who joins is given the history and nothing else")
                .hasSize(history);
    }

    @Test
    void isGivenNoTextThatWasDeletedMeanwhile() {
        slow.block();
        say(1, 100);
        var unused = house.hub.room(room).delete(User.of("deploy"), 100);
        house.settle();
        unblock();
        List<Frame> frames = slow.frames();
        Frame deleted = frames.get(frames.size() - 2);
        assertThat(deleted.number("seq")).isEqualTo(100);
        assertThat(deleted.string("text")).isEmpty();
        assertThat(frames.get(frames.size() - 1).is("deleted")).isTrue();
    }

    @Test
    void missesNothingOfAQuarterOfASecondHoweverMuchIsSaid() {
        begin(hub -> hub.history(50));
        slow.block();
        say(1, 2_000);
        house.pass(Duration.ofMillis(240));
        say(2_001, 5_000);
        unblock();
        assertThat(House.seqs(slow.frames())).isEqualTo(RoomTest.upTo(5_000));
    }

    @Test
    void isToldOfAGapWhenMoreWasSaidInASecondThanARoomHolds() {
        begin(hub -> hub.history(50));
        slow.block();
        say(1, 2_900);
        house.pass(Duration.ofMillis(300));
        say(2_901, 3_000);
        unblock();
        assertThat(slow.frame("gap").number("to")).isBetween(1_900L, 2_200L);
    }

    @Test
    void isToldOfAGapWhenMoreWasSaidInAnInstantThanARoomHolds() {
        begin(hub -> hub.history(50));
        slow.block();
        say(1, 7_000);
        unblock();
        assertThat(slow.frame("gap").number("to")).isBetween(1_000L, 2_000L);
    }

    @Test
    void isToldWhatItMissedWhenTheLogHasMovedOn() {
        begin(hub -> hub.history(50));
        slow.block();
        say(1, 300);
        house.pass(Duration.ofSeconds(3));
        unblock();
        List<Frame> frames = slow.frames();
        List<Long> seqs = House.seqs(frames);
        Frame gap = frames.stream().filter(frame -> frame.is("gap")).findFirst().orElseThrow();
        assertThat(gap.names()).containsExactlyInAnyOrder("type", "room", "from", "to");
        assertThat(gap.number("to")).isEqualTo(250);
        List<Long> given = RoomTest.upTo(gap.number("from") - 1);
        given = new ArrayList<>(given);
        given.addAll(RoomTest.from(251, 300));
        assertThat(seqs).isEqualTo(given);
        assertThat(House.seqs(frames.subList(frames.indexOf(gap), frames.size())))
                .isEqualTo(RoomTest.from(251, 300));
        say(301, 302);
        assertThat(House.seqs(slow.frames())).containsExactly(301L, 302L);
    }

    @Test
    void isToldOfAGapWhenNothingIsKeptAnyMore() {
        begin(hub -> hub.history(0));
        slow.block();
        say(1, 100);
        house.pass(Duration.ofSeconds(3));
        unblock();
        Frame gap = slow.frame("gap");
        assertThat(gap.number("to")).isEqualTo(100);
        say(101, 101);
        assertThat(House.seqs(slow.frames())).containsExactly(101L);
    }

    @Test
    void isClosedOnlyWhenItTakesNothingForHalfAMinute() {
        slow.block();
        say(1, 100);
        house.pass(Duration.ofSeconds(29));
        assertThat(slow.isGone()).isFalse();
        unblock();
        assertThat(House.seqs(slow.frames())).isEqualTo(RoomTest.upTo(100));
        house.pass(Duration.ofSeconds(20));
        slow.block();
        say(101, 200);
        house.pass(Duration.ofSeconds(31));
        unblock();
        List<Frame> last = slow.frames();
        assertThat(last.get(last.size() - 1).string("code")).isEqualTo("slow");
        assertThat(last.get(last.size() - 1).bool("reconnect")).isTrue();
        assertThat(slow.closeCode()).isEqualTo(4001);
        assertThat(slow.isGone()).isTrue();
    }

    @Test
    void isPutAsideInEveryRoomAndComesBackInEveryRoom() {
        String second = house.roomOn(1);
        talker.join(second);
        slow.join(second);
        house.settle();
        house.forgetFrames();
        slow.block();
        say(1, 30);
        say(second, 1, 30);
        unblock();
        List<Frame> frames = slow.frames();
        for (String each : List.of(room, second)) {
            assertThat(House.seqs(frames.stream()
                            .filter(frame -> each.equals(frame.string("room")))
                            .toList()))
                    .isEqualTo(RoomTest.upTo(30));
        }
    }

    @Test
    void mayJoinAgainWhileItCatchesUp() {
        Client late = house.enter(loop, "late");
        late.join(room);
        house.settle();
        String epoch = late.frame("joined").string("epoch");
        say(1, 150);
        house.forgetFrames();
        late.block();
        say(151, 600);
        // The frame is read before the socket is blocked for good, and answered when it is open again.
        late.receive("{'type':'join','room':'" + room + "','epoch':'" + epoch + "','since':50}");
        late.unblock();
        house.settle();
        List<Frame> frames = late.frames();
        int joined = frames.stream().map(Frame::type).toList().indexOf("joined");
        assertThat(House.seqs(frames.subList(joined, frames.size()))).isEqualTo(RoomTest.from(51, 600));
    }

    @Test
    void requestsOfAClientThatDoesNotReadAreNotAnswered() {
        say(1, 100);
        slow.block();
        say(101, 150);
        house.forgetFrames();
        String[] requests = new String[200];
        Arrays.fill(requests, "{'type':'history','room':'" + room + "','limit':100}");
        slow.receive(requests);
        house.settle();
        assertThat(slow.socket.unsafe().outboundBuffer().totalPendingWriteBytes())
                .isLessThan(20_000);
        unblock();
        assertThat(slow.frames("history")).hasSize(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"history", "join"})
    void aHundredQuestionsAtOnceAreNotAHundredAnswersThatWaitForAClientWhichReadsNone(String type) {
        say(1, 100);
        house.forgetFrames();
        slow.block();
        assertThat(slow.socket.isWritable()).isTrue();
        String[] questions = new String[90];
        Arrays.fill(questions, "{'type':'" + type + "','room':'" + room + "','limit':100}");
        slow.receive(questions);
        house.settle();
        assertThat(slow.socket.unsafe().outboundBuffer().totalPendingWriteBytes())
                .as("one answer, of 64 KiB at most")
                .isBetween(10_000L, 70_000L);
        unblock();
        assertThat(slow.frames())
                .filteredOn(frame -> frame.is("history") || frame.is("joined"))
                .hasSize(90);
        slow.say(room, "still", "here");
        house.settle();
        assertThat(House.of(slow.frames(), "message")).hasSize(1);
    }

    @Test
    void whatWaitsForAClientThatAsksForHistoryAndReadsNoneIsLessThan64KiB() throws Exception {
        for (int i = 0; i < 40; i++) {
            talker.say(room, "long" + i, "x".repeat(3_900));
            house.settle();
        }
        slow.block();
        house.settle();
        String[] questions = new String[190];
        Arrays.fill(questions, 0, 100, "{'type':'ping'}");
        Arrays.fill(questions, 100, 190, "{'type':'history','room':'" + room + "','limit':100}");
        slow.receive(questions);
        house.settle();
        AtomicInteger held = new AtomicInteger();
        slow.socket
                .unsafe()
                .outboundBuffer()
                .forEachFlushedMessage(waiting -> held.addAndGet(((ByteBuf) waiting).capacity()) > 0);
        assertThat(held.get()).isBetween(40_000, 64_000);
        unblock();
        assertThat(slow.frames("history")).hasSize(90);
    }

    @Test
    void mayGoWhileItIsAside() {
        slow.block();
        say(1, 100);
        slow.cut();
        house.settle();
        say(101, 110);
        house.pass(Duration.ofSeconds(11));
        assertThat(talker.frames("presence"))
                .anySatisfy(news -> assertThat(news.each("left", "name")).containsExactly("slow"));
    }
}
