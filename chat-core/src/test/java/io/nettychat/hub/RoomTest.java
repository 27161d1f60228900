package io.nettychat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What everybody in a room is sent. */
class RoomTest {
    private final House house = new House(3);

    @AfterEach
    void nothingIsLeft() {
        house.close();
    }

    @Test
    void everybodySeesOneOrderWhereverTheyAre() {
        String room = house.roomOn(1);
        List<Client> all = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            all.add(house.enter(i % 3, "user" + i, room));
        }
        house.forgetFrames();
        for (int round = 0; round < 20; round++) {
            for (Client client : all) {
                client.say(room, "r" + round, "text " + round);
            }
            house.step(round % 3);
        }
        house.settle();
        List<Frame> first = all.get(0).frames("message");
        assertThat(House.seqs(first)).isEqualTo(upTo(180));
        for (Client client : all.subList(1, 9)) {
            assertThat(client.frames("message")).isEqualTo(first);
        }
    }

    @Test
    void theSendersOwnCopyIsItsAcknowledgement() {
        String room = house.roomOn(0);
        Client ann = house.enter(1, "ann", room);
        ann.say(room, "m-1", "hello");
        house.settle();
        Frame own = ann.frame("message");
        assertThat(own.names())
                .containsExactlyInAnyOrder("type", "room", "seq", "time", "hms", "user", "name", "text", "id");
        assertThat(own.string("room")).isEqualTo(room);
        assertThat(own.number("seq")).isEqualTo(1);
        assertThat(own.string("name")).isEqualTo("ann");
        assertThat(own.string("text")).isEqualTo("hello");
        assertThat(own.string("id")).isEqualTo("m-1");
        assertThat(own.string("hms")).isEqualTo("03:04:05");
    }

    @Test
    void manyMessagesOfOneTurnAreOneSendToEachMember() {
        String room = house.roomOn(0);
        Client here = house.enter(0, "here", room);
        Client there = house.enter(1, "there", room);
        Client talker = house.enter(2, "talker", room);
        house.pass(Duration.ofSeconds(2));
        house.forgetFrames();
        int hereBefore = here.socket.sends;
        int thereBefore = there.socket.sends;
        for (int i = 0; i < 50; i++) {
            talker.say(room, "m" + i, "text");
        }
        house.step(2);
        house.settle();
        assertThat(House.seqs(here.frames())).isEqualTo(upTo(50));
        assertThat(House.seqs(there.frames())).isEqualTo(upTo(50));
        assertThat(here.socket.sends - hereBefore).isEqualTo(1);
        assertThat(there.socket.sends - thereBefore).isEqualTo(1);
    }

    @Test
    void aRepeatIsAcknowledgedAndNotSaidAgain() {
        String room = house.roomOn(0);
        Client ann = house.enter(1, "ann", room);
        Client bob = house.enter(2, "bob", room);
        ann.say(room, "same", "one");
        house.settle();
        Frame first = ann.frame("message");
        bob.frames();
        house.pass(Duration.ofSeconds(299));
        ann.say(room, "same", "two");
        house.settle();
        Frame ack = ann.frame("ack");
        assertThat(ack.names()).containsExactlyInAnyOrder("type", "id", "room", "seq", "time");
        assertThat(ack.string("id")).isEqualTo("same");
        assertThat(ack.number("seq")).isEqualTo(1);
        assertThat(ack.number("time")).isEqualTo(first.number("time"));
        assertThat(bob.frames("message")).isEmpty();

        bob.say(room, "same", "of another user");
        house.settle();
        assertThat(ann.frame("message").number("seq")).isEqualTo(2);
    }

    @Test
    void aRepeatInTheSameTurnIsAcknowledgedBehindTheMessage() {
        for (int loop = 0; loop < 3; loop++) {
            String room = house.roomOn(0, loop);
            Client ann = house.enter(loop, "ann" + loop, room);
            ann.send(Client.saying(room, "a", "one"), Client.saying(room, "a", "one"));
            house.settle();
            assertThat(ann.types()).containsExactly("message", "ack");
        }
    }

    @Test
    void framesMayBePipelined() {
        for (int loop = 0; loop < 3; loop++) {
            for (int home = 0; home < 3; home++) {
                String room = house.roomOn(home, 5 + loop);
                Client ann = house.connect(loop);
                ann.send(
                        "{'type':'hello','name':'ann" + loop + home + "'}",
                        "{'type':'join','id':'1','room':'" + room + "'}",
                        Client.saying(room, "2", "said in one go"),
                        "{'type':'leave','id':'3','room':'" + room + "'}",
                        "{'type':'join','id':'4','room':'" + room + "'}",
                        Client.saying(room, "5", "and again"));
                house.settle();
                List<Frame> frames = ann.frames();
                frames.removeIf(frame -> frame.is("presence"));
                assertThat(frames.stream().map(Frame::type))
                        .as("loop %s, home %s", loop, home)
                        .containsExactly("welcome", "joined", "message", "left", "joined", "message");
                assertThat(frames.get(4).each("messages", "seq")).containsExactly(1L);
                assertThat(frames.get(4).number("count")).isEqualTo(1);
                assertThat(frames.get(5).number("seq")).isEqualTo(2);
            }
        }
    }

    @Test
    void aRoomKnowsOnlyItsMembers() {
        String room = house.roomOn(1);
        Client ann = house.enter(0, "ann", room);
        Client bob = house.enter(2, "bob");
        bob.frames();
        for (String request : List.of(
                Client.saying(room, "x", "hi"),
                "{'type':'history','id':'x','room':'" + room + "'}",
                "{'type':'members','id':'x','room':'" + room + "'}",
                "{'type':'leave','id':'x','room':'" + room + "'}")) {
            bob.send(request);
            house.settle();
            Frame error = bob.frame("error");
            assertThat(error.string("code")).isEqualTo("not_joined");
            assertThat(error.string("id")).isEqualTo("x");
            assertThat(error.string("room")).isEqualTo(room);
        }
        assertThat(ann.frames("message")).isEmpty();
    }

    @Test
    void aMemberThatLeftIsSentNothingMore() {
        String room = house.roomOn(1);
        Client ann = house.enter(0, "ann", room);
        Client bob = house.enter(0, "bob", room);
        house.pass(Duration.ofSeconds(2));
        house.forgetFrames();
        bob.send("{'type':'leave','id':'bye','room':'" + room + "'}");
        house.settle();
        assertThat(bob.frame("left").fields()).isEqualTo(java.util.Map.of("type", "left", "id", "bye", "room", room));
        ann.say(room, "1", "alone");
        house.settle();
        assertThat(bob.frames()).isEmpty();
        assertThat(ann.frames()).hasSize(2);
    }

    @Test
    void aRoomOfABigBatchGoesOutWhole() {
        String room = house.roomOn(0);
        Client here = house.enter(0, "here", room);
        Client there = house.enter(1, "there", room);
        String text = "x".repeat(3_900);
        for (int i = 0; i < 100; i++) {
            there.say(room, "m" + i, text);
        }
        house.settle();
        assertThat(House.seqs(here.frames())).isEqualTo(upTo(100));
        assertThat(House.seqs(there.frames())).isEqualTo(upTo(100));
    }

    static List<Long> upTo(long last) {
        return from(1, last);
    }

    static List<Long> from(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }
}
