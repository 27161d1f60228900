package io.nettychat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.Frame;
import io.nettychat.model.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that come and go without end, want every room there is, or find the clock of the machine set wrong. */
class HostileClientTest {
    private House house = new House(2, hub -> hub.limits(Limits.DEFAULT));
    private Instant wall = Instant.parse("2026-01-02T03:04:05Z");

    @AfterEach
    void nothingIsLeft() {
        house.close();
    }

    @Test
    void whoComesAndGoesWithoutEndIsSentAwayAndOthersAreToldOnceASecond() {
        String room = house.roomOn(0);
        Client bob = house.enter(0, "bob", room);
        house.pass(Duration.ofSeconds(2));
        bob.frames();
        Client ann = house.enter(1, "ann");
        ann.frames();
        for (int i = 0; i < 1_000; i++) {
            ann.join(room).leave(room);
        }
        house.settle();
        List<Frame> first = ann.frames();
        assertThat(first.stream().filter(frame -> frame.is("joined"))).hasSizeBetween(95, 100);
        assertThat(first.stream()
                        .filter(frame ->
                                frame.is("error") && frame.string("reason").contains("asking")))
                .isNotEmpty()
                .allSatisfy(frame -> assertThat(frame.string("code")).isEqualTo("rate_limited"))
                .allSatisfy(frame -> assertThat(frame.number("retryAfter")).isBetween(1L, 101L));
        assertThat(ann.socket.config().isAutoRead()).isFalse();
        assertThat(bob.frames("presence").size()).isLessThanOrEqualTo(1);
        house.pass(Duration.ofSeconds(10));
        assertThat(ann.closeCode()).isEqualTo(4507);
        assertThat(bob.frames("presence").size()).isLessThanOrEqualTo(10);
    }

    @Test
    void roomsInWhichNothingWasSaidLeaveNothingBehind() {
        house.close();
        house = new House(2);
        Client ann = house.enter(1, "ann");
        for (int i = 0; i < 500; i++) {
            ann.join("empty" + i).leave("empty" + i);
        }
        house.settle();
        assertThat(ann.frames("left")).hasSize(500);
        assertThat(house.hub.roomCount()).isZero();
    }

    @Test
    void thereAreNoMoreRoomsThanTheServerMayHold() {
        house.close();
        house = new House(
                2, hub -> hub.limits(House.UNLIMITED.toBuilder().totalRooms(3).build()));
        Client ann = house.enter(0, "ann");
        ann.frames();
        for (int i = 0; i < 5; i++) {
            ann.send("{'type':'join','id':'" + i + "','room':'many" + i + "'}");
        }
        house.settle();
        List<Frame> frames = ann.frames();
        assertThat(frames.stream().filter(frame -> frame.is("joined"))).hasSize(3);
        assertThat(frames.stream().filter(frame -> frame.is("error")).map(frame -> frame.string("code")))
                .containsExactly("too_many_rooms", "too_many_rooms");
        assertThat(house.hub.roomCount()).isEqualTo(3);
    }

    @Test
    void aClockThatIsSetWrongChangesDatesAndNothingElse() {
        house.close();
        house = new House(2, hub -> hub.limits(Limits.DEFAULT).clock(() -> wall));
        String room = house.roomOn(0);
        Client ann = house.enter(0, "ann", room);
        Client bob = house.enter(1, "bob", room);
        ann.say(room, "1", "before");
        house.settle();
        String epoch = epochOf(room);
        for (Duration jump : List.of(Duration.ofHours(1), Duration.ofHours(-2), Duration.ofDays(400))) {
            wall = wall.plus(jump);
            house.pass(Duration.ofSeconds(3));
            ann.say(room, "after" + jump, "after");
            house.settle();
        }
        assertThat(House.seqs(ann.frames())).containsExactly(1L, 2L, 3L, 4L);
        assertThat(House.seqs(bob.frames())).containsExactly(1L, 2L, 3L, 4L);
        assertThat(List.of(ann.isGone(), bob.isGone())).containsOnly(false);
        ann.say(room, "1", "before");
        house.settle();
        assertThat(ann.frame("ack").number("seq")).as("ids are remembered").isEqualTo(1);
        Client eve = house.enter(1, "eve");
        eve.frames();
        eve.join(room, epoch, 0);
        house.settle();
        Frame joined = eve.frame("joined");
        assertThat(joined.string("how")).isEqualTo("resumed");
        assertThat(House.seqs(List.of(joined)))
                .as("nothing is too old")
                .isEqualTo(IntStream.rangeClosed(1, 4).mapToObj(Long::valueOf).toList());
    }

    private String epochOf(String room) {
        Client asker = house.enter(0, "asker");
        asker.frames();
        asker.join(room);
        house.settle();
        String epoch = asker.frame("joined").string("epoch");
        asker.leave(room);
        house.settle();
        return epoch;
    }
}
