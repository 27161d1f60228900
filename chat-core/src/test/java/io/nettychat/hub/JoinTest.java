package io.nettychat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.Frame;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Joining, joining again and going on where one was. */
class JoinTest {
    private House house = new House(2);
    private String room = house.roomOn(0);

    @AfterEach
    void nothingIsLeft() {
        house.close();
    }

    private void rebuild(java.util.function.Consumer<HubBuilder> settings) {
        house.close();
        house = new House(2, settings);
        room = house.roomOn(0);
    }

    /** Has somebody say so many messages of a size, and returns the epoch. */
    private String said(int count, int size) {
        Client talker = house.enter(1, "talker");
        talker.join(room);
        house.settle();
        String epoch = talker.frame("joined").string("epoch");
        for (int i = 0; i < count; i++) {
            talker.say(room, "m" + i, "x".repeat(size));
        }
        house.settle();
        talker.frames();
        return epoch;
    }

    private Frame join(Client client, String fields) {
        client.send("{'type':'join','id':'j','room':'" + room + "'" + fields + "}");
        house.settle();
        return client.frame("joined");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void freshOnesAreSentTheNewest(int loop) {
        String epoch = said(120, 10);
        Client ann = house.enter(loop, "ann");
        Frame joined = join(ann, "");
        assertThat(joined.string("id")).isEqualTo("j");
        assertThat(joined.string("how")).isEqualTo("fresh");
        assertThat(joined.string("epoch")).isEqualTo(epoch);
        assertThat(joined.number("seq")).isEqualTo(120);
        assertThat(joined.number("first")).isEqualTo(1);
        assertThat(joined.number("count")).isEqualTo(2);
        assertThat(joined.each("members", "name")).containsExactly("talker", "ann");
        assertThat(joined.each("messages", "seq")).isEqualTo(RoomTest.from(71, 120));
        assertThat(join(ann, ",'limit':0").list("messages")).isEmpty();
        assertThat(join(ann, ",'limit':3").each("messages", "seq")).isEqualTo(RoomTest.from(118, 120));
        assertThat(join(ann, ",'since':5").string("how")).isEqualTo("fresh");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void resumesExactly(int loop) {
        String epoch = said(120, 10);
        Client ann = house.enter(loop, "ann");
        Frame joined = join(ann, ",'epoch':'" + epoch + "','since':90");
        assertThat(joined.string("how")).isEqualTo("resumed");
        assertThat(joined.each("messages", "seq")).isEqualTo(RoomTest.from(91, 120));
        joined = join(ann, ",'epoch':'" + epoch + "','since':120");
        assertThat(joined.string("how")).isEqualTo("resumed");
        assertThat(joined.list("messages")).isEmpty();
        joined = join(ann, ",'epoch':'" + epoch + "','since':121");
        assertThat(joined.string("how")).isEqualTo("gap");
        assertThat(joined.each("messages", "seq")).isEqualTo(RoomTest.from(71, 120));
        joined = join(ann, ",'epoch':'other','since':90");
        assertThat(joined.string("how")).isEqualTo("gap");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whatDoesNotFitIntoTheAnswerFollowsIt(int loop) {
        String epoch = said(900, 10);
        Client ann = house.enter(loop, "ann");
        ann.join(room, epoch, 0);
        house.settle();
        List<Frame> frames = ann.frames();
        frames.removeIf(frame -> frame.is("presence") || frame.is("welcome"));
        assertThat(frames.get(0).list("messages")).hasSize(100);
        assertThat(frames.get(0).number("seq")).isEqualTo(900);
        assertThat(House.seqs(frames)).isEqualTo(RoomTest.upTo(900));

        Client bob = house.enter(loop, "bob");
        bob.send("{'type':'join','room':'" + room + "','limit':300}");
        house.settle();
        assertThat(House.seqs(bob.frames())).isEqualTo(RoomTest.from(601, 900));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void theAnswerHoldsNoMoreThan64KiB(int loop) {
        String epoch = said(90, 3_900);
        Client ann = house.enter(loop, "ann");
        ann.join(room, epoch, 0);
        house.settle();
        List<Frame> frames = ann.frames();
        frames.removeIf(frame -> frame.is("presence") || frame.is("welcome"));
        assertThat(frames.get(0).list("messages")).hasSize(65_536 / 4_020);
        assertThat(House.seqs(frames)).isEqualTo(RoomTest.upTo(90));
    }

    @Test
    void whatIsSaidRightBehindAJoinThatWantsNoHistoryIsSeen() {
        String room = house.roomOn(0);
        house.enter(0, "bob", room).say(room, "old", "before");
        house.settle();
        Client ann = house.enter(1, "ann");
        ann.send(
                "{'type':'join','room':'" + room + "','limit':0}",
                Client.saying(room, "1", "one"),
                Client.saying(room, "2", "two"),
                Client.saying(room, "3", "three"));
        house.settle();
        assertThat(House.seqs(ann.frames())).containsExactly(2L, 3L, 4L);
    }

    @Test
    void anOldPositionIsAGapWithTheNewest() {
        rebuild(hub -> hub.history(60));
        String epoch = said(100, 10);
        Client ann = house.enter(1, "ann");
        Frame joined = join(ann, ",'epoch':'" + epoch + "','since':39");
        assertThat(joined.string("how")).isEqualTo("gap");
        assertThat(joined.number("first")).isEqualTo(41);
        assertThat(joined.each("messages", "seq")).isEqualTo(RoomTest.from(51, 100));
        joined = join(ann, ",'epoch':'" + epoch + "','since':40");
        assertThat(joined.string("how")).isEqualTo("resumed");
        assertThat(joined.each("messages", "seq")).isEqualTo(RoomTest.from(41, 100));
    }

    @Test
    void joiningAgainChangesNothingForOthers() {
        Client ann = house.enter(0, "ann", room);
        Client bob = house.enter(1, "bob", room);
        house.pass(Duration.ofSeconds(2));
        house.forgetFrames();
        for (int i = 0; i < 5; i++) {
            assertThat(join(bob, "").number("count")).isEqualTo(2);
        }
        house.pass(Duration.ofSeconds(5));
        assertThat(ann.frames()).isEmpty();
        ann.say(room, "1", "hi");
        house.settle();
        assertThat(bob.frames("message")).hasSize(1);
    }

    @Test
    void roomsHaveNamesAndRoom() {
        rebuild(hub -> hub.limits(House.UNLIMITED.toBuilder()
                .rooms(2)
                .roomMembers(1)
                .totalRooms(3)
                .build()));
        Client ann = house.enter(0, "ann");
        ann.send("{'type':'join','id':'1','room':'a b'}");
        house.settle();
        assertThat(ann.frame("error").string("code")).isEqualTo("bad_room");
        ann.join("one").join("two").send("{'type':'join','id':'3','room':'three'}");
        house.settle();
        Frame error = ann.frame("error");
        assertThat(error.string("code")).isEqualTo("too_many_rooms");
        assertThat(error.string("id")).isEqualTo("3");
        Client bob = house.enter(1, "bob");
        bob.frames();
        bob.send(
                "{'type':'join','id':'1','room':'one'}",
                "{'type':'join','id':'2','room':'one'}",
                Client.saying("one", "3", "hi"));
        house.settle();
        List<Frame> errors = bob.frames();
        assertThat(errors.stream().map(frame -> frame.string("code")))
                .containsExactly("room_full", "room_full", "not_joined");
        ann.leave("one");
        house.settle();
        bob.join("one");
        house.settle();
        assertThat(bob.types()).contains("joined");
        bob.join("three");
        house.settle();
        bob.leave("one").leave("three");
        house.settle();
        bob.frames();
        assertThat(house.hub.roomCount()).isLessThanOrEqualTo(3);
    }

    @Test
    void historyInPages() {
        said(250, 10);
        Client ann = house.enter(1, "ann");
        ann.join(room);
        house.settle();
        ann.frames();
        assertThat(history(ann, "").each("messages", "seq")).isEqualTo(RoomTest.from(201, 250));
        Frame page = history(ann, ",'before':201,'limit':500");
        assertThat(page.each("messages", "seq")).isEqualTo(RoomTest.from(101, 200));
        assertThat(page.bool("more")).isTrue();
        page = history(ann, ",'before':101,'limit':100");
        assertThat(page.each("messages", "seq")).isEqualTo(RoomTest.from(1, 100));
        assertThat(page.bool("more")).isFalse();
        page = history(ann, ",'after':0,'limit':100");
        assertThat(page.each("messages", "seq")).isEqualTo(RoomTest.from(1, 100));
        assertThat(page.bool("more")).isTrue();
        page = history(ann, ",'after':150,'limit':100");
        assertThat(page.each("messages", "seq")).isEqualTo(RoomTest.from(151, 250));
        assertThat(page.bool("more")).isFalse();
        for (String empty : List.of(",'after':250", ",'after':9223372036854775807", ",'before':0", ",'before':1")) {
            page = history(ann, empty);
            assertThat(page.list("messages")).as(empty).isEmpty();
            assertThat(page.bool("more")).as(empty).isFalse();
        }
        assertThat(history(ann, ",'before':9223372036854775807,'limit':1").each("messages", "seq"))
                .containsExactly(250L);
        assertThat(history(ann, ",'limit':0").list("messages")).isEmpty();
    }

    private Frame history(Client client, String fields) {
        client.send("{'type':'history','id':'h','room':'" + room + "'" + fields + "}");
        house.settle();
        return client.frame("history");
    }

    @Test
    void aSpentRoomIsForgottenAndBeginsAnew() {
        rebuild(hub -> hub.historyAge(Duration.ofMinutes(10)));
        String epoch = said(3, 10);
        Client talker = house.clients.get(house.clients.size() - 1);
        talker.leave(room);
        house.settle();
        assertThat(house.hub.roomCount()).isEqualTo(1);
        house.pass(Duration.ofMinutes(9));
        Client ann = house.enter(1, "ann");
        assertThat(join(ann, ",'epoch':'" + epoch + "','since':0").string("how"))
                .isEqualTo("resumed");
        ann.leave(room);
        house.pass(Duration.ofMinutes(3));
        assertThat(house.hub.roomCount()).isZero();
        Frame joined = join(ann, ",'epoch':'" + epoch + "','since':3");
        assertThat(joined.string("how")).isEqualTo("gap");
        assertThat(joined.string("epoch")).isNotEqualTo(epoch);
        assertThat(joined.number("seq")).isZero();
        assertThat(joined.number("first")).isEqualTo(1);
    }
}
