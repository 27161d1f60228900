package io.nettychat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.Frame;
import io.nettychat.model.SlowReader;
import io.nettychat.model.User;
import io.nettychat.spi.ChatMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers whose sockets take no data. Each case with the slow reader on the room's home loop and on another one. */
class SlowReaderTest {
    private static final String KILOBYTE = "x".repeat(1_000);

    private House house = new House(2);

    @AfterEach
    void nothingIsLeft() {
        house.close();
    }

    private void say(Client client, String room, int from, int to) {
        for (int i = from; i <= to; i++) {
            client.say(room, "m" + i, KILOBYTE + i);
            house.settle();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void comesBackExactlyWhereItWasAndOthersNoticeNothing(int loop) {
        String room = house.roomOn(0);
        Client talker = house.enter(1, "talker", room);
        Client slow = house.enter(loop, "slow", room);
        Client other = house.enter(loop, "other", room);
        slow.block();
        say(talker, room, 1, 200);
        assertThat(slow.socket.isWritable()).isFalse();
        assertThat(slow.socket.unsafe().outboundBuffer().totalPendingWriteBytes())
                .as("a slow reader costs no more than a few messages")
                .isLessThan(20_000);
        assertThat(House.seqs(other.frames())).isEqualTo(RoomTest.upTo(200));
        slow.unblock();
        house.settle();
        List<Frame> frames = slow.frames();
        assertThat(House.seqs(frames)).isEqualTo(RoomTest.upTo(200));
        assertThat(frames).noneMatch(frame -> frame.is("gap"));
        say(talker, room, 201, 210);
        assertThat(House.seqs(slow.frames())).isEqualTo(RoomTest.from(201, 210));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void isKnownToTheHostByName(int loop) {
        String room = house.roomOn(0);
        Client talker = house.enter(1, "talker", room);
        Client slow = house.enter(loop, "slow", room);
        slow.block();
        say(talker, room, 1, 100);
        assertThat(slowReaders()).singleElement().satisfies(reader -> {
            assertThat(reader.room().value()).isEqualTo(room);
            assertThat(reader.user()).isNotNull().extracting(User::name).isEqualTo("slow");
            assertThat(reader.behind()).isBetween(50L, 100L);
        });
        slow.unblock();
        house.settle();
        assertThat(slowReaders()).isEmpty();
    }

    private List<SlowReader> slowReaders() {
        List<SlowReader> found = new ArrayList<>();
        var unused = house.hub.slowReaders().thenAccept(found::addAll);
        house.settle();
        return found;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void isToldWhoIsHereWhenItMissedWhoCameAndWent(int loop) {
        String room = house.roomOn(0);
        Client talker = house.enter(1, "talker", room);
        Client slow = house.enter(loop, "slow", room);
        slow.block();
        say(talker, room, 1, 100);
        house.enter(1, "late", room);
        house.pass(Duration.ofSeconds(2));
        house.settle();
        slow.unblock();
        house.settle();
        Frame members = slow.frames().stream()
                .filter(frame -> frame.is("members"))
                .findFirst()
                .orElseThrow();
        assertThat(members.number("count")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void countsEachReaderThatIsBehindOnceUntilItIsBackOrGone(int loop) {
        house.close();
        AtomicInteger behind = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        house = new House(
                2,
                builder -> builder.metrics(new ChatMetrics() {
                    @Override
                    public void readerBehind() {
                        most.accumulateAndGet(behind.incrementAndGet(), Math::max);
                    }

                    @Override
                    public void readerCaughtUp() {
                        behind.decrementAndGet();
                    }
                }));
        String room = house.roomOn(0);
        Client talker = house.enter(1, "talker", room);
        Client slow = house.enter(loop, "slow", room);
        assertThat(behind).as("who arrives was never behind").hasValue(0);
        slow.block();
        say(talker, room, 1, 100);
        slow.take(3_000);
        house.settle();
        assertThat(behind).hasValue(1);
        slow.unblock();
        house.settle();
        assertThat(behind).hasValue(0);
        slow.block();
        say(talker, room, 101, 200);
        assertThat(behind).hasValue(1);
        slow.cut();
        house.settle();
        assertThat(behind).hasValue(0);
        assertThat(most).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void drinksTheLogInSips(int loop) {
        String room = house.roomOn(0);
        Client talker = house.enter(1, "talker", room);
        Client slow = house.enter(loop, "slow", room);
        slow.block();
        say(talker, room, 1, 150);
        List<Long> seqs = new ArrayList<>();
        for (int i = 151; i < 700; i++) {
            slow.take(1 + (i * 997) % 5_000);
            house.step(loop);
            if (i % 3 == 0) {
                say(talker, room, i / 3 + 101, i / 3 + 101);
            }
            seqs.addAll(House.seqs(slow.frames()));
        }
        slow.unblock();
        house.settle();
        seqs.addAll(House.seqs(slow.frames()));
        assertThat(seqs).isEqualTo(RoomTest.upTo(talker.frames("message").size()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void isToldWhatItMissedWhenTheLogHasMovedOn(int loop) {
        house.close();
        house = new House(2, hub -> hub.history(50));
        String room = house.roomOn(0);
        Client talker = house.enter(1, "talker", room);
        Client slow = house.enter(loop, "slow", room);
        slow.block();
        say(talker, room, 1, 300);
        slow.unblock();
        house.settle();
        List<Frame> frames = slow.frames();
        List<Long> seqs = House.seqs(frames);
        Frame gap = frames.stream().filter(frame -> frame.is("gap")).findFirst().orElseThrow();
        assertThat(gap.names()).containsExactlyInAnyOrder("type", "room", "from", "to");
        assertThat(gap.number("to")).isEqualTo(250);
        List<Long> given = RoomTest.upTo(gap.number("from") - 1);
        given = new ArrayList<>(given);
        given.addAll(RoomTest.from(251, 300));
        assertThat(seqs).isEqualTo(given);
        assertThat(frames.indexOf(gap)).isEqualTo(frames.size() - 51);
        say(talker, room, 301, 302);
        assertThat(House.seqs(slow.frames())).containsExactly(301L, 302L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void isToldOfAGapWhenNothingIsKeptAnyMore(int loop) {
        house.close();
        house = new House(2, hub -> hub.history(0));
        String room = house.roomOn(0);
        Client talker = house.enter(1, "talker", room);
        Client slow = house.enter(loop, "slow", room);
        slow.block();
        say(talker, room, 1, 100);
        slow.unblock();
        house.settle();
        Frame gap = slow.frame("gap");
        assertThat(gap.number("to")).isEqualTo(100);
        say(talker, room, 101, 101);
        assertThat(House.seqs(slow.frames())).containsExactly(101L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void isClosedOnlyWhenItTakesNothingForHalfAMinute(int loop) {
        String room = house.roomOn(0);
        Client talker = house.enter(1, "talker", room);
        Client slow = house.enter(loop, "slow", room);
        slow.block();
        say(talker, room, 1, 100);
        house.pass(Duration.ofSeconds(29));
        assertThat(slow.isGone()).isFalse();
        slow.unblock();
        house.settle();
        assertThat(House.seqs(slow.frames())).isEqualTo(RoomTest.upTo(100));
        house.pass(Duration.ofSeconds(20));
        slow.block();
        say(talker, room, 101, 200);
        house.pass(Duration.ofSeconds(31));
        slow.unblock();
        house.settle();
        List<Frame> last = slow.frames();
        assertThat(last.get(last.size() - 1).string("code")).isEqualTo("slow");
        assertThat(last.get(last.size() - 1).bool("reconnect")).isTrue();
        assertThat(slow.closeCode()).isEqualTo(4001);
        assertThat(slow.isGone()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void isPutAsideInEveryRoomAndComesBackInEveryRoom(int loop) {
        String first = house.roomOn(0);
        String second = house.roomOn(1);
        Client talker = house.enter(1, "talker", first);
        talker.join(second);
        Client slow = house.enter(loop, "slow", first);
        slow.join(second);
        house.settle();
        house.forgetFrames();
        slow.block();
        say(talker, first, 1, 30);
        say(talker, second, 1, 30);
        slow.unblock();
        house.settle();
        List<Frame> frames = slow.frames();
        for (String room : List.of(first, second)) {
            assertThat(House.seqs(frames.stream()
                            .filter(frame -> room.equals(frame.string("room")))
                            .toList()))
                    .isEqualTo(RoomTest.upTo(30));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void mayJoinAgainWhileItCatchesUp(int loop) {
        String room = house.roomOn(0);
        Client talker = house.enter(1, "talker", room);
        Client slow = house.enter(loop, "slow");
        slow.join(room);
        house.settle();
        String epoch = slow.frame("joined").string("epoch");
        say(talker, room, 1, 150);
        house.forgetFrames();
        slow.block();
        say(talker, room, 151, 600);
        // The frame is read before the socket is blocked for good, and answered when it is open again.
        slow.receive("{'type':'join','room':'" + room + "','epoch':'" + epoch + "','since':50}");
        slow.unblock();
        house.settle();
        List<Frame> frames = slow.frames();
        int joined = frames.stream().map(Frame::type).toList().indexOf("joined");
        assertThat(House.seqs(frames.subList(joined, frames.size()))).isEqualTo(RoomTest.from(51, 600));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void requestsOfAClientThatDoesNotReadAreNotAnswered(int loop) {
        String room = house.roomOn(0);
        Client talker = house.enter(1, "talker", room);
        Client slow = house.enter(loop, "slow", room);
        say(talker, room, 1, 100);
        slow.block();
        say(talker, room, 101, 150);
        house.forgetFrames();
        String[] requests = new String[200];
        java.util.Arrays.fill(requests, "{'type':'history','room':'" + room + "','limit':100}");
        slow.receive(requests);
        house.settle();
        assertThat(slow.socket.unsafe().outboundBuffer().totalPendingWriteBytes())
                .isLessThan(20_000);
        slow.unblock();
        house.settle();
        assertThat(slow.frames("history")).hasSize(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void mayGoWhileItIsAside(int loop) {
        String room = house.roomOn(0);
        Client talker = house.enter(1, "talker", room);
        Client slow = house.enter(loop, "slow", room);
        slow.block();
        say(talker, room, 1, 100);
        slow.cut();
        house.settle();
        say(talker, room, 101, 110);
        house.pass(Duration.ofSeconds(11));
        assertThat(talker.frames("presence"))
                .anySatisfy(news -> assertThat(news.each("left", "name")).containsExactly("slow"));
    }
}
