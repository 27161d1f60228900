package io.nettychat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A room so large that a batch is handed out in several turns of the loop, and what may happen in between. */
class SweepTest {
    private static final int MEMBERS = 700;

    private final House house = new House(2);
    private final String room = house.roomOn(0);
    private final List<Client> members = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() {
        house.close();
    }

    private Client enterMany(int loop) {
        for (int i = 0; i < MEMBERS; i++) {
            members.add(house.connect(loop).hello("user" + i).join(room));
        }
        house.settle();
        house.pass(Duration.ofSeconds(2));
        Client talker = house.enter(1 - loop, "talker", room);
        house.pass(Duration.ofSeconds(2));
        house.forgetFrames();
        return talker;
    }

    /** Steps until the lane has begun to hand out a batch and has not done yet. */
    private void beginSweep() {
        int before = sends();
        for (int i = 0; i < 20 && sends() == before; i++) {
            house.step(1);
            house.step(0);
        }
        assertThat(sends() - before).as("some have it, some do not").isBetween(1, members.size() - 1);
    }

    private int sends() {
        return members.stream().mapToInt(member -> member.socket.sends).sum();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void batchesThatComeDuringASweepFollowIt(int loop) {
        Client talker = enterMany(loop);
        talker.say(room, "a", "one");
        beginSweep();
        for (int i = 0; i < 5; i++) {
            talker.say(room, "b" + i, "x".repeat(500));
            house.step(1 - loop);
            house.step(0);
        }
        house.settle();
        for (Client member : members) {
            assertThat(House.seqs(member.frames())).isEqualTo(RoomTest.upTo(6));
        }
    }

    @Test
    void aLongSweepIsFollowedByARestThatIsAQuarterOfIt() {
        int loop = 1;
        Client talker = enterMany(loop);
        talker.say(room, "a", "one");
        beginSweep();
        talker.say(room, "b", "two");
        house.step(1 - loop);
        house.step(0);
        house.jump(Duration.ofMillis(8));
        house.settle();
        assertThat(members)
                .allSatisfy(member -> assertThat(House.seqs(member.frames()))
                        .as("what has come meanwhile waits for more")
                        .isEqualTo(RoomTest.upTo(1)));
        house.jump(Duration.ofMillis(2));
        house.settle();
        assertThat(members)
                .allSatisfy(member -> assertThat(House.seqs(member.frames())).isEqualTo(List.of(2L)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whatIsSaidRightAfterAShortSweepWaitsForAQuarterOfItAndNoLonger(int loop) {
        Client talker = house.enter(1 - loop, "talker", room);
        Client reader = house.enter(loop, "reader", room);
        house.pass(Duration.ofSeconds(2)); // presence is told apart
        house.forgetFrames();
        reader.socket.whileSending = () -> house.ticker.advance(400, TimeUnit.MICROSECONDS);
        talker.say(room, "a", "one");
        house.settle();
        assertThat(House.seqs(reader.frames())).isEqualTo(List.of(1L));
        talker.say(room, "b", "two");
        talker.say(room, "c", "three");
        house.settle();
        house.jump(Duration.ofNanos(99_000));
        assertThat(House.seqs(reader.frames())).isEmpty();
        int before = reader.socket.sends;
        house.jump(Duration.ofNanos(1_000));
        assertThat(House.seqs(reader.frames())).isEqualTo(List.of(2L, 3L));
        assertThat(reader.socket.sends - before).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whoSpeaksIsWrittenToAmongTheFirst(int loop) {
        Client talker = enterMany(loop);
        List<Client> speakers = List.of(members.get(0), members.get(1), members.get(MEMBERS / 2));
        speakers.forEach(speaker -> speaker.say(room, "first", "words"));
        house.settle();
        house.forgetFrames();
        talker.say(room, "a", "one");
        int before = speakers.stream().mapToInt(speaker -> speaker.socket.sends).sum();
        beginSweep();
        assertThat(speakers.stream().mapToInt(speaker -> speaker.socket.sends).sum() - before)
                .as("speakers that have it while most do not")
                .isEqualTo(speakers.size());
        house.settle();
        for (Client member : members) {
            assertThat(House.seqs(member.frames())).isEqualTo(List.of(4L));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void membersComeGoAndFallBehindInTheMiddle(int loop) {
        Client talker = enterMany(loop);
        Random random = new Random(7);
        List<Client> stayed = new ArrayList<>(members);
        for (int round = 0; round < 30; round++) {
            talker.say(room, "m" + round, "x".repeat(3_000));
            house.step(1 - loop);
            house.step(0);
            house.step(loop);
            for (int i = 0; i < 20; i++) {
                Client member = stayed.get(random.nextInt(stayed.size()));
                switch (random.nextInt(4)) {
                    case 0 -> member.block();
                    case 1 -> member.unblock();
                    case 2 -> {
                        member.cut();
                        stayed.remove(member);
                    }
                    default -> {
                        Client late = house.connect(loop)
                                .hello("late" + round + "-" + i)
                                .join(room);
                        stayed.add(late);
                    }
                }
                if (random.nextInt(5) == 0) {
                    house.step(loop);
                    house.step(0);
                }
            }
        }
        stayed.forEach(Client::unblock);
        house.settle();
        for (Client member : stayed) {
            List<Long> seqs = House.seqs(member.frames());
            assertThat(seqs).isEqualTo(RoomTest.from(31 - seqs.size(), 30));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whoArrivesDuringASweepMissesNothing(int loop) {
        Client talker = enterMany(loop);
        talker.say(room, "a", "one");
        beginSweep();
        Client late = house.connect(loop).hello("late").join(room);
        for (int i = 0; i < 3; i++) {
            talker.say(room, "b" + i, "text");
            house.step(1 - loop);
            house.step(0);
            house.step(1 - loop);
        }
        house.settle();
        assertThat(House.seqs(late.frames())).isEqualTo(RoomTest.upTo(4));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whoSaysSomethingDuringASweepAndLeavesSeesItsOwnMessage(int loop) {
        Client talker = enterMany(loop);
        talker.say(room, "a", "one");
        beginSweep();
        for (Client leaver : List.of(members.get(0), members.get(MEMBERS - 1))) {
            leaver.send(Client.saying(room, "bye", "bye"), "{'type':'leave','room':'" + room + "'}");
        }
        house.settle();
        for (Client leaver : List.of(members.get(0), members.get(MEMBERS - 1))) {
            List<Frame> frames = leaver.frames();
            assertThat(frames.stream().map(Frame::type)).endsWith("left");
            assertThat(House.seqs(frames)).startsWith(1L, 2L);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whoArrivesDuringASweepIsToldOfThePresenceBehindIt(int loop) {
        for (int i = 0; i < 3_000; i++) {
            members.add(house.connectSimple(loop, room)); // listeners are not in the list of members
        }
        Client talker = house.enter(1 - loop, "talker", room);
        house.pass(Duration.ofSeconds(2));
        house.forgetFrames();
        Client late = house.enter(loop, "late");
        Client later = house.enter(1 - loop, "later");
        talker.say(room, "a", "one");
        beginSweep();
        late.join(room);
        house.step(loop);
        house.step(0);
        house.step(loop);
        later.join(room);
        house.step(1 - loop);
        house.ticker.advance(2, TimeUnit.SECONDS);
        house.step(0);
        assertThat(members.stream().anyMatch(member -> member.frames("message").isEmpty()))
                .as("the sweep is not over")
                .isTrue();
        house.settle();
        house.pass(Duration.ofSeconds(3));
        List<Frame> frames = late.frames();
        List<Object> known = new ArrayList<>();
        for (Frame frame : frames) {
            if (frame.is("joined")) {
                known.addAll(frame.each("members", "name"));
            } else if (frame.is("presence")) {
                known.addAll(frame.each("joined", "name"));
            }
        }
        assertThat(known).contains("later");
    }
}
