package io.nettychat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.Frame;
import io.nettychat.model.CloseReason;
import io.nettychat.model.Limits;
import io.nettychat.model.RoomName;
import io.nettychat.model.User;
import io.nettychat.spi.ChatListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one client may do, how long it may be silent, and how everything ends. */
class LimitsTest {
    private House house = new House(2, hub -> hub.limits(Limits.DEFAULT));

    @AfterEach
    void nothingIsLeft() {
        house.close();
    }

    @Test
    void tenAtOnceThenFiveASecond() {
        String room = house.roomOn(0);
        Client ann = house.enter(1, "ann", room);
        for (int i = 0; i < 12; i++) {
            ann.say(room, "m" + i, "text");
        }
        house.settle();
        List<Frame> frames = ann.frames();
        assertThat(House.seqs(frames)).isEqualTo(RoomTest.upTo(10));
        List<Frame> errors = frames.stream().filter(frame -> frame.is("error")).toList();
        assertThat(errors).hasSize(2);
        assertThat(errors.get(0).string("code")).isEqualTo("rate_limited");
        assertThat(errors.get(0).string("id")).isEqualTo("m10");
        assertThat(errors.get(0).number("retryAfter")).isBetween(1L, 201L);
        house.pass(Duration.ofMillis(errors.get(0).number("retryAfter")));
        ann.say(room, "m10", "text");
        house.settle();
        assertThat(ann.frame("message").number("seq")).isEqualTo(11);
    }

    @Test
    void whoDoesNotListenIsSentAway() {
        String room = house.roomOn(0);
        Client ann = house.enter(1, "ann", room);
        Client bob = house.enter(1, "bob", room);
        for (int i = 0; i < 200 && !ann.isGone(); i++) {
            ann.say(room, "m" + i, "text");
            house.settle();
        }
        List<Frame> frames = ann.frames();
        assertThat(frames.get(frames.size() - 1).string("code")).isEqualTo("flood");
        assertThat(ann.closeCode()).isEqualTo(4507);
        assertThat(bob.isGone()).isFalse();
    }

    @Test
    void aFloodOfRequestsIsReadSlowly() {
        Client ann = house.enter(1, "ann");
        ann.frames();
        for (int i = 0; i < 1_000; i++) {
            ann.send("{'type':'ping','id':'" + i + "'}");
        }
        house.settle();
        List<Frame> answers = ann.frames();
        assertThat(House.of(answers, "pong")).hasSizeBetween(200, 300);
        assertThat(House.of(answers, "error"))
                .singleElement()
                .satisfies(told -> assertThat(told.string("code")).isEqualTo("rate_limited"))
                .satisfies(told -> assertThat(told.number("retryAfter")).isBetween(1L, 1_000L));
        assertThat(ann.socket.config().isAutoRead()).isFalse();
        house.pass(Duration.ofSeconds(2));
        assertThat(ann.frames("pong").size()).isBetween(100, 150);
        house.pass(Duration.ofSeconds(20));
        assertThat(ann.frames("pong")).isNotEmpty();
        assertThat(ann.socket.config().isAutoRead()).isTrue();
    }

    @Test
    void aConnectionMayEndWhileItWaits() {
        Client ann = house.enter(1, "ann");
        String[] many = new String[600];
        java.util.Arrays.fill(many, "{'type':'ping'}");
        ann.send(many);
        house.settle();
        assertThat(ann.frames("pong").size()).isLessThan(600);
        ann.cut();
        house.settle();
        Client bob = house.connect(1).send("{'type':'hello','name':'bob'}", "{'type':'ping'}", "{'type':'ping'}");
        house.step(1);
        bob.cut();
        house.settle();
        assertThat(bob.isGone()).isTrue();
    }

    @Test
    void textsHaveALength() {
        String room = house.roomOn(0);
        Client ann = house.enter(1, "ann", room);
        ann.say(room, "a", "x".repeat(4_001));
        ann.say(room, "b", "");
        ann.say(room, "c", "\\u0007");
        ann.say(room, "d", "\\ud800");
        ann.say(room, "e", "x".repeat(4_000));
        house.settle();
        List<Frame> frames = ann.frames();
        assertThat(frames.stream().filter(frame -> frame.is("error")).map(frame -> frame.string("id")))
                .containsExactly("a", "b", "c", "d");
        assertThat(frames.get(0).string("code")).isEqualTo("too_large");
        assertThat(House.seqs(frames)).containsExactly(1L);
    }

    @Test
    void theSilentArePingedAndThenClosed() {
        Client ann = house.enter(1, "ann");
        house.pass(Duration.ofSeconds(24));
        assertThat(ann.pings).isZero();
        house.pass(Duration.ofSeconds(3));
        assertThat(ann.pings).isEqualTo(1);
        house.pass(Duration.ofSeconds(60));
        assertThat(ann.isGone()).isFalse();
        ann.polite = false;
        house.pass(Duration.ofSeconds(37));
        List<Frame> frames = ann.frames();
        assertThat(frames.get(frames.size() - 1).string("code")).isEqualTo("ping_timeout");
        assertThat(ann.closeCode()).isEqualTo(4002);
    }

    @Test
    void theIdleAreWarnedAndEnded() {
        Client ann = house.enter(1, "ann");
        ann.loop.call(() -> ann.connection().warnIdle(30));
        house.settle();
        assertThat(ann.frame("idle").number("seconds")).isEqualTo(30);
        ann.loop.call(() -> ann.connection().end(CloseReason.IDLE));
        ann.loop.call(() -> ann.connection().end(CloseReason.INTERNAL));
        ann.loop.call(() -> ann.connection().warnIdle(30));
        house.settle();
        assertThat(ann.frame("bye").string("code")).isEqualTo("idle");
        assertThat(ann.closeCode()).isEqualTo(4500);
    }

    @Test
    void aWireThatThrowsHarmsNobodyElse() {
        Client ann = house.enter(1, "ann");
        Client bob = house.enter(1, "bob");
        ann.failure = new IllegalStateException("no ping today");
        house.pass(Duration.ofSeconds(26));
        house.pass(Duration.ofSeconds(26));
        assertThat(bob.pings).isEqualTo(2);
        assertThat(ann.closeCode()).isEqualTo(4003);
    }

    @Test
    void drainingAsksAllToComeBackEachAtItsTime() {
        String room = house.roomOn(0);
        List<Client> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            all.add(house.enter(i % 2, "user" + i, room));
        }
        all.add(house.connectSimple(1, room));
        house.settle();
        house.forgetFrames();
        assertThat(house.hub.isAccepting()).isTrue();
        house.loops.get(0).call(() -> house.hub.drain(Duration.ofSeconds(10)));
        house.settle();
        assertThat(house.hub.isAccepting()).isFalse();
        assertThat(house.hub.connectionCount()).isZero();
        List<Long> after = new ArrayList<>();
        for (Client client : all.subList(0, 40)) {
            Frame bye = client.frame("bye");
            assertThat(bye.string("code")).isEqualTo("drain");
            assertThat(bye.bool("reconnect")).isTrue();
            after.add(bye.number("after"));
            assertThat(client.closeCode()).isEqualTo(4000);
        }
        assertThat(after).allMatch(millis -> millis >= 0 && millis < 10_000);
        assertThat(after.stream().distinct().count()).isGreaterThan(30);
        assertThat(all.get(40).frames()).isEmpty();
        assertThat(all.get(40).closeCode()).isEqualTo(4000);
        Client late = house.connect(0).hello("late");
        house.settle();
        assertThat(late.frame("bye").string("code")).isEqualTo("drain");
    }

    @Test
    void membersOnLoopsThatAreNotTheHubs() {
        house.close();
        house = new House(2);
        String room = house.roomOn(0);
        io.nettychat.spi.Handshake handshake =
                Client.handshake(io.nettychat.spi.Handshake.Dialect.CHAT_V1, java.util.Map.of());
        Client guest =
                house.connect(house.foreignLoop(), handshake).hello("guest").join(room);
        Client ann = house.enter(1, "ann", room);
        guest.say(room, "1", "hi");
        ann.say(room, "2", "hi");
        house.settle();
        assertThat(House.seqs(guest.frames())).containsExactly(1L, 2L);
        assertThat(House.seqs(ann.frames())).containsExactly(1L, 2L);
        assertThat(house.hub.homeOf("any room").loop()).isIn(house.loops.subList(0, 2));
    }

    @Test
    void aListenerHearsAllAndHarmsNobody() {
        house.close();
        List<String> heard = new ArrayList<>();
        house = new House(
                2,
                hub -> hub.listener(new ChatListener() {
                    private void hear(String what) {
                        heard.add(what);
                        throw new IllegalStateException("a fault of the listener, which the test wants");
                    }

                    @Override
                    public void connected(User user, io.nettychat.spi.Handshake handshake) {
                        hear("connected " + user.name());
                    }

                    @Override
                    public void joined(RoomName room, User user) {
                        hear("joined " + user.name());
                    }

                    @Override
                    public void left(RoomName room, User user) {
                        hear("left " + user.name());
                    }

                    @Override
                    public void said(RoomName room, io.nettychat.model.Message message) {
                        hear("said " + message.text());
                    }

                    @Override
                    public void disconnected(User user, @org.jspecify.annotations.Nullable CloseReason reason) {
                        hear("disconnected " + user.name() + " " + reason);
                    }
                }));
        String room = house.roomOn(0);
        Client ann = house.enter(1, "ann", room);
        ann.say(room, "1", "hi");
        house.settle();
        assertThat(ann.frames("message")).hasSize(1);
        ann.cut();
        house.pass(Duration.ofSeconds(11));
        assertThat(heard)
                .containsExactly("connected ann", "joined ann", "said hi", "disconnected ann null", "left ann");
    }
}
