package io.nettychat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.nettychat.Frame;
import io.nettychat.hub.RudeLog.Manner;
import io.nettychat.hub.RudeLog.Method;
import io.nettychat.model.Draft;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Identity;
import io.nettychat.model.Message;
import io.nettychat.model.Rejected;
import io.nettychat.model.Role;
import io.nettychat.model.RoomName;
import io.nettychat.model.User;
import io.nettychat.spi.ChatListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * A log of the host's own that does not keep to its contract: whoever asked for something is answered, what it does right
 * afterwards works, and the server's log tells of it once.
 */
class HostLogTest {
    private final RudeLog log = new RudeLog();
    private final List<String> faults = new ArrayList<>();
    private final House house = new House(2, this::settings);
    private final String room = house.roomOn(0);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    private HubBuilder withLog(HubBuilder builder) {
        return builder.log(log)
                .authenticate(handshake -> CompletableFuture.completedFuture(Identity.guest()))
                .hookThreads(Runnable::run);
    }

    private void settings(HubBuilder builder) {
        withLog(builder).listener(new ChatListener() {
            @Override
            public void said(RoomName in, Message message) {
                if (!house.loops.get(0).inEventLoop()) {
                    faults.add("told on another thread");
                }
            }
        });
    }

    @BeforeEach
    void listen() {
        logged.start();
        ((Logger) LoggerFactory.getLogger("io.nettychat")).addAppender(logged);
    }

    @AfterEach
    void nothingIsLeft() {
        log.tellNow();
        house.close();
        ((Logger) LoggerFactory.getLogger("io.nettychat")).detachAppender(logged);
        assertThat(faults).isEmpty();
        assertThat(log.open).isZero();
    }

    private List<String> errors() {
        return logged.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static void isInternal(Frame error, String id) {
        assertThat(error.string("code")).isEqualTo("internal");
        assertThat(error.string("id")).isEqualTo(id);
        assertThat(error.number("retryAfter")).isPositive();
    }

    private static <T> Throwable failureOf(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        assertThat(future).isCompletedExceptionally();
        return Objects.requireNonNull(
                future.handle((value, failure) -> Hooks.causeOf(failure)).join());
    }

    private static void isInternal(CompletionStage<?> stage) {
        assertThat(failureOf(stage))
                .isInstanceOfSatisfying(
                        Rejected.class, why -> assertThat(why.code()).isEqualTo(ErrorCode.INTERNAL));
    }

    /** Everybody can join, speak and read. */
    private void works() {
        Client zoe = house.enter(1, "zoe" + house.clients.size());
        zoe.send("{'type':'join','room':'" + room + "'}", Client.saying(room, "works", "hi"));
        house.settle();
        assertThat(zoe.types()).contains("joined", "message").doesNotContain("error");
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void aRoomThatCannotBeOpenedRefusesAndIsTriedAgain(Manner manner) {
        log.goWrong(manner, Method.OPEN);
        Client ann = house.enter(1, "ann");
        Client near = house.enter(0, "near");
        Client simple = house.connectSimple(1, room);
        for (Client client : List.of(ann, near)) {
            client.send(
                    "{'type':'join','id':'j','room':'" + room + "'}",
                    Client.saying(room, "m", "hi"),
                    "{'type':'ping'}");
        }
        CompletionStage<Message> published = house.hub.room(room).publish(User.of("host"), Draft.of("hi"));
        house.settle();
        for (Client client : List.of(ann, near)) {
            List<Frame> frames = client.frames();
            assertThat(frames.stream().map(Frame::type)).contains("pong");
            isInternal(House.of(frames, "error").get(0), "j");
            assertThat(House.of(frames, "error")).hasSize(2);
        }
        assertThat(simple.closeCode()).isEqualTo(4003);
        isInternal(published);
        assertThat(house.hub.roomCount()).isZero();
        assertThat(errors()).containsExactly("the log of a room could not be opened");
        log.behave();
        ann.join(room).say(room, "m", "hi");
        house.settle();
        assertThat(ann.types()).contains("joined", "message").doesNotContain("error");
        works();
    }

    /** What the log has handed over is of no use when it does not say where it is. */
    @ParameterizedTest
    @EnumSource(names = {"THROWS", "THROWS_AN_ERROR", "RETURNS_NULL"})
    void aLogThatDoesNotKnowWhereItIsIsNotOpen(Manner manner) {
        log.goWrong(manner, Method.HEAD);
        Client ann = house.enter(1, "ann");
        ann.send("{'type':'join','id':'j','room':'" + room + "'}");
        house.settle();
        isInternal(ann.frame("error"), "j");
        assertThat(log.open).isZero();
        log.behave();
        works();
    }

    @ParameterizedTest
    @EnumSource(names = {"THROWS", "THROWS_AN_ERROR", "RETURNS_NULL"})
    void whoseLogForgetsWhereItIsGoesOnFromWhereItWas(Manner manner) {
        Client ann = house.enter(1, "ann", room);
        ann.say(room, "one", "one");
        house.settle();
        log.goWrong(manner, Method.HEAD, Method.FIRST);
        Client bob = house.enter(0, "bob");
        bob.send(
                "{'type':'join','id':'j','room':'" + room + "'}",
                Client.saying(room, "two", "two"),
                "{'type':'history','room':'" + room + "'}");
        CompletionStage<?> page = house.hub.room(room).latest(10);
        house.settle();
        List<Frame> frames = bob.frames();
        assertThat(House.seqs(frames)).containsExactly(1L, 2L);
        assertThat(House.of(frames, "history")).hasSize(1);
        assertThat(page.toCompletableFuture()).isCompletedWithValueMatching(Objects::nonNull);
        assertThat(House.seqs(ann.frames())).containsExactly(1L, 2L);
        assertThat(errors()).doesNotHaveDuplicates().isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"THROWS", "THROWS_AN_ERROR"})
    void whatCannotBeAppendedIsRefused(Manner manner) {
        Client ann = house.enter(1, "ann", room);
        Client near = house.enter(0, "near", room);
        ann.frames();
        log.goWrong(manner, Method.APPEND);
        ann.send(Client.saying(room, "m", "hi"), "{'type':'ping'}");
        near.send(Client.saying(room, "n", "hi"), "{'type':'ping'}");
        CompletionStage<Message> published = house.hub.room(room).publish(User.of("host"), Draft.of("hi"));
        CompletionStage<Message> deleted = house.hub.room(room).delete(User.of("host"), 1);
        house.settle();
        isInternal(ann.frame("error"), "m");
        isInternal(near.frame("error"), "n");
        isInternal(published);
        isInternal(deleted);
        assertThat(errors()).containsExactly("a message could not be given to the log of its room");
        log.behave();
        ann.say(room, "m", "hi");
        house.settle();
        assertThat(ann.frames("message")).hasSize(1);
        assertThat(near.frames("message")).hasSize(1);
        works();
    }

    /** And the room is forgotten when everybody has gone, although the log counts wrong. */
    @Test
    void whatIsToldTwiceIsHeardOnce() {
        Client ann = house.enter(1, "ann", room);
        log.tellsTwice = true;
        ann.say(room, "m", "one");
        house.settle();
        List<Frame> frames = ann.frames();
        assertThat(House.of(frames, "message")).hasSize(1);
        assertThat(House.of(frames, "error")).isEmpty();
        assertThat(House.of(frames, "ack")).isEmpty();
        ann.say(room, "m", "one");
        house.settle();
        assertThat(ann.types()).containsExactly("ack");
        CompletionStage<Message> published = house.hub.room(room).publish(User.of("host"), Draft.of("two"));
        house.settle();
        assertThat(published.toCompletableFuture()).isCompletedWithValueMatching(message -> message.seq() == 2);
        ann.leave(room);
        house.settle();
        assertThat(house.hub.roomCount()).isZero();
    }

    /** This test's own thread is none of the house's loops. */
    @Test
    void whatIsToldOnAnotherThreadIsDoneOnTheHomeLoop() {
        Client ann = house.enter(1, "ann", room);
        Client bob = house.enter(0, "bob", room);
        ann.frames();
        log.hold();
        ann.say(room, "m", "one").say(room, "n", "two");
        house.settle();
        CompletionStage<Message> published = house.hub.room(room).publish(User.of("host"), Draft.of("three"));
        house.settle();
        assertThat(ann.frames("message")).isEmpty();
        log.tellNow();
        house.settle();
        assertThat(House.seqs(ann.frames())).containsExactly(1L, 2L, 3L);
        assertThat(House.seqs(bob.frames())).containsExactly(1L, 2L, 3L);
        assertThat(published.toCompletableFuture()).isCompletedWithValueMatching(message -> message.seq() == 3);
        Client carl = house.enter(1, "carl");
        carl.join(room);
        ann.send("{'type':'history','room':'" + room + "'}");
        house.settle();
        log.tellNow();
        assertThat(carl.frames("joined")).isEmpty();
        house.settle();
        assertThat(House.seqs(carl.frames())).containsExactly(1L, 2L, 3L);
        assertThat(ann.frame("history").list("messages")).hasSize(3);
        assertThat(errors()).isEmpty();
    }

    @Test
    void whatIsToldOfARoomThatIsForgottenIsNotHeard() {
        Client ann = house.enter(1, "ann", room);
        ann.leave(room);
        house.settle();
        assertThat(house.hub.roomCount()).isZero();
        Objects.requireNonNull(log.latestTail).appended(new Message(1, 1, User.of("late"), "too late", null, 0));
        house.settle();
        works();
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void whoAsksForWhatCannotBeReadIsAnswered(Manner manner) {
        Client ann = house.enter(1, "ann", room);
        ann.say(room, "m", "one");
        house.settle();
        ann.frames();
        Client bob = house.enter(0, "bob");
        log.goWrong(manner, Method.READ);
        ann.send("{'type':'history','id':'h','room':'" + room + "'}", "{'type':'ping'}");
        bob.join(room);
        CompletionStage<?> page = house.hub.room(room).latest(10);
        house.settle();
        isInternal(ann.frame("error"), "h");
        assertThat(bob.closeCode()).isEqualTo(4003);
        isInternal(page);
        assertThat(errors()).containsExactly("the log of a room could not be read");
        log.behave();
        ann.send("{'type':'history','id':'h','room':'" + room + "'}");
        house.settle();
        assertThat(ann.frame("history").list("messages")).hasSize(1);
        works();
    }

    @ParameterizedTest
    @EnumSource(names = {"THROWS", "THROWS_AN_ERROR", "RETURNS_NULL", "FAILS"})
    void whoWasFurtherOnAnotherNodeIsSentToComeBack(Manner manner) {
        Client ann = house.enter(1, "ann");
        ann.join(room);
        house.settle();
        String epoch = ann.frame("joined").string("epoch");
        Client bob = house.enter(0, "bob");
        log.goWrong(manner, Method.REACH);
        bob.join(room, epoch, 5);
        house.settle();
        assertThat(bob.closeCode()).isEqualTo(4003);
        assertThat(errors()).containsExactly("the log of a room could not be brought up to date");
        log.behave();
        works();
    }

    @ParameterizedTest
    @EnumSource(names = {"THROWS", "THROWS_AN_ERROR", "RETURNS_NULL", "FAILS"})
    void whatCannotBeKeptIsRefused(Manner manner) {
        RoomHandle handle = house.hub.room(room);
        Client ann = house.enter(1, "ann", room);
        User user = Objects.requireNonNull(ann.connection().conversation().user);
        handle.setRole(user, Role.OWNER);
        house.settle();
        ann.frames();
        log.goWrong(manner, Method.KEEP_FACT);
        ann.send("{'type':'mod','id':'b','room':'" + room + "','action':'ban','user':'somebody'}", "{'type':'ping'}");
        CompletionStage<Void> muted = handle.mute(user, Duration.ofHours(1));
        house.settle();
        isInternal(ann.frame("error"), "b");
        isInternal(muted);
        assertThat(errors()).containsExactly("a fact of a room could not be kept");
        log.behave();
        CompletionStage<Void> banned = handle.ban(User.of("somebody"), Duration.ofMillis(1));
        house.settle();
        assertThat(banned.toCompletableFuture()).isCompleted();
        works();
    }

    /** What a loop does once a second for all of them must not end because the log of one room throws. */
    @ParameterizedTest
    @EnumSource(names = {"THROWS", "THROWS_AN_ERROR", "RETURNS_NULL"})
    void theOtherRoomsAndConnectionsOfTheLoopAreLookedAfter(Manner manner) {
        house.hub.room(room).ban(User.of("somebody"), Duration.ofMillis(1));
        house.settle();
        Client ann = house.enter(0, "ann", room);
        log.goWrong(manner, Method.IS_SPENT, Method.KEEP_FACT, Method.SIGNAL);
        house.pass(Duration.ofSeconds(70));
        int pings = ann.pings;
        ann.leave(room);
        house.settle();
        assertThat(ann.types()).contains("left");
        house.pass(Duration.ofSeconds(70));
        assertThat(ann.pings).isGreaterThan(pings);
        log.behave();
        house.pass(Duration.ofSeconds(70));
        assertThat(house.hub.roomCount()).isZero();
        works();
    }

    @Test
    void aLogThatCannotBeClosedIsClosedAllTheSame() {
        Client ann = house.enter(1, "ann", room);
        log.goWrong(Manner.THROWS, Method.CLOSE_ROOM, Method.CLOSE);
        ann.leave(room);
        house.settle();
        assertThat(ann.types()).contains("left");
        assertThat(house.hub.roomCount()).isZero();
        house.enter(1, "bob", room);
        house.enter(1, "carl", house.roomOn(0, 1));
        house.enter(1, "dora", house.roomOn(1));
        house.close();
        assertThat(errors()).containsExactly("the log of a room could not be closed", "the log could not be closed");
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void whoseNameCannotBeClaimedIsTold(Manner manner) {
        house.close();
        log.hasNeighbors = true;
        House nodes = new House(2, this::withLog);
        try (nodes) {
            log.goWrong(manner, Method.CLAIM, Method.NAME_OF, Method.RELEASE);
            Client early = nodes.connect(1).hello("ann");
            Client simple = nodes.connectSimple(0);
            simple.send("bob|hi");
            nodes.settle();
            assertThat(early.types()).containsExactly("error", "bye");
            assertThat(early.closeCode()).isEqualTo(4003);
            assertThat(simple.frames("error")).hasSize(1);
            assertThat(errors()).containsExactly("the directory of names failed");
            log.behave();
            Client ann = nodes.connect(1).hello("ann");
            simple.send("bob|hi");
            nodes.settle();
            assertThat(ann.types()).contains("welcome");
            assertThat(simple.frames("error")).isEmpty();
            log.goWrong(manner, Method.CLAIM, Method.NAME_OF, Method.RELEASE);
            ann.send("{'type':'name','id':'n','name':'anna'}", "{'type':'ping'}");
            nodes.settle();
            assertThat(ann.types()).containsExactly("error", "pong");
            ann.cut();
            nodes.settle();
            nodes.pass(Duration.ofSeconds(12));
            log.behave();
            Client other = nodes.connect(0).hello("ann");
            nodes.settle();
            assertThat(other.types()).contains("welcome");
        }
    }
}
