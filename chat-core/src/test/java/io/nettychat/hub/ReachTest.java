package io.nettychat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Ticker;
import io.nettychat.Frame;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A client comes from another node and has seen more than this one has heard: the log is asked before the client is told
 * that it missed something.
 */
class ReachTest {
    private final LateLog log = new LateLog(new MemoryLog(
            1_000,
            Duration.ofHours(1),
            1 << 20,
            new MemoryBudget(Long.MAX_VALUE),
            InstantSource.system(),
            Ticker.systemTicker()));
    private final House house = new House(2, hub -> hub.log(log));
    private final String room = house.roomOn(0);
    private Client ann = house.enter(1, "ann");
    private String epoch = "";

    /** Ann is here, and so is what she said; three more were said on another node and not heard here. */
    @BeforeEach
    void threeAreNotHeard() {
        ann.join(room);
        settle();
        epoch = ann.frame("joined").string("epoch");
        ann.say(room, "m", "one");
        settle();
        log.deaf = true;
        for (int i = 0; i < 3; i++) {
            log.sayElsewhere("elsewhere " + i);
        }
        settle();
        house.forgetFrames();
    }

    @AfterEach
    void nothingIsLeft() {
        house.close();
        assertThat(log.open).isZero();
    }

    private void settle() {
        for (int i = 0; i < 20; i++) {
            house.settle();
            log.answer();
        }
        house.settle();
    }

    private Client resume(long since) {
        Client bob = house.enter(1, "bob");
        bob.frames();
        bob.join(room, epoch, since);
        return bob;
    }

    @Test
    void aClientAheadOfThisNodeIsAnsweredWhenTheNodeIsThere() {
        Client bob = resume(3);
        house.settle();
        assertThat(bob.types()).as("nobody knows yet").doesNotContain("joined");
        settle();
        Frame joined = bob.frame("joined");
        assertThat(joined.string("how")).isEqualTo("resumed");
        assertThat(joined.number("seq")).isEqualTo(4);
        assertThat(joined.each("messages", "text")).containsExactly("elsewhere 2");
        assertThat(House.seqs(ann.frames())).as("who was here hears them too").containsExactly(2L, 3L, 4L);
    }

    @Test
    void aClientThatIsNotAheadDoesNotWaitForTheLog() {
        Client bob = resume(1);
        house.settle();
        assertThat(bob.frame("joined").string("how")).isEqualTo("resumed");
    }

    @Test
    void whatTheLogDoesNotHoldEitherIsAGap() {
        Client bob = resume(9);
        settle();
        Frame joined = bob.frame("joined");
        assertThat(joined.string("how")).isEqualTo("gap");
        assertThat(House.seqs(List.of(joined))).endsWith(4L);
    }

    @Test
    void whoCannotBeToldIsSentAwayToComeBackAndHarmsNobody() {
        log.failure = new IllegalStateException("Redis is away");
        Client bob = resume(3);
        settle();
        assertThat(bob.closeCode()).isEqualTo(4003);
        assertThat(bob.types()).contains("bye").doesNotContain("joined", "gap", "message");
        ann.say(room, "n", "still here");
        settle();
        log.failure = null;
        Client carl = house.enter(1, "carl");
        carl.join(room, epoch, 3);
        settle();
        assertThat(carl.frame("joined").string("how")).isEqualTo("resumed");
        assertThat(House.seqs(ann.frames())).containsExactly(2L, 3L, 4L, 5L);
        house.pass(Duration.ofSeconds(11));
        settle();
        Client dora = house.enter(0, "dora");
        dora.join(room);
        settle();
        assertThat(dora.frame("joined").each("members", "name"))
                .as("bob did not come back")
                .containsExactlyInAnyOrder("ann", "carl", "dora");
    }

    @Test
    void aLogThatNeverAnswersLeavesOnlyThatClientWaitingAndItMayGo() {
        Client bob = resume(3);
        house.settle();
        log.deaf = false;
        log.sayElsewhere("heard");
        house.settle();
        assertThat(House.seqs(ann.frames())).containsExactly(2L, 3L, 4L, 5L);
        assertThat(bob.types()).as("nothing before its answer").doesNotContain("joined", "message");
        bob.send("{'type':'ping','id':'p'}").leave(room);
        house.settle();
        assertThat(bob.types()).contains("pong", "left");
        settle();
        log.sayElsewhere("after");
        settle();
        assertThat(bob.types()).as("it has left").doesNotContain("joined", "message");
        Client carl = resumeAs("carl");
        house.settle();
        carl.cut();
        house.settle();
        house.pass(Duration.ofSeconds(11));
        settle();
        assertThat(House.seqs(ann.frames())).containsExactly(6L);
    }

    private Client resumeAs(String name) {
        Client client = house.enter(1, name);
        return client.join(room, epoch, 99);
    }
}
