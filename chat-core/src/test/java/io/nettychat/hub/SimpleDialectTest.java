package io.nettychat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.Frame;
import io.nettychat.model.Draft;
import io.nettychat.model.User;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The dialect without a sub-protocol. */
class SimpleDialectTest {
    private final House house = new House(2);

    @AfterEach
    void nothingIsLeft() {
        house.close();
    }

    @Test
    void listensBeforeItHasSaidAWord() {
        Client simple = house.connectSimple(1);
        house.settle();
        Frame welcome = simple.frame("message");
        assertThat(welcome.string("name")).isEqualTo("server");
        assertThat(welcome.string("room")).isEqualTo("lobby");
        assertThat(welcome.has("seq")).isFalse();
        Client ann = house.enter(0, "ann");
        ann.join("lobby");
        house.settle();
        assertThat(ann.frame("joined").each("members", "name")).containsExactly("ann");
        ann.say("lobby", "1", "hello");
        house.settle();
        assertThat(simple.frame("message")).isEqualTo(ann.frame("message"));
        house.pass(Duration.ofSeconds(20));
        assertThat(simple.frames()).isEmpty();
        assertThat(simple.isGone()).isFalse();
    }

    @Test
    void hearsWhatIsSaidTheMomentItIsWelcomed() {
        AtomicReference<Runnable> whenWelcomed = new AtomicReference<>(() -> {});
        House hall = new House(
                2,
                hub -> hub.clock(() -> {
                    whenWelcomed.getAndSet(() -> {}).run(); // the welcome has the time in it
                    return Instant.EPOCH;
                }));
        try {
            String room = hall.roomOn(0);
            hall.enter(0, "ann", room);
            whenWelcomed.set(() -> {
                var unused = hall.hub.room(room).publish(User.of("deploy"), Draft.of("at once"));
            });
            Client simple = hall.connectSimple(1, room);
            hall.settle();
            assertThat(simple.frames().stream().map(frame -> frame.string("name")))
                    .containsExactly("server", "deploy");
        } finally {
            hall.close();
        }
    }

    @Test
    void aListenerKeepsNoHeadersWhenNobodyWantsToSeeThem() {
        Client simple = house.connectSimple(1);
        house.settle();
        assertThat(simple.connection().conversation().handshake).isNull();
    }

    @Test
    void saysItsNameWithEachText() {
        Client simple = house.connectSimple(1, "den");
        Client ann = house.enter(0, "ann", "den");
        simple.send("bob|hi|there", "bob|again", "no bar", "bobby|renamed");
        house.settle();
        house.pass(Duration.ofSeconds(2));
        List<Frame> messages = ann.frames("message");
        assertThat(messages.stream().map(frame -> frame.string("name") + ":" + frame.string("text")))
                .containsExactly("bob:hi|there", "bob:again", "bob:no bar", "bobby:renamed");
        ann.send("{'type':'members','room':'den'}");
        house.settle();
        assertThat(ann.frame("members").each("members", "name")).containsExactlyInAnyOrder("ann", "bobby");
        assertThat(simple.frames().stream().map(Frame::type)).containsOnly("message");
    }

    @Test
    void aTakenNameGetsANumber() {
        Client ann = house.enter(0, "ann", "lobby");
        Client simple = house.connectSimple(1);
        simple.send("ann|hi", "ann|still me", "server|not me");
        house.settle();
        List<Frame> messages = ann.frames("message");
        assertThat(messages.get(0).string("name")).isEqualTo("ann2");
        assertThat(messages.get(1).string("name")).isEqualTo("ann2");
        assertThat(messages.get(2).string("name")).isNotEqualTo("server");
    }

    @Test
    void refusesWithoutClosing() {
        Client simple = house.connectSimple(1);
        house.settle();
        simple.frames();
        simple.send("no name yet");
        house.settle();
        assertThat(simple.frame("error").string("code")).isEqualTo("hello_first");
        simple.send("|no name");
        house.settle();
        assertThat(simple.frame("error").string("code")).isEqualTo("bad_name");
        simple.send("bob|");
        house.settle();
        assertThat(simple.frame("error").string("code")).isEqualTo("bad_frame");
        simple.send("{'type':'join','room':'x'}");
        house.settle();
        assertThat(simple.frame("error").string("code")).isEqualTo("unknown_type");
        simple.send("{'type':'message','room':'other','text':'x'}");
        house.settle();
        assertThat(simple.frame("error").string("code")).isEqualTo("not_joined");
        simple.send("{broken");
        house.settle();
        assertThat(simple.frame("error").string("code")).isEqualTo("bad_frame");
        simple.send("bob|ok");
        house.settle();
        assertThat(simple.frame("message").string("text")).isEqualTo("ok");
    }

    @Test
    void readsJsonToo() {
        Client simple = house.connectSimple(1);
        simple.send(
                "{'type':'message','name':'bob','text':'one'}",
                "{'type':'message','id':'x','room':'lobby','text':'two'}",
                "{'type':'message','id':'x','text':'two'}",
                "{'type':'name','name':'bobby'}",
                "{'type':'message','text':'three'}");
        house.settle();
        assertThat(simple.frames().stream().map(frame -> frame.string("name") + ":" + frame.string("text")))
                .hasSize(4)
                .endsWith("bob:one", "bob:two", "bobby:three");
    }

    @Test
    void aRoomThatCannotBeIsSaidAndClosed() {
        Client simple = house.connectSimple(1, "no room");
        house.settle();
        assertThat(simple.frame("error").string("code")).isEqualTo("bad_room");
        assertThat(simple.closeCode()).isEqualTo(4502);
    }

    @Test
    void aSlowListenerGoesOnWhereItWas() {
        Client ann = house.enter(0, "ann", "lobby");
        Client simple = house.connectSimple(1);
        house.settle();
        simple.frames();
        simple.block();
        for (int i = 0; i < 100; i++) {
            ann.say("lobby", "m" + i, "x".repeat(1_000));
            house.settle();
        }
        simple.unblock();
        house.settle();
        assertThat(House.seqs(simple.frames())).isEqualTo(RoomTest.upTo(100));
        simple.cut();
        house.settle();
        assertThat(simple.isGone()).isTrue();
    }
}
