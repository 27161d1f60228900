package io.nettychat.hub;

import io.nettychat.model.CloseReason;
import io.nettychat.model.Draft;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Message;
import io.nettychat.model.MessageText;
import io.nettychat.model.Page;
import io.nettychat.model.Rejected;
import io.nettychat.model.Role;
import io.nettychat.model.RoomInfo;
import io.nettychat.model.RoomMember;
import io.nettychat.model.RoomName;
import io.nettychat.model.Sanction;
import io.nettychat.model.User;
import io.nettychat.protocol.ClientFrame;
import io.nettychat.protocol.FrameReader;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A room, for the host: speak in it, read it, moderate it. A handle is a name and costs nothing; the room behind it comes
 * to be when it is needed, and may go and come again.
 *
 * <p>Every method may be called from any thread and returns at once. The stages complete on the room's event loop: go on
 * with {@code …Async} and threads of yours before you block, and never {@code join} one on an event loop. They fail with
 * {@link Rejected} when a thing cannot be done, and with {@link IllegalStateException} when the hub is closed. What one
 * thread asks for one room is done in the order in which it was asked.
 */
public final class RoomHandle {
    /** The most that {@link #latest}, {@link #before} and {@link #after} return at once. */
    public static final int MAX_PAGE = 100;

    private final Hub hub;
    private final RoomName name;
    private final Shard home;

    RoomHandle(Hub hub, RoomName name) {
        this.hub = hub;
        this.name = name;
        this.home = hub.homeOf(name.value());
    }

    /** Returns which room this is. */
    public RoomName name() {
        return name;
    }

    // ---- speaking

    /**
     * Says something in the room, in the same order for everybody as what its members say. Interceptors are not asked, and
     * no rate limit applies; {@link Hub#speakerLimits} has one for those whom the host lets speak.
     *
     * @param sender who says it: {@link User#of} for a voice of the host's own, which need not be a member
     * @param draft what is said, within the limits for texts. With an id, saying it again within five minutes says nothing
     *     twice and returns the place of the first one
     * @return completes with the message when it has its place; fails with {@link ErrorCode#BAD_FRAME} or
     *     {@link ErrorCode#TOO_LARGE} when the text or the id cannot be used
     */
    public CompletionStage<Message> publish(User sender, Draft draft) {
        Objects.requireNonNull(sender, "sender");
        Objects.requireNonNull(draft, "draft");
        return ask((room, answer) -> {
            try {
                check(draft);
            } catch (Rejected why) {
                answer.completeExceptionally(why);
                return;
            }
            room.say(sender, draft, new Published(home, sender, draft, answer));
        });
    }

    private void check(Draft draft) throws Rejected {
        if (draft.deletes() == 0) {
            MessageText.check(
                    draft.text(), hub.limits().textChars(), hub.limits().textBytes());
        }
        if (draft.id() != null && !FrameReader.isId(draft.id())) {
            throw new Rejected(ErrorCode.BAD_FRAME, "The id must be 1 to 64 characters of A-Z, a-z, 0-9, _ and -.");
        }
    }

    /**
     * Deletes a message: its text is gone, and everybody in the room is told, be it now or when coming back.
     *
     * @param by who deletes it, as members are told
     * @param seq which message
     * @return completes with the entry of the log that says so; fails with {@link ErrorCode#BAD_FRAME} when there is no
     *     such message (any more)
     */
    public CompletionStage<Message> delete(User by, long seq) {
        return publish(by, Draft.deletion(seq));
    }

    private static final class Published extends GuardedOutcome {
        private final User sender;
        private final Draft draft;
        private final CompletableFuture<Message> answer;

        Published(Shard home, User sender, Draft draft, CompletableFuture<Message> answer) {
            super(home);
            this.sender = sender;
            this.draft = draft;
            this.answer = answer;
        }

        @Override
        void nowPlaced(Message message) {
            answer.complete(message);
        }

        @Override
        void nowRepeated(long seq, long timeMillis) {
            answer.complete(new Message(seq, timeMillis, sender, draft.text(), draft.id(), draft.deletes()));
        }

        @Override
        void nowRefused(Rejected why) {
            answer.completeExceptionally(why);
        }
    }

    // ---- reading

    /**
     * Reads the newest messages.
     *
     * @param limit how many at most, 1 to {@value #MAX_PAGE}
     */
    public CompletionStage<Page> latest(int limit) {
        return page(-1, -1, limit);
    }

    /**
     * Reads what comes before a message.
     *
     * @param seq the message, which is not read itself
     * @param limit how many at most, 1 to {@value #MAX_PAGE}
     */
    public CompletionStage<Page> before(long seq, int limit) {
        return page(Math.max(0, seq), -1, limit);
    }

    /**
     * Reads what comes after a message.
     *
     * @param seq the message, which is not read itself; 0 for the beginning
     * @param limit how many at most, 1 to {@value #MAX_PAGE}
     */
    public CompletionStage<Page> after(long seq, int limit) {
        return page(-1, Math.max(0, seq), limit);
    }

    private CompletionStage<Page> page(long before, long after, int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit is " + limit + "; it must be 1 to " + MAX_PAGE);
        }
        ClientFrame.History request = new ClientFrame.History(null, name.value(), before, after, limit);
        return ask((room, answer) -> room.messages()
                .with(
                        opened -> room.reading()
                                .history(
                                        opened,
                                        request,
                                        answer::complete,
                                        () -> answer.completeExceptionally(GuardedLog.unreadable())),
                        answer::completeExceptionally));
    }

    /** Returns who is in the room by name, in the order in which they came; nobody when there is no such room. */
    public CompletionStage<List<RoomMember>> members() {
        return look(room -> room.presence().members(), List.of());
    }

    /** Returns the room's figures; those of an empty room when there is none. */
    public CompletionStage<RoomInfo> info() {
        return look(Room::info, new RoomInfo(name, 0, 0, 0, false));
    }

    // ---- moderating

    /**
     * Ends the connection of a user who is in the room, on whichever node, with {@code bye} {@code kicked} (4504). Nothing
     * keeps the user from coming back.
     *
     * @param user whom; the id counts
     */
    public CompletionStage<Void> kick(User user) {
        Objects.requireNonNull(user, "user");
        return moderate((moderation, done) -> moderation.kick(user, CloseReason.KICKED.reason(), done));
    }

    /**
     * Keeps a user out of the room for a time, and ends its connection when it is in. It goes by the id: a user whom the
     * host does not authenticate can come back as somebody else.
     *
     * @param user whom; the id counts, the name is kept for {@link #bans}
     * @param time for how long
     * @throws IllegalArgumentException when the time is not more than nothing
     */
    public CompletionStage<Void> ban(User user, Duration time) {
        Objects.requireNonNull(user, "user");
        Duration positive = positive(time);
        return moderate((moderation, done) -> moderation.ban(user, positive, done));
    }

    /** Keeps a user out of the room until it is let in again. */
    public CompletionStage<Void> ban(User user) {
        Objects.requireNonNull(user, "user");
        return moderate((moderation, done) -> moderation.ban(user, null, done));
    }

    /** Lets a user in again. */
    public CompletionStage<Void> unban(User user) {
        Objects.requireNonNull(user, "user");
        return moderate((moderation, done) -> moderation.keep(Facts.BAN + user.id(), null, done));
    }

    /**
     * Lets a user hear but not speak for a time.
     *
     * @param user whom; the id counts, the name is kept for {@link #mutes}
     * @param time for how long
     * @throws IllegalArgumentException when the time is not more than nothing
     */
    public CompletionStage<Void> mute(User user, Duration time) {
        Objects.requireNonNull(user, "user");
        Duration positive = positive(time);
        return moderate((moderation, done) -> moderation.mute(user, positive, done));
    }

    /** Lets a user hear but not speak until it is let speak again. */
    public CompletionStage<Void> mute(User user) {
        Objects.requireNonNull(user, "user");
        return moderate((moderation, done) -> moderation.mute(user, null, done));
    }

    /** Lets a user speak again. */
    public CompletionStage<Void> unmute(User user) {
        Objects.requireNonNull(user, "user");
        return moderate((moderation, done) -> moderation.keep(Facts.MUTE + user.id(), null, done));
    }

    /** Gives a user a role in this room, or takes it with {@link Role#MEMBER}. */
    public CompletionStage<Void> setRole(User user, Role role) {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(role, "role");
        return moderate((moderation, done) -> moderation.role(user, role, done));
    }

    /** Returns who is banned at the moment. */
    public CompletionStage<List<Sanction>> bans() {
        return facts(moderation -> moderation.facts().bans(moderation.now()));
    }

    /** Returns who is muted at the moment. */
    public CompletionStage<List<Sanction>> mutes() {
        return facts(moderation -> moderation.facts().mutes(moderation.now()));
    }

    /**
     * Closes the room: everybody leaves, on every node, and nobody may join until it is {@linkplain #reopen opened} again.
     * What was said is kept as long as ever, and the host can still read and speak.
     *
     * @param reason one sentence for the members
     */
    public CompletionStage<Void> close(String reason) {
        Objects.requireNonNull(reason, "reason");
        return moderate((moderation, done) -> moderation.keep(Facts.CLOSED, reason, done));
    }

    /** Opens the room again after {@link #close}. */
    public CompletionStage<Void> reopen() {
        return moderate((moderation, done) -> moderation.keep(Facts.CLOSED, null, done));
    }

    private static Duration positive(Duration time) {
        Objects.requireNonNull(time, "time");
        if (time.isZero() || time.isNegative()) {
            throw new IllegalArgumentException("the time is " + time + "; it must be more than nothing");
        }
        return time;
    }

    // ---- the way to the room

    private CompletionStage<Void> moderate(BiConsumer<Moderation, Moderation.Done> task) {
        return this.<@Nullable Void>ask((room, answer) -> task.accept(
                room.moderation(), new Moderation.Done(() -> answer.complete(null), answer::completeExceptionally)));
    }

    private <T> CompletionStage<T> facts(Function<Moderation, T> look) {
        return ask((room, answer) -> room.messages()
                .with(opened -> answer.complete(look.apply(room.moderation())), answer::completeExceptionally));
    }

    /** Looks at the room, if there is one. */
    private <T> CompletionStage<T> look(Function<Room, T> look, T otherwise) {
        return onHome(answer -> {
            Room room = home.existingRoom(name);
            answer.complete(room == null ? otherwise : look.apply(room));
        });
    }

    /** Asks the room, which comes to be when there is none. */
    private <T> CompletionStage<T> ask(BiConsumer<Room, CompletableFuture<T>> task) {
        return onHome(answer -> {
            Room room = home.room(name);
            if (room == null) {
                answer.completeExceptionally(new Rejected(
                        ErrorCode.TOO_MANY_ROOMS, "The server holds as many rooms as it can. Take one that exists."));
                return;
            }
            room.visit();
            CompletableFuture<T> visit = new CompletableFuture<>();
            visit.whenComplete((value, failure) -> {
                room.visited();
                if (failure == null) {
                    answer.complete(value);
                } else {
                    answer.completeExceptionally(failure);
                }
            });
            try {
                task.accept(room, visit);
            } catch (RuntimeException e) {
                visit.completeExceptionally(e);
            }
        });
    }

    private <T> CompletionStage<T> onHome(Consumer<CompletableFuture<T>> task) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            home.run(() -> {
                if (hub.isClosed()) {
                    answer.completeExceptionally(new IllegalStateException("The hub is closed."));
                } else {
                    task.accept(answer);
                }
            });
        } catch (RejectedExecutionException loopIsDown) {
            answer.completeExceptionally(new IllegalStateException("The hub's event loops are down.", loopIsDown));
        }
        return answer.minimalCompletionStage();
    }
}
