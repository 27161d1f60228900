package io.nettychat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.Frame;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who has which name, ghosts, and coming back. */
class SessionTest {
    private final House house = new House(3);

    @AfterEach
    void nothingIsLeft() {
        house.close();
    }

    private static String hello(String session) {
        return "{'type':'hello','session':'" + session + "'}";
    }

    @Test
    void welcomeSaysWhoOneIsAndWhatHolds() {
        Client ann = house.enter(1, "ann");
        Frame welcome = ann.frame("welcome");
        assertThat(welcome.names())
                .containsExactlyInAnyOrder("type", "user", "name", "session", "resumed", "time", "limits");
        assertThat(welcome.string("name")).isEqualTo("ann");
        assertThat(welcome.bool("resumed")).isFalse();
        assertThat(welcome.object("limits").fields())
                .isEqualTo(java.util.Map.of("text", 4_000L, "frame", 65_536L, "rooms", 32L, "idle", 300L, "rate", 0L));
    }

    @Test
    void nothingIsAllowedBeforeHello() {
        Client nobody = house.connect(1);
        for (String request : List.of(
                "{'type':'join','id':'x','room':'a'}",
                "{'type':'leave','id':'x','room':'a'}",
                Client.saying("a", "x", "hi"),
                "{'type':'history','id':'x','room':'a'}",
                "{'type':'members','id':'x','room':'a'}",
                "{'type':'name','id':'x','name':'a'}")) {
            nobody.send(request);
            house.settle();
            assertThat(nobody.frame("error").string("code")).as(request).isEqualTo("hello_first");
        }
        nobody.send("{'type':'ping','id':'p'}");
        house.settle();
        assertThat(nobody.frame("pong").string("id")).isEqualTo("p");
    }

    @Test
    void helloIsSaidOnceAndWithAName() {
        Client ann = house.connect(1).send("{'type':'hello'}");
        house.settle();
        assertThat(ann.frame("error").string("code")).isEqualTo("bad_name");
        ann.hello("ann").hello("ann");
        house.settle();
        assertThat(ann.types()).containsExactly("welcome", "error");
    }

    @Test
    void aNameBelongsToOneWhateverItIsWrittenLike() {
        house.enter(0, "Ann");
        for (String name : List.of("Ann", "ann", " aNN ", "\u0391nn", "server", "Server")) {
            Client other = house.enter(1, name);
            assertThat(other.frame("error").string("code")).as(name).isEqualTo("name_taken");
        }
        Client two = house.connect(2).hello("bob");
        Client three = house.connect(1).hello("bob");
        house.settle();
        assertThat(List.of(two.frames().get(0).type(), three.frames().get(0).type()))
                .containsExactlyInAnyOrder("welcome", "error");
    }

    @Test
    void aNameIsKeptForItsSessionWhileTheGraceLasts() {
        Client ann = house.enter(0, "ann");
        String session = ann.frame("welcome").string("session");
        ann.cut();
        house.pass(Duration.ofSeconds(9));
        assertThat(house.enter(1, "ann").frame("error").string("code")).isEqualTo("name_taken");
        Client back = house.connect(2).send(hello(session));
        house.settle();
        Frame welcome = back.frame("welcome");
        assertThat(welcome.string("name")).isEqualTo("ann");
        assertThat(welcome.bool("resumed")).isTrue();
        back.cut();
        house.pass(Duration.ofSeconds(11));
        assertThat(house.enter(1, "ann").frame("welcome").bool("resumed")).isFalse();
        Client late = house.connect(2).send(hello(session));
        house.settle();
        assertThat(late.frame("error").string("code")).isEqualTo("bad_name");
    }

    @Test
    void anIdentityComesBackUnderAnotherNameWhenItsOwnIsGone() {
        Client ann = house.enter(0, "ann");
        Frame first = ann.frame("welcome");
        ann.cut();
        house.pass(Duration.ofSeconds(11));
        Client back =
                house.connect(2).send("{'type':'hello','name':'anna','session':'" + first.string("session") + "'}");
        house.settle();
        Frame welcome = back.frame("welcome");
        assertThat(welcome.string("user")).isEqualTo(first.string("user"));
        assertThat(welcome.string("name")).isEqualTo("anna");
    }

    @Test
    void aForgedSessionIsNobodys() {
        String session = house.enter(0, "ann").frame("welcome").string("session");
        String other = house.enter(0, "bob").frame("welcome").string("session");
        String forged = session.substring(0, session.indexOf('.')) + other.substring(other.indexOf('.'));
        Client thief = house.connect(1).send(hello(forged));
        house.settle();
        assertThat(thief.frame("error").string("code")).isEqualTo("bad_name");
    }

    /** In Base64 the last character of 16 bytes has bits that say nothing; several would be read as the same bytes. */
    @Test
    void aSecretIsWrittenInOneWayOnly() {
        String session = house.enter(0, "ann").frame("welcome").string("session");
        String allButOne = session.substring(0, session.length() - 1);
        char last = session.charAt(session.length() - 1);
        for (char other : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=".toCharArray()) {
            if (other != last) {
                Client thief = house.connect(1).send(hello(allButOne + other));
                house.settle();
                assertThat(thief.frame("error").string("code"))
                        .as("%s for %s", other, last)
                        .isEqualTo("bad_name");
            }
        }
    }

    @Test
    void theOldConnectionIsReplaced() {
        String room = house.roomOn(1);
        Client ann = house.enter(0, "ann");
        String session = ann.frame("welcome").string("session");
        ann.join(room);
        Client bob = house.enter(1, "bob", room);
        house.pass(Duration.ofSeconds(2));
        house.forgetFrames();
        Client again = house.connect(2).send(hello(session)).join(room);
        house.settle();
        Frame bye = ann.frame("bye");
        assertThat(bye.string("code")).isEqualTo("replaced");
        assertThat(bye.bool("reconnect")).isFalse();
        assertThat(ann.closeCode()).isEqualTo(4506);
        house.pass(Duration.ofSeconds(30));
        assertThat(bob.frames("presence")).isEmpty();
        again.say(room, "1", "still here");
        house.settle();
        assertThat(again.frames("message")).hasSize(1);
        assertThat(bob.frame("message").string("name")).isEqualTo("ann");
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "2, 0", "1, 2", "2, 1", "0, 0", "2, 2"})
    void aJoinOfTheOldConnectionThatComesLateChangesNothing(int oldLoop, int newLoop) {
        String room = house.roomOn(1);
        Client bob = house.enter(1, "bob", room);
        Client ann = house.enter(oldLoop, "ann");
        String session = ann.frame("welcome").string("session");
        Client again = house.connect(newLoop).send(hello(session)).join(room);
        // The new connection has said hello, the old one joins before it hears of it, the new one is faster.
        for (int i = 0; i < 3; i++) {
            house.step(newLoop);
            if (newLoop != 0 && oldLoop != 0) {
                house.step(0);
            }
        }
        ann.join(room);
        for (int i = 0; i < 3; i++) {
            house.step(newLoop);
        }
        house.loops.get(oldLoop).call(() -> {});
        house.settle();
        house.pass(Duration.ofSeconds(20));
        bob.say(room, "1", "hi");
        house.settle();
        assertThat(House.seqs(again.frames())).containsExactly(1L);
        assertThat(ann.isGone()).isTrue();
    }

    @Test
    void aStaleJoinDoesNotThrowTheNewConnectionOut() {
        // The room is at home on loop 1, where the new connection lives; names are given on loop 0, the old one is on
        // 2.
        String room = house.roomOn(1);
        Client bob = house.enter(1, "bob", room);
        Client ann = house.enter(2, "ann");
        String session = ann.frame("welcome").string("session");
        Client again = house.connect(1).send(hello(session), "{'type':'join','room':'" + room + "'}");
        house.step(1); // hello goes to the names
        house.step(0); // which are given; the old connection will be told
        ann.receive("{'type':'join','room':'" + room + "'}");
        // The tasks of loop 1: first the welcome and the new join, then the old join.
        house.settle();
        house.pass(Duration.ofSeconds(20));
        bob.say(room, "1", "hi");
        again.say(room, "2", "hi");
        house.settle();
        assertThat(House.seqs(again.frames())).containsExactly(1L, 2L);
    }

    @Test
    void whoComesBackInTimeWasNeverGone() {
        String room = house.roomOn(2);
        Client bob = house.enter(1, "bob", room);
        Client ann = house.enter(0, "ann");
        String session = ann.frame("welcome").string("session");
        ann.join(room);
        house.pass(Duration.ofSeconds(2));
        house.forgetFrames();
        ann.cut();
        house.pass(Duration.ofSeconds(9));
        assertThat(bob.frames()).isEmpty();
        Client again = house.connect(2).send(hello(session)).join(room);
        house.pass(Duration.ofSeconds(30));
        assertThat(bob.frames()).isEmpty();
        again.cut();
        house.pass(Duration.ofSeconds(9));
        assertThat(bob.frames()).isEmpty();
        house.pass(Duration.ofSeconds(3));
        Frame presence = bob.frame("presence");
        assertThat(presence.each("left", "name")).containsExactly("ann");
        assertThat(presence.number("count")).isEqualTo(1);
    }

    @Test
    void renaming() {
        String room = house.roomOn(2);
        Client bob = house.enter(1, "bob", room);
        Client ann = house.enter(0, "ann", room);
        house.pass(Duration.ofSeconds(2));
        house.forgetFrames();
        ann.send("{'type':'name','id':'n','name':'bob'}");
        house.settle();
        assertThat(ann.frame("error").string("code")).isEqualTo("name_taken");
        ann.send("{'type':'name','id':'n','name':'anna'}", Client.saying(room, "1", "hi"));
        house.settle();
        List<Frame> frames = ann.frames();
        assertThat(frames.get(0).type()).isEqualTo("name");
        assertThat(frames.get(0).string("id")).isEqualTo("n");
        assertThat(frames.get(0).string("name")).isEqualTo("anna");
        house.pass(Duration.ofSeconds(2));
        List<Frame> seen = bob.frames();
        assertThat(seen)
                .anySatisfy(frame -> assertThat(frame.is("presence") ? frame.each("renamed", "name") : List.of())
                        .containsExactly("anna"));
        assertThat(seen)
                .anySatisfy(frame -> assertThat(frame.is("message") ? frame.string("name") : "")
                        .isEqualTo("anna"));
        assertThat(house.enter(1, "ann").types()).containsExactly("welcome");
    }

    @Test
    void aRenameOfAConnectionThatIsBeingReplacedChangesNothing() {
        Client ann = house.enter(1, "ann");
        String session = ann.frame("welcome").string("session");
        Client again = house.connect(2).send(hello(session));
        house.step(2);
        ann.send("{'type':'name','name':'anna'}");
        house.loops.get(1).call(() -> {});
        house.step(0);
        house.step(1);
        house.settle();
        assertThat(again.frame("welcome").string("name")).isEqualTo("ann");
        assertThat(ann.closeCode()).isEqualTo(4506);
        assertThat(house.enter(0, "ann").frame("error").string("code")).isEqualTo("name_taken");
    }

    @Test
    void aConnectionThatIsCutWhileItSaysHelloLeavesNoName() {
        Client ann = house.connect(1).hello("ann");
        house.step(1);
        ann.cut();
        house.settle();
        house.pass(Duration.ofSeconds(11));
        assertThat(house.enter(2, "ann").types()).containsExactly("welcome");
    }

    @Test
    void whoSaysNothingIsSentAway() {
        Client nobody = house.connect(1);
        house.pass(Duration.ofSeconds(9));
        assertThat(nobody.isGone()).isFalse();
        house.pass(Duration.ofSeconds(2));
        assertThat(nobody.frame("bye").string("code")).isEqualTo("hello_timeout");
        assertThat(nobody.closeCode()).isEqualTo(4501);
    }
}
