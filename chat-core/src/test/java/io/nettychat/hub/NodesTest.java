package io.nettychat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.Frame;
import io.nettychat.model.Identity;
import io.nettychat.model.Role;
import io.nettychat.model.User;
import io.nettychat.spi.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One of several nodes: what it tells the others, what it makes of what they tell, and whose names it respects. */
class NodesTest {
    private static final User BOB = new User("bob-id", "bob");

    private final SharedLog log = new SharedLog();
    private final House house = new House(2, builder -> builder.log(log));
    private final String room = house.roomOn(0);

    @AfterEach
    void nothingIsLeft() {
        house.close();
    }

    private static User userOf(Client client) {
        return Objects.requireNonNull(client.connection().conversation().user);
    }

    @Test
    void tellsTheOthersWhoIsHere() {
        Client ann = house.enter(1, "ann", room);
        ann.send("{\"type\":\"typing\",\"room\":\"" + room + "\"}");
        ann.send("{\"type\":\"name\",\"name\":\"anna\"}");
        house.settle();
        ann.leave(room);
        house.settle();
        assertThat(log.told).containsExactly("HERE ann", "TYPING ann", "HERE anna", "GONE anna");
    }

    @Test
    void showsWhoIsElsewhere() {
        Client ann = house.enter(1, "ann", room);
        house.pass(Duration.ofSeconds(2));
        house.forgetFrames();
        log.tell(Signal.Kind.HERE, BOB);
        house.pass(Duration.ofSeconds(2));
        Frame came = ann.frame("presence");
        assertThat(came.each("joined", "name")).containsExactly("bob");
        assertThat(came.number("count")).isEqualTo(2);
        log.tell(Signal.Kind.TYPING, BOB);
        house.pass(Duration.ofSeconds(2));
        assertThat(ann.frame("typing").each("users", "name")).containsExactly("bob");
        log.tell(Signal.Kind.GONE, BOB);
        house.pass(Duration.ofSeconds(2));
        assertThat(ann.frame("presence").each("left", "name")).containsExactly("bob");
        assertThat(log.told).as("what others tell is not told on").containsExactly("HERE ann");
    }

    /** The other node knows it from its host, so this one does not: else a moderator here could send away an owner there. */
    @Test
    void theRoleThatAHostGivesHoldsOnEveryNode() {
        house.close();
        House roles = new House(
                2,
                builder -> builder.log(log)
                        .authenticate(handshake -> CompletableFuture.completedFuture(
                                Identity.of("mia-id").named("mia").as(Role.MODERATOR)))
                        .hookThreads(Runnable::run));
        try (roles) {
            String in = roles.roomOn(0);
            Client mia = roles.enter(1, "mia", in);
            assertThat(log.told).containsExactly("HERE mia moderator");
            log.tell(new Signal(Signal.Kind.HERE, BOB, Role.OWNER));
            roles.pass(Duration.ofSeconds(2));
            assertThat(mia.frames("presence"))
                    .anySatisfy(news -> assertThat(news.each("joined", "role")).containsExactly("owner"));
            mia.send("{'type':'mod','id':'k','room':'" + in + "','action':'kick','user':'bob-id'}");
            roles.settle();
            assertThat(mia.frame("error").string("code")).isEqualTo("forbidden");
            log.tell(Signal.Kind.GONE, BOB);
            log.tell(Signal.Kind.HERE, BOB);
            mia.send("{'type':'mod','id':'l','room':'" + in + "','action':'kick','user':'bob-id'}");
            roles.settle();
            assertThat(mia.frame("mod").string("id")).isEqualTo("l");
        }
    }

    @Test
    void whoMovesToAnotherNodeHasNotLeft() {
        Client ann = house.enter(1, "ann", room);
        Client carl = house.enter(0, "carl", room);
        house.pass(Duration.ofSeconds(2));
        User moved = userOf(carl);
        house.forgetFrames();
        log.tell(Signal.Kind.HERE, moved);
        log.takeOver(moved.id());
        house.settle();
        assertThat(carl.closeCode()).isEqualTo(4506);
        house.pass(Duration.ofSeconds(15));
        assertThat(ann.frames("presence")).isEmpty();
        assertThat(log.told).contains("GONE carl");
        assertThat(log.released).as("the other node has it").isEmpty();
        log.tell(Signal.Kind.GONE, moved);
        house.pass(Duration.ofSeconds(2));
        assertThat(ann.frame("presence").each("left", "name")).containsExactly("carl");
    }

    @Test
    void endsWhomAnotherNodeKicks() {
        Client ann = house.enter(1, "ann", room);
        User user = userOf(ann);
        log.tell(Signal.Kind.KICKED, user);
        house.settle();
        assertThat(ann.closeCode()).isEqualTo(4504);
    }

    @Test
    void aRoomIsForgottenAlthoughSomebodyIsElsewhere() {
        Client ann = house.enter(1, "ann", room);
        log.tell(Signal.Kind.HERE, BOB);
        house.settle();
        ann.leave(room);
        house.settle();
        assertThat(house.hub.roomCount()).isZero();
    }

    @Test
    void namesOfOtherNodesAreTaken() {
        log.elsewhere.put("bob", "bob-id");
        Client ann = house.enter(1, "ann");
        ann.send("{\"type\":\"name\",\"id\":\"r\",\"name\":\"bob\"}");
        house.settle();
        assertThat(ann.frame("error").string("code")).isEqualTo("name_taken");
        Client other = house.connect(0).hello("Bob");
        house.settle();
        assertThat(other.frame("error").string("code")).isEqualTo("name_taken");
        Client simple = house.connectSimple(0);
        simple.send("bob|hello");
        house.settle();
        assertThat(simple.frames("message").get(1).string("name"))
                .startsWith("bob")
                .isNotEqualTo("bob");
    }

    @Test
    void aSessionOfAnotherNodeKeepsItsName() {
        Client ann = house.enter(1, "ann");
        Frame welcome = ann.frame("welcome");
        ann.cut();
        house.pass(Duration.ofSeconds(15));
        log.names.put(welcome.string("user"), "anna");
        Client back = house.connect(0)
                .send("{\"type\":\"hello\",\"name\":\"x\",\"session\":\"" + welcome.string("session") + "\"}");
        house.settle();
        assertThat(back.frame("welcome").string("name")).isEqualTo("anna");
    }

    @Test
    void whileNamesCannotBeLookedUpOnlyTheProvedComeIn() {
        Client ann = house.enter(1, "ann");
        Frame welcome = ann.frame("welcome");
        ann.cut();
        house.pass(Duration.ofSeconds(15));
        log.away = true;
        Client stranger = house.connect(0).hello("stranger");
        Client back = house.connect(0)
                .send("{\"type\":\"hello\",\"name\":\"ann\",\"session\":\"" + welcome.string("session") + "\"}");
        house.settle();
        assertThat(stranger.closeCode()).isEqualTo(4003);
        assertThat(back.frame("welcome").bool("resumed")).isTrue();
        log.away = false;
        log.elsewhere.put("ann", "other");
        house.pass(Duration.ofSeconds(5));
        assertThat(back.closeCode()).as("somebody else has the name").isEqualTo(4003);
    }

    @Test
    void aGhostIsNotClaimedWhenNamesCanBeLookedUpAgain() {
        Client ann = house.enter(1, "ann");
        Frame welcome = ann.frame("welcome");
        String hello = "{'type':'hello','name':'ann','session':'" + welcome.string("session") + "'}";
        log.away = true;
        Client back = house.connect(0).send(hello);
        house.settle();
        assertThat(back.frame("welcome").bool("resumed")).isTrue();
        back.cut();
        house.settle();
        log.away = false;
        log.claimed.clear();
        house.pass(Duration.ofSeconds(5));
        assertThat(log.claimed).as("it may be on another node").isEmpty();
        log.away = true;
        Client again = house.connect(0).send(hello);
        house.settle();
        log.away = false;
        house.pass(Duration.ofSeconds(5));
        assertThat(log.claimed).contains(welcome.string("user"));
        assertThat(again.closeCode()).isEqualTo(-1);
    }

    @Test
    void whenTheLogBeginsAnewMembersAreSentAwayToBeToldOfTheGap() {
        Client ann = house.enter(1, "ann");
        ann.join(room);
        house.settle();
        String epoch = ann.frame("joined").string("epoch");
        ann.say(room, "1", "one");
        Client old = house.connectSimple(0, room);
        house.settle();
        old.send("old|hello");
        house.settle();
        house.forgetFrames();
        log.beginAnew();
        house.settle();
        Frame bye = ann.frame("bye");
        assertThat(bye.string("code")).isEqualTo("drain");
        assertThat(bye.bool("reconnect")).isTrue();
        assertThat(bye.number("after")).isBetween(0L, 5_000L);
        Client back = house.enter(0, "bert");
        back.join(room, epoch, 1);
        house.settle();
        Frame joined = back.frame("joined");
        assertThat(joined.string("how")).isEqualTo("gap");
        assertThat(joined.number("seq")).isZero();
        back.say(room, "1", "new");
        house.settle();
        assertThat(House.seqs(back.frames())).containsExactly(1L);
        List<Frame> heard = old.frames("message");
        assertThat(heard)
                .extracting(frame -> frame.string("text"))
                .as("it stays")
                .containsExactly("new");
        assertThat(old.isGone()).isFalse();
    }
}
