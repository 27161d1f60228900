package io.nettychat.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nettychat.Frame;
import io.nettychat.model.Draft;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Message;
import io.nettychat.model.Page;
import io.nettychat.model.Rejected;
import io.nettychat.model.Role;
import io.nettychat.model.RoomInfo;
import io.nettychat.model.RoomMember;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a host can do in a room: speak, read, and look after it. */
@Timeout(60)
class RoomHandleTest {
    private static final User DEPLOY = User.of("deploy");

    private final List<String> told = new ArrayList<>();
    private final House house = new House(
            2,
            hub -> hub.listener(new ChatListener() {
                @Override
                public void said(RoomName room, Message message) {
                    told.add("said " + message.text());
                }

                @Override
                public void deleted(RoomName room, Message deletion) {
                    told.add("deleted " + deletion.deletes());
                }
            }));
    private final RoomHandle room = house.hub.room("r");

    @AfterEach
    void nothingIsLeft() {
        house.close();
    }

    private <T> T get(CompletionStage<T> stage) {
        house.settle();
        CompletableFuture<T> done = stage.toCompletableFuture();
        assertThat(done).isDone();
        return done.join();
    }

    private Rejected refused(CompletionStage<?> stage) {
        house.settle();
        CompletableFuture<?> done = stage.toCompletableFuture();
        assertThat(done).isCompletedExceptionally();
        return (Rejected) Objects.requireNonNull(
                done.handle((value, failure) -> Hooks.causeOf(failure)).join());
    }

    private static User user(Client client) {
        return new User(client.frame("welcome").string("user"), "x");
    }

    private User enter(Client client, String name) {
        client.hello(name);
        house.settle();
        User user = user(client);
        client.join("r");
        house.settle();
        client.frames();
        return user;
    }

    // ---- speaking and reading

    @Test
    void whatTheHostSaysIsAMessageLikeAllOthers() {
        Client ann = house.enter(0, "ann", "r");
        Message message = get(room.publish(DEPLOY, Draft.of("going down at 17:00")));
        assertThat(message.seq()).isEqualTo(1);
        Frame frame = ann.frame("message");
        assertThat(frame.string("user")).isEqualTo("host:deploy");
        assertThat(frame.string("name")).isEqualTo("deploy");
        assertThat(frame.string("text")).isEqualTo("going down at 17:00");
        assertThat(told).containsExactly("said going down at 17:00");
    }

    @Test
    void whatIsSaidAgainWithItsIdIsSaidOnce() {
        Message first = get(room.publish(DEPLOY, new Draft("once", "id-1")));
        Message again = get(room.publish(DEPLOY, new Draft("once", "id-1")));
        assertThat(again).isEqualTo(first);
        assertThat(get(room.info()).seq()).isEqualTo(1);
    }

    @Test
    void textsOfTheHostHaveTheSameLimits() {
        assertThat(refused(room.publish(DEPLOY, Draft.of(""))).code()).isEqualTo(ErrorCode.BAD_FRAME);
        assertThat(refused(room.publish(DEPLOY, Draft.of("x".repeat(4_001)))).code())
                .isEqualTo(ErrorCode.TOO_LARGE);
        assertThatThrownBy(() -> house.hub.room("no room"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be used");
    }

    @Test
    void whatCannotBeMeantIsSaidAtOnce() {
        assertThat(refused(room.publish(DEPLOY, new Draft("text", "no id"))))
                .hasMessageContaining("The id must be 1 to 64 characters");
        assertThat(refused(room.delete(DEPLOY, 7)).code()).isEqualTo(ErrorCode.BAD_FRAME);
        assertThatThrownBy(() -> room.delete(DEPLOY, 0)).hasMessageContaining("the first message has the seq 1");
        assertThatThrownBy(() -> room.latest(0)).hasMessage("limit is 0; it must be 1 to 100");
        assertThatThrownBy(() -> room.after(1, 101)).hasMessage("limit is 101; it must be 1 to 100");
        assertThatThrownBy(() -> room.ban(DEPLOY, Duration.ZERO))
                .hasMessage("the time is PT0S; it must be more than nothing");
        assertThatThrownBy(() -> house.hub.room("")).hasMessageContaining("The room has no name.");
    }

    @Test
    @SuppressWarnings("NullAway") // what a host without a checker may do
    void nothingIsNoArgument() {
        assertThatThrownBy(() -> room.publish(null, Draft.of("hi"))).hasMessage("sender");
        assertThatThrownBy(() -> room.publish(DEPLOY, null)).hasMessage("draft");
        assertThatThrownBy(() -> Draft.of(null)).hasMessage("text");
        assertThatThrownBy(() -> User.of(null)).hasMessage("name");
        assertThatThrownBy(() -> room.kick(null)).hasMessage("user");
        assertThatThrownBy(() -> room.mute(null, Duration.ofSeconds(1))).hasMessage("user");
        assertThatThrownBy(() -> room.ban(DEPLOY, null)).hasMessage("time");
        assertThatThrownBy(() -> room.setRole(null, Role.OWNER)).hasMessage("user");
        assertThatThrownBy(() -> Hub.on(null)).hasMessage("loops");
    }

    @Test
    void historyIsReadFromBothEnds() {
        for (int i = 1; i <= 5; i++) {
            get(room.publish(DEPLOY, Draft.of("m" + i)));
        }
        Page latest = get(room.latest(2));
        assertThat(latest.messages()).extracting(Message::text).containsExactly("m4", "m5");
        assertThat(latest.more()).isTrue();
        assertThat(latest.head().seq()).isEqualTo(5);
        assertThat(latest.first()).isEqualTo(1);
        assertThat(get(room.before(3, 100)).messages())
                .extracting(Message::text)
                .containsExactly("m1", "m2");
        Page after = get(room.after(3, 100));
        assertThat(after.messages()).extracting(Message::text).containsExactly("m4", "m5");
        assertThat(after.more()).isFalse();
        assertThatThrownBy(() -> room.latest(101)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void roomsAndMembersAreListed() {
        assertThat(get(house.hub.rooms())).isEmpty();
        assertThat(get(room.members())).isEmpty();
        assertThat(get(room.info())).isEqualTo(new RoomInfo(room.name(), 0, 0, 0, false));
        assertThat(get(house.hub.rooms())).as("looking makes no room").isEmpty();
        house.enter(0, "ann", "r");
        house.connectSimple(1, "r");
        house.enter(1, "bob", "other");
        house.settle();
        assertThat(get(room.info())).isEqualTo(new RoomInfo(room.name(), 1, 2, 0, false));
        assertThat(get(room.members())).extracting(m -> m.user().name()).containsExactly("ann");
        assertThat(get(house.hub.rooms()))
                .extracting(info -> info.name().value())
                .containsExactlyInAnyOrder("r", "other");
    }

    @Test
    void aHubThatIsClosedSaysSo() {
        house.close();
        List<CompletionStage<?>> late = List.of(
                room.publish(DEPLOY, Draft.of("late")),
                room.delete(DEPLOY, 1),
                room.latest(1),
                room.before(1, 1),
                room.after(1, 1),
                room.members(),
                room.info(),
                room.kick(DEPLOY),
                room.ban(DEPLOY),
                room.unban(DEPLOY),
                room.mute(DEPLOY),
                room.unmute(DEPLOY),
                room.bans(),
                room.mutes(),
                room.setRole(DEPLOY, Role.OWNER),
                room.close("late"),
                room.reopen());
        house.settle();
        assertThat(late)
                .allSatisfy(stage -> assertThat(stage.toCompletableFuture())
                        .isCompletedExceptionally()
                        .failsWithin(Duration.ZERO)
                        .withThrowableThat()
                        .withCauseInstanceOf(IllegalStateException.class)
                        .withMessageContaining("The hub is closed."));
        assertThat(get(house.hub.rooms())).isEmpty();
        assertThat(get(house.hub.slowReaders())).isEmpty();
    }

    // ---- deleting

    @Test
    void aDeletedMessageIsGoneForThoseWhoAreHereAndThoseWhoComeBack() {
        Client ann = house.enter(0, "ann");
        ann.frames();
        ann.join("r").say("r", "1", "secret").say("r", "2", "hi");
        house.settle();
        String epoch = ann.frame("joined").string("epoch");
        Message deletion = get(room.delete(DEPLOY, 1));
        assertThat(deletion.seq()).isEqualTo(3);
        Frame deleted = ann.frame("deleted");
        assertThat(deleted.number("target")).isEqualTo(1);
        assertThat(deleted.number("seq")).isEqualTo(3);
        assertThat(deleted.string("name")).isEqualTo("deploy");
        assertThat(told).endsWith("deleted 1");

        Client back = house.enter(1, "bob");
        back.frames();
        back.join("r", epoch, 0);
        Client from2 = house.enter(1, "cleo");
        from2.frames();
        from2.join("r", epoch, 2);
        house.settle();
        List<Frame> messages = back.frame("joined").list("messages");
        assertThat(messages.get(0).string("text")).isEmpty();
        assertThat(messages.get(0).bool("deleted")).isTrue();
        assertThat(messages.get(2).type()).isEqualTo("deleted");
        List<Frame> resumed = from2.frame("joined").list("messages");
        assertThat(resumed).hasSize(1);
        assertThat(resumed.get(0).number("target")).isEqualTo(1);

        assertThat(refused(room.delete(DEPLOY, 9)).code()).isEqualTo(ErrorCode.BAD_FRAME);
    }

    // ---- kick, ban, mute

    @Test
    void whoIsKickedGoesAtOnceAndMayComeBack() {
        Client watcher = house.enter(0, "watcher", "r");
        Client ann = house.connect(1);
        User user = enter(ann, "ann");
        house.pass(Duration.ofSeconds(2));
        watcher.frames();
        get(room.kick(user));
        house.settle();
        Frame bye = ann.frame("bye");
        assertThat(bye.string("code")).isEqualTo("kicked");
        assertThat(bye.bool("reconnect")).isFalse();
        assertThat(ann.closeCode()).isEqualTo(4504);
        house.pass(Duration.ofSeconds(1));
        assertThat(watcher.frames("presence").get(0).each("left", "name")).containsExactly("ann");
        assertThat(get(room.members())).hasSize(1);
        house.enter(1, "ann", "r");
        assertThat(get(room.members())).hasSize(2);
        get(room.kick(new User("nobody", "nobody")));
    }

    @Test
    void aGhostIsKickedToo() {
        Client ann = house.connect(1);
        User user = enter(ann, "ann");
        ann.cut();
        house.settle();
        assertThat(get(room.members())).hasSize(1);
        get(room.kick(user));
        assertThat(get(room.members())).isEmpty();
        house.pass(Duration.ofSeconds(20));
    }

    @Test
    void whoIsBannedIsKeptOutForThatTime() {
        Client ann = house.connect(1);
        ann.hello("ann");
        house.settle();
        Frame welcome = ann.frame("welcome");
        User user = new User(welcome.string("user"), "ann");
        ann.join("r");
        house.settle();
        get(room.ban(user, Duration.ofMinutes(10)));
        house.settle();
        assertThat(ann.closeCode()).isEqualTo(4504);
        assertThat(get(room.bans())).hasSize(1);
        assertThat(get(room.bans()).get(0).user()).isEqualTo(user);

        String hello = "{'type':'hello','name':'ann','session':'" + welcome.string("session") + "'}";
        Client back = house.connect(0).send(hello).join("r").join("elsewhere");
        house.settle();
        List<Frame> frames = back.frames();
        assertThat(frames).extracting(Frame::type).startsWith("welcome", "error", "joined");
        Frame error = frames.get(1);
        assertThat(error.string("code")).isEqualTo("forbidden");
        assertThat(error.number("retryAfter")).isBetween(500_000L, 600_000L);

        house.pass(Duration.ofMinutes(11));
        assertThat(get(room.bans())).isEmpty();
        Client later = house.connect(0).send(hello).join("r");
        house.settle();
        assertThat(later.types()).contains("joined");
    }

    @Test
    void aBanForGoodIsLifted() {
        Client ann = house.connect(1);
        User user = enter(ann, "ann");
        get(room.ban(user));
        assertThat(get(room.bans()).get(0).until()).isNull();
        get(room.unban(user));
        assertThat(get(room.bans())).isEmpty();
        assertThatThrownBy(() -> room.ban(user, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whoIsMutedHearsAndDoesNotSpeak() {
        Client ann = house.connect(1);
        User user = enter(ann, "ann");
        Client bob = house.enter(0, "bob", "r");
        get(room.mute(user, Duration.ofSeconds(30)));
        ann.say("r", "1", "hi").send("{'type':'typing','room':'r'}");
        bob.say("r", "1", "hello");
        house.pass(Duration.ofSeconds(2));
        List<Frame> frames = ann.frames();
        assertThat(frames).filteredOn(f -> f.is("error")).hasSize(1);
        Frame error = frames.stream().filter(f -> f.is("error")).toList().get(0);
        assertThat(error.string("code")).isEqualTo("forbidden");
        assertThat(error.number("retryAfter")).isPositive();
        assertThat(frames).filteredOn(f -> f.is("message")).hasSize(1);
        assertThat(bob.types()).doesNotContain("typing");
        get(room.unmute(user));
        ann.say("r", "2", "hi again");
        house.settle();
        assertThat(ann.types()).containsExactly("message");
    }

    // ---- closing

    @Test
    void aRoomThatIsClosedIsLeftByAllAndEnteredByNobody() {
        Client ann = house.enter(0, "ann", "r");
        Client bob = house.enter(1, "bob", "r");
        Client simple = house.connectSimple(1, "r");
        house.settle();
        ann.join("other").say("r", "1", "last words");
        house.settle();
        ann.frames();
        get(room.close("The party is over."));
        house.settle();
        Frame left = ann.frame("left");
        assertThat(left.string("room")).isEqualTo("r");
        assertThat(left.string("reason")).isEqualTo("The party is over.");
        assertThat(bob.types()).contains("left");
        assertThat(simple.closeCode()).isEqualTo(4504);
        assertThat(ann.closeCode()).isEqualTo(-1);
        ann.join("r").say("other", "2", "still here");
        house.settle();
        List<Frame> frames = ann.frames();
        assertThat(frames).extracting(Frame::type).contains("error", "message");
        assertThat(frames.stream().filter(f -> f.is("error")).toList().get(0).string("reason"))
                .isEqualTo("The party is over.");
        assertThat(get(room.info()).closed()).isTrue();
        assertThat(get(room.latest(10)).messages()).hasSize(1);
        get(room.reopen());
        ann.join("r");
        house.settle();
        assertThat(ann.types()).contains("joined");
    }

    // ---- roles

    @Test
    void rolesAreSeenByEverybody() {
        Client watcher = house.enter(0, "watcher", "r");
        Client ann = house.connect(1);
        User user = enter(ann, "ann");
        house.pass(Duration.ofSeconds(2));
        watcher.frames();
        get(room.setRole(user, Role.MODERATOR));
        house.pass(Duration.ofSeconds(1));
        Frame own = ann.frame("mod");
        assertThat(own.string("role")).isEqualTo("moderator");
        assertThat(own.has("id")).isFalse();
        assertThat(watcher.frames("presence").get(0).each("renamed", "role")).containsExactly("moderator");
        assertThat(get(room.members()).stream().map(RoomMember::role).toList())
                .containsExactly(Role.MEMBER, Role.MODERATOR);
        Client late = house.enter(0, "late");
        late.frames();
        late.join("r");
        ann.join("r");
        house.settle();
        Frame joined = late.frame("joined");
        assertThat(joined.list("members").get(1).string("role")).isEqualTo("moderator");
        assertThat(joined.list("members").get(0).has("role")).isFalse();
        assertThat(joined.has("role")).isFalse();
        assertThat(ann.frame("joined").string("role")).isEqualTo("moderator");
        house.pass(Duration.ofSeconds(2));
        watcher.frames();
        get(room.setRole(user, Role.MEMBER));
        house.pass(Duration.ofSeconds(1));
        assertThat(watcher.frames("presence").get(0).list("renamed").get(0).has("role"))
                .isFalse();
    }
}
