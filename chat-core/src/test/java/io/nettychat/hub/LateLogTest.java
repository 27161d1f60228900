package io.nettychat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Ticker;
import io.nettychat.Frame;
import io.nettychat.model.Draft;
import io.nettychat.model.RoomName;
import io.nettychat.model.User;
import io.nettychat.spi.MessageLog;
import io.nettychat.spi.RoomLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log that takes its time, or fails. */
class LateLogTest {
    private final LateLog log = new LateLog(new MemoryLog(
            1_000,
            Duration.ofHours(1),
            1 << 20,
            new MemoryBudget(Long.MAX_VALUE),
            InstantSource.system(),
            Ticker.systemTicker()));
    private House house = new House(2, hub -> hub.log(log));
    private String room = house.roomOn(0);

    @AfterEach
    void nothingIsLeft() {
        house.close();
        assertThat(log.open).isZero();
    }

    /** Has the log do everything it is asked for, until nobody asks any more. */
    private void settle() {
        for (int i = 0; i < 20; i++) {
            house.settle();
            log.answer();
        }
        house.settle();
    }

    @Test
    void whatIsAskedBeforeTheLogIsOpenIsDoneInOrder() {
        for (int loop = 0; loop < 2; loop++) {
            Client stays = house.connect(loop);
            stays.send("{'type':'hello','name':'stays" + loop + "'}", "{'type':'join','room':'" + room + loop + "'}");
            Client ann = house.connect(loop);
            ann.send(
                    "{'type':'hello','name':'ann" + loop + "'}",
                    "{'type':'join','room':'" + room + loop + "'}",
                    Client.saying(room + loop, "a", "one"),
                    "{'type':'leave','room':'" + room + loop + "'}",
                    "{'type':'join','room':'" + room + loop + "'}",
                    Client.saying(room + loop, "b", "two"));
            settle();
            List<Frame> frames = ann.frames();
            frames.removeIf(frame -> frame.is("presence"));
            assertThat(frames.stream().map(Frame::type)).doesNotContain("error").startsWith("welcome", "joined");
            assertThat(House.seqs(frames)).endsWith(2L);
            ann.say(room + loop, "c", "three");
            settle();
            assertThat(House.seqs(ann.frames())).containsExactly(3L);
        }
    }

    @Test
    void aListenerThatGetsItsNameBeforeTheLogIsOpenIsInTheRoom() {
        Client simple = house.connectSimple(1, room);
        simple.send("ann|hello");
        settle();
        assertThat(simple.frames("message").stream().map(frame -> frame.string("text")))
                .endsWith("hello");
        Client bob = house.enter(0, "bob");
        bob.join(room);
        settle();
        assertThat(bob.frame("joined").each("members", "name")).containsExactly("ann", "bob");
    }

    @Test
    void whoLeavesBeforeTheLogIsOpenIsNotInTheRoom() {
        Client ann = house.enter(1, "ann");
        ann.join(room).leave(room);
        house.settle();
        settle();
        assertThat(ann.types()).endsWith("left");
        Client bob = house.enter(0, "bob");
        bob.join(room);
        settle();
        assertThat(bob.frame("joined").each("members", "name")).containsExactly("bob");
        bob.say(room, "1", "hi");
        settle();
        assertThat(ann.frames("message")).isEmpty();
    }

    @Test
    void whoIsCutOffBeforeTheLogIsOpenIsNotInTheRoom() {
        Client ann = house.enter(1, "ann");
        ann.join(room);
        house.settle();
        ann.cut();
        house.settle();
        house.pass(Duration.ofSeconds(11));
        settle();
        house.pass(Duration.ofSeconds(11));
        Client bob = house.enter(0, "bob");
        bob.join(room);
        settle();
        assertThat(bob.frame("joined").each("members", "name")).containsExactly("bob");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatTheLastMemberSaidIsPlacedAlthoughItHasGone(boolean leaves) {
        Client ann = house.enter(1, "ann");
        ann.join(room);
        settle();
        ann.say(room, "m", "good-bye");
        if (leaves) {
            ann.leave(room);
        } else {
            ann.cut();
        }
        house.settle();
        house.pass(Duration.ofSeconds(11));
        settle();
        Client bob = house.enter(0, "bob");
        bob.join(room);
        settle();
        assertThat(bob.frame("joined").each("messages", "text")).containsExactly("good-bye");
    }

    @ParameterizedTest
    @ValueSource(strings = {Facts.BAN, Facts.MUTE})
    void whoMayNotSpeakCannotDoSoBeforeThatIsKnownEither(String sanction) {
        Client ann = house.connect(1).hello("ann");
        house.settle();
        log.facts.put(sanction + ann.frame("welcome").string("user"), "0 ann");
        Client bob = house.enter(0, "bob");
        ann.send("{'type':'join','room':'" + room + "'}", Client.saying(room, "m", "rude"));
        bob.join(room).say(room, "m", "hello");
        settle();
        assertThat(ann.frames("error"))
                .last()
                .satisfies(frame -> assertThat(frame.string("id")).isEqualTo("m"));
        assertThat(bob.frames("message").stream().map(frame -> frame.string("text")))
                .containsExactly("hello");
    }

    @Test
    void aRoomWhoseLogCannotBeOpenedRefusesAndIsTriedAgain() {
        log.failure = gone();
        Client ann = house.enter(1, "ann");
        ann.send("{'type':'join','id':'j','room':'" + room + "'}", Client.saying(room, "m", "hi"));
        settle();
        List<Frame> errors = ann.frames("error");
        assertThat(errors.get(0).string("code")).isEqualTo("internal");
        assertThat(errors.get(0).string("id")).isEqualTo("j");
        assertThat(errors.get(0).number("retryAfter")).isPositive();
        assertThat(errors).hasSize(2);
        assertThat(house.hub.roomCount()).isZero();
        log.failure = null;
        ann.join(room).say(room, "m", "hi");
        settle();
        assertThat(ann.types()).contains("joined", "message").doesNotContain("error");
    }

    @Test
    void aLogThatCannotBeReadIsNoReasonToLeaveMessagesOut() {
        Client ann = house.enter(1, "ann");
        ann.join(room);
        settle();
        String epoch = ann.frame("joined").string("epoch");
        for (int i = 0; i < 50; i++) {
            ann.say(room, "m" + i, "x".repeat(1_000));
            settle();
        }
        Client slow = house.enter(1, "slow");
        slow.join(room);
        settle();
        slow.block();
        for (int i = 50; i < 100; i++) {
            ann.say(room, "m" + i, "x".repeat(1_000));
            settle();
        }
        Client bob = house.enter(0, "bob");
        house.pass(Duration.ofSeconds(3)); // it is not in memory any more
        bob.frames();
        slow.frames();
        ann.frames();
        log.failure = gone();
        bob.join(room, epoch, 40);
        ann.send("{'type':'history','id':'h','room':'" + room + "'}");
        slow.unblock();
        settle();
        assertThat(ann.frame("error").string("id")).isEqualTo("h");
        assertThat(bob.closeCode()).isEqualTo(4003);
        assertThat(House.seqs(bob.frames())).isEmpty();
        assertThat(slow.closeCode()).isEqualTo(4003);
        log.failure = null;
        ann.say(room, "m", "hi");
        settle();
        assertThat(ann.frames("message")).hasSize(1);
    }

    @Test
    void aReaderThatGoesWhileTheLogIsReadForItIsGone() {
        Client ann = house.enter(1, "ann");
        ann.join(room).say(room, "m", "hi");
        settle();
        Client bob = house.enter(1, "bob");
        bob.join(room);
        house.settle();
        bob.cut();
        house.settle();
        settle();
        Client carl = house.enter(0, "carl");
        carl.join(room);
        house.settle();
        carl.leave(room);
        house.settle();
        settle();
        assertThat(carl.types()).endsWith("left");
        ann.say(room, "n", "hi");
        settle();
        assertThat(carl.frames("message")).isEmpty();
    }

    @Test
    void messagesOfOthersThatComeBeforeTheLogIsOpenAreNotSentTwice() {
        house.close();
        CompletableFuture<RoomLog> opened = new CompletableFuture<>();
        RoomLog.Tail[] tails = new RoomLog.Tail[1];
        MessageLog memory = new MemoryLog(
                1_000,
                Duration.ofHours(1),
                1 << 20,
                new MemoryBudget(Long.MAX_VALUE),
                InstantSource.system(),
                Ticker.systemTicker());
        RoomLog[] inner = new RoomLog[1];
        house = new House(
                2,
                hub -> hub.log(new MessageLog() {
                    @Override
                    public CompletionStage<RoomLog> open(RoomName name, RoomLog.Tail tail, Executor home) {
                        tails[0] = tail;
                        memory.open(name, tail, home).thenAccept(log -> inner[0] = log);
                        return opened;
                    }

                    @Override
                    public void close() {}
                }));
        room = house.roomOn(0);
        Client ann = house.enter(1, "ann");
        ann.join(room);
        house.settle();
        house.loops.get(0).call(() -> inner[0].append(User.of("other node"), Draft.of("one"), LateLog.unheeded()));
        house.settle();
        opened.complete(inner[0]);
        house.settle();
        house.loops.get(0).call(() -> inner[0].append(User.of("other node"), Draft.of("two"), LateLog.unheeded()));
        house.settle();
        assertThat(House.seqs(ann.frames())).containsExactly(1L, 2L);
    }

    @Test
    void aLogThatOpensWhenTheHubIsClosedIsClosed() {
        Client ann = house.enter(1, "ann");
        ann.join(room);
        house.settle();
        house.loops.get(0).call(house.hub::close);
        house.settle();
        settle();
        assertThat(log.open).isZero();
        assertThat(log.closes).isEqualTo(1);
        assertThat(house.hub.roomCount()).isZero();
        house.loops.get(0).call(house.hub::close);
        house.settle();
        assertThat(log.closes).isEqualTo(1);
    }

    @Test
    void theHeadMayMoveAfterTheTailWasTold() {
        log.prompt = true;
        Client ann = house.enter(1, "ann");
        ann.join(room);
        Client slow = house.enter(1, "slow");
        slow.join(room);
        settle();
        slow.block();
        for (int i = 0; i < 60; i++) {
            // 64 KiB of them close the batch while the last one is being told
            String[] many = new String[40];
            for (int k = 0; k < many.length; k++) {
                many[k] = Client.saying(room, "m" + i + "-" + k, "x".repeat(3_000));
            }
            ann.send(many);
            settle();
            if (i % 7 == 0) {
                slow.take(30_000);
            }
        }
        slow.unblock();
        settle();
        assertThat(House.seqs(ann.frames())).isEqualTo(RoomTest.upTo(2_400));
    }

    /** Returns a failure without a stack, of which the log of a test would only get longer. */
    private static RuntimeException gone() {
        return new RuntimeException("the disk is gone", null, false, false) {
            private static final long serialVersionUID = 1L;
        };
    }
}
