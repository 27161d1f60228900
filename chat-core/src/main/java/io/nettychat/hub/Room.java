package io.nettychat.hub;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.nettychat.model.CloseReason;
import io.nettychat.model.Draft;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Message;
import io.nettychat.model.Rejected;
import io.nettychat.model.RoomName;
import io.nettychat.model.User;
import io.nettychat.protocol.ClientFrame;
import io.nettychat.protocol.FrameWriter;
import io.nettychat.protocol.ServerFrame;
import io.nettychat.spi.RoomLog;
import io.nettychat.spi.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A room: a log, and readers that are positions in it. Owned by its home loop, on which every message gets its number
 * ({@link #say} → {@link RoomLog#append} → {@link #appended}), so that all readers see one order without a lock.
 *
 * <p>Messages of one turn are encoded behind each other into the open batch. The task that closes it ({@link #cut}) stands
 * in the loop's own queue behind all that already waits: an idle room sends each message at once, a busy one sends as
 * many together as have come in the meantime, and no timer decides.
 *
 * <p>A reader is told of the log up to {@link #cutSeq} only. What lies behind is in the open batch and reaches it by its
 * lane, to which batches and answers are handed in one order.
 */
final class Room implements RoomLog.Tail {
    private static final Logger log = LoggerFactory.getLogger(Room.class);

    /** A batch is closed early at this size: one send takes it, and a slow reader holds no more than this. */
    static final int BATCH_BYTES = 64 * 1024;

    private static final int DEFAULT_RECENT = 50;
    private static final int MAX_PAGE = 100;
    private static final int PAGE_BYTES = 64 * 1024;
    private static final int CATCH_UP_BYTES = 32 * 1024;
    private static final int NAMED_MEMBERS = 100;
    private static final int LISTED_MEMBERS = 1_000;
    private static final int TYPING_MEMBERS = 50;
    private static final long NEWS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RoomName name;
    private final Hub hub;
    private final Shard home;
    private final List<LaneRef> lanes = new ArrayList<>(1);
    private final Roster roster = new Roster();
    private final PresenceNews presence = new PresenceNews();
    private final Typists typists = new Typists();

    /** Null until the log is open; what comes before waits in {@link #waiting}. */
    private @Nullable RoomLog messages;

    private @Nullable List<Runnable> waiting = new ArrayList<>(1);
    private @Nullable Rejected broken;
    private boolean closed;

    private @Nullable ByteBuf open;
    private @Nullable ByteBuf openNotices;
    private long openSince;
    /** The last seq in the open batch: not asked of the log, whose head may move later than the tail is told. */
    private long openSeq;

    private boolean cutArmed;
    private long cutSeq;
    private int readers;

    private long presenceTold;
    private boolean presenceArmed;
    private long typingTold;
    private boolean typingArmed;

    private final Runnable cut = this::cut;

    /** Answers that must stand behind what the open batch holds. */
    private final List<Runnable> answers = new ArrayList<>(0);

    /** A lane as its home knows it: how many readers have been sent there. */
    private static final class LaneRef {
        final Lane lane;
        int readers;

        LaneRef(Lane lane) {
            this.lane = lane;
        }
    }

    Room(RoomName name, Hub hub, Shard home) {
        this.name = name;
        this.hub = hub;
        this.home = home;
        this.presenceTold = home.nanos() - NEWS_NANOS;
        this.typingTold = presenceTold;
    }

    /** Opens the log. What is asked meanwhile is done in order when it is open. */
    void openLog() {
        hub.log()
                .open(name, this, home::run)
                .whenComplete((opened, failure) -> home.run(() -> {
                    if (failure != null) {
                        hub.complaints().error(log, "the log of a room could not be opened", failure);
                        broken = unreadable();
                    } else if (closed) {
                        opened.close();
                        broken = unreadable();
                    } else {
                        messages = opened;
                        cutSeq = opened.head().seq();
                        releaseOpen(); // what came before is read from the log
                    }
                    List<Runnable> tasks = waiting;
                    waiting = null;
                    if (tasks != null) {
                        tasks.forEach(Runnable::run);
                    }
                    if (failure != null) {
                        home.forget(this);
                    }
                }));
    }

    private static Rejected unreadable() {
        return new Rejected(ErrorCode.INTERNAL, "The room's messages cannot be read now. Try again.", 5_000);
    }

    RoomName name() {
        return name;
    }

    Shard home() {
        return home;
    }

    /** Runs a task that needs the log: at once when it is open. */
    private void withLog(Consumer<RoomLog> task, Consumer<Rejected> otherwise) {
        RoomLog opened = messages;
        if (opened != null) {
            task.accept(opened);
        } else if (broken != null) {
            otherwise.accept(broken);
        } else if (waiting != null) {
            waiting.add(() -> withLog(task, otherwise));
        }
    }

    // ---- saying

    /** Says something for a member. A repeat is answered with an {@code ack}. */
    void say(Member member, User sender, String text, @Nullable String id) {
        if (member.room != this) {
            refuse(member, id, notJoined());
            return;
        }
        RoomLog opened = messages;
        RoomLog.Outcome outcome = new SayOutcome(member, id);
        if (opened != null) {
            opened.append(sender, new Draft(text, id), outcome);
        } else {
            say(sender, new Draft(text, id), outcome);
        }
    }

    /** Says something for a sender that need not be a member. */
    void say(User sender, Draft draft, RoomLog.Outcome outcome) {
        withLog(opened -> opened.append(sender, draft, outcome), outcome::refused);
    }

    private final class SayOutcome implements RoomLog.Outcome {
        private final Member member;
        private final @Nullable String id;

        SayOutcome(Member member, @Nullable String id) {
            this.member = member;
            this.id = id;
        }

        @Override
        public void repeated(long seq, long timeMillis) {
            behindBatch(() -> reply(member, new ServerFrame.Ack(id, name.value(), seq, timeMillis)));
        }

        @Override
        public void refused(Rejected why) {
            refuse(member, id, why);
        }
    }

    /** A message has its place: it is encoded, once for everybody, and waits for the end of the turn. */
    @Override
    public void appended(Message message) {
        ByteBuf batch = open;
        if (batch == null) {
            batch = open = ByteBufAllocator.DEFAULT.directBuffer(1024);
            openSince = home.nanos();
        }
        home.writer().message(batch, name.value(), message);
        openSeq = message.seq();
        hub.metrics().messageAppended();
        if (hub.isListenedTo()) {
            hub.tell(listener -> listener.said(name, message));
        }
        if (batch.readableBytes() >= BATCH_BYTES) {
            cut();
        } else {
            armCut();
        }
    }

    @Override
    public void factChanged(String key, @Nullable String value) {}

    @Override
    public void signalled(Signal signal) {}

    private void armCut() {
        if (!cutArmed) {
            cutArmed = true;
            home.loop().execute(cut);
        }
    }

    /** Closes the open batch and hands it to the lanes. */
    private void cut() {
        cutArmed = false;
        if (messages == null || (open == null && openNotices == null)) {
            return;
        }
        long before = cutSeq;
        if (open != null) {
            cutSeq = openSeq;
        }
        Batch batch = new Batch(before + 1, cutSeq, openSince, open, openNotices);
        open = null;
        openNotices = null;
        Lane own = null;
        for (int i = 0; i < lanes.size(); i++) {
            Lane lane = lanes.get(i).lane;
            if (lane.shard() == home) {
                own = lane;
            } else {
                Batch copy = batch.copy();
                lane.run(() -> lane.deliver(copy));
            }
        }
        if (own != null) {
            own.deliver(batch);
        } else {
            batch.release();
        }
        if (!answers.isEmpty()) {
            List<Runnable> due = List.copyOf(answers);
            answers.clear();
            due.forEach(Runnable::run);
        }
    }

    /** Answers at once, or behind the open batch when there is one: who has been told of a message can read it. */
    private void behindBatch(Runnable answer) {
        if (open == null) {
            answer.run();
        } else {
            answers.add(answer);
        }
    }

    // ---- coming and going

    /**
     * A connection joins, or joins again.
     *
     * @param user null for a listener without a name
     */
    void join(Member member, @Nullable User user, ClientFrame.Join request) {
        boolean comes = member.room == null;
        if (comes) {
            Rejected why = member.refused;
            if (why == null && readers >= hub.limits().roomMembers() && !isGhostOf(user)) {
                why = new Rejected(ErrorCode.ROOM_FULL, "The room is full. Try another one, or come back later.");
            }
            if (why != null) {
                refuseJoin(member, request.id(), why);
                return;
            }
            member.room = this;
            readers++;
            laneOf(member).readers++;
        }
        withLog(
                opened -> {
                    if (member.room == this) {
                        if (comes && user != null) {
                            enter(member, user);
                        }
                        behindBatch(() -> answer(member, request, opened));
                    }
                },
                why -> {
                    if (member.room == this) {
                        release(member);
                    }
                    refuseJoin(member, request.id(), why);
                });
    }

    /** Returns whether this user is in the room already and would only take its own place over. */
    private boolean isGhostOf(@Nullable User user) {
        return user != null && roster.get(user.id()) != null;
    }

    /** A listener of the simple dialect has got its name. */
    void introduce(Member member, User user) {
        withLog(
                opened -> {
                    if (member.room == this) {
                        enter(member, user);
                    }
                },
                why -> {});
    }

    private void enter(Member member, User user) {
        Roster.Occupant occupant = roster.get(user.id());
        if (occupant == null) {
            roster.add(user, member);
            presence.joined(user);
            hub.tell(listener -> listener.joined(name, user));
        } else {
            Member ghost = occupant.member;
            if (ghost != null && ghost.connection.entry > member.connection.entry) {
                release(member); // it was overtaken by the connection that took its session over
                return;
            }
            occupant.member = member;
            if (ghost != null && ghost != member) {
                release(ghost);
            }
            rename(occupant, user);
        }
        tellPresence();
    }

    private void answer(Member member, ClientFrame.Join request, RoomLog opened) {
        if (member.room != this) {
            return; // it has left in the same turn
        }
        Lane lane = laneOf(member).lane;
        if (member.messagesOnly) {
            long upTo = cutSeq;
            lane.run(() -> lane.admit(member, null, upTo, true));
            return;
        }
        String epoch = opened.head().epoch();
        long oldest = opened.first();
        long since = request.since();
        boolean resumes = request.resumes() && epoch.equals(request.epoch()) && since >= oldest - 1 && since <= cutSeq;
        long recent = request.limit() < 0 ? DEFAULT_RECENT : request.limit();
        long after = resumes ? since : Math.max(oldest - 1, cutSeq - recent);
        Consumer<List<Message>> then = page -> {
            long from = page.isEmpty() ? cutSeq + 1 : page.get(0).seq();
            long upTo = page.isEmpty() ? cutSeq : page.get(page.size() - 1).seq();
            boolean atHead = upTo >= cutSeq;
            // The oldest messages may have gone while the log was read.
            ServerFrame.How how = !request.resumes()
                    ? ServerFrame.How.FRESH
                    : resumes && from == since + 1 ? ServerFrame.How.RESUMED : ServerFrame.How.GAP;
            hub.metrics().joined(how.name().toLowerCase(Locale.ROOT));
            ServerFrame.Joined joined = new ServerFrame.Joined(
                    request.id(),
                    name.value(),
                    epoch,
                    cutSeq,
                    opened.first(),
                    how,
                    page,
                    roster.count() <= NAMED_MEMBERS ? roster.users(NAMED_MEMBERS) : null,
                    roster.count());
            lane.run(() -> lane.admit(member, joined, upTo, atHead));
        };
        read(opened, after, MAX_PAGE, PAGE_BYTES, then, () -> fail(member));
    }

    /** The log cannot be read for this member: it is sent away to come back, for nothing may be left out in silence. */
    private static void fail(Member member) {
        Connection connection = member.connection;
        connection.shard().run(() -> connection.end(CloseReason.INTERNAL));
    }

    /** A member leaves by its own wish, or because it is made to. {@code answer} is sent behind all that it was given. */
    void leave(Member member, User user, ServerFrame.@Nullable Left answer) {
        withLog(opened -> leaveNow(member, user, answer), why -> leaveNow(member, user, answer));
    }

    private void leaveNow(Member member, User user, ServerFrame.@Nullable Left answer) {
        if (member.room != this) {
            return;
        }
        cut(); // what it said just now is still its own to see
        Roster.Occupant occupant = roster.get(user.id());
        if (occupant != null && occupant.member == member) {
            depart(occupant);
        }
        Lane lane = letGo(member);
        lane.run(() -> lane.leave(member));
        if (answer != null) {
            reply(member, answer);
        }
        forgetIfSpent();
    }

    /** A member's connection is closed: the session stays for a while as a ghost, so that it can come back unnoticed. */
    void dropped(Member member, @Nullable User user) {
        if (member.room != this) {
            return;
        }
        Roster.Occupant occupant = user == null ? null : roster.get(user.id());
        if (occupant != null && occupant.member == member) {
            occupant.member = null;
            int drop = ++occupant.drops;
            home.loop()
                    .schedule(
                            () -> {
                                if (occupant.member == null && occupant.drops == drop) {
                                    depart(occupant);
                                    forgetIfSpent();
                                }
                            },
                            Nanos.of(hub.limits().grace()),
                            TimeUnit.NANOSECONDS);
        }
        release(member);
        forgetIfSpent();
    }

    private void depart(Roster.Occupant occupant) {
        User user = occupant.user;
        roster.remove(user.id());
        presence.left(user);
        tellPresence();
        hub.tell(listener -> listener.left(name, user));
    }

    private void release(Member member) {
        Lane lane = letGo(member);
        lane.run(() -> lane.detach(member));
    }

    private Lane letGo(Member member) {
        member.room = null;
        readers--;
        LaneRef ref = laneOf(member);
        if (--ref.readers == 0) {
            lanes.remove(ref);
        }
        return ref.lane;
    }

    /** A member has a new name. */
    void renamed(User user) {
        Roster.Occupant occupant = roster.get(user.id());
        if (occupant != null) {
            rename(occupant, user);
            tellPresence();
        }
    }

    private void rename(Roster.Occupant occupant, User user) {
        if (!occupant.user.equals(user)) {
            occupant.user = user;
            presence.renamed(user);
        }
    }

    private LaneRef laneOf(Member member) {
        Shard shard = member.connection.shard();
        for (int i = 0; i < lanes.size(); i++) {
            if (lanes.get(i).lane.shard() == shard) {
                return lanes.get(i);
            }
        }
        LaneRef ref = new LaneRef(new Lane(this, shard));
        lanes.add(ref);
        return ref;
    }

    // ---- reading

    /** Reads the log on for a reader that fell behind. */
    void catchUp(Member member, long given, boolean missedNews) {
        RoomLog opened = messages;
        if (member.room != this || opened == null) {
            return;
        }
        Lane lane = laneOf(member).lane;
        Consumer<List<Message>> then = page -> {
            long from = page.isEmpty() ? cutSeq + 1 : page.get(0).seq();
            long upTo = page.isEmpty() ? cutSeq : page.get(page.size() - 1).seq();
            boolean atHead = upTo >= cutSeq;
            long gapFrom = from > given + 1 ? given + 1 : 0;
            boolean tell = atHead && missedNews && !member.messagesOnly && roster.count() <= NAMED_MEMBERS;
            ServerFrame.Members present = tell
                    ? new ServerFrame.Members(null, name.value(), roster.users(NAMED_MEMBERS), roster.count())
                    : null;
            lane.run(() -> lane.caughtUp(member, given, gapFrom, from - 1, page, upTo, atHead, present));
        };
        read(opened, given, Lane.CATCH_UP_MESSAGES, CATCH_UP_BYTES, then, () -> fail(member));
    }

    /** Reads what has been handed to the lanes, as much as fits the limits but at least one message. */
    private void read(
            RoomLog opened, long after, int limit, int bytes, Consumer<List<Message>> then, Runnable otherwise) {
        long most = Math.min(limit, cutSeq - after);
        if (most <= 0) {
            then.accept(List.of());
            return;
        }
        opened.read(after, (int) most).whenComplete((page, failure) -> {
            if (failure != null) {
                hub.complaints().error(log, "the log of a room could not be read", failure);
                otherwise.run();
            } else {
                then.accept(page.subList(0, fitting(page, bytes)));
            }
        });
    }

    private int fitting(List<Message> page, int bytes) {
        int room = bytes;
        for (int i = 0; i < page.size(); i++) {
            if (page.get(i).seq() > cutSeq) {
                return i; // older ones have gone meanwhile, so that the page reaches into the open batch
            }
            room -= FrameWriter.sizeOf(name.value(), page.get(i));
            if (room < 0) {
                return Math.max(1, i);
            }
        }
        return page.size();
    }

    /** Answers with a page of history. */
    void history(Member member, ClientFrame.History request) {
        withLog(
                opened -> behindBatch(() -> history(member, request, opened)),
                why -> refuse(member, request.id(), why));
    }

    private void history(Member member, ClientFrame.History request, RoomLog opened) {
        if (member.room != this) {
            refuse(member, request.id(), notJoined());
            return;
        }
        int limit = request.limit() < 0 ? DEFAULT_RECENT : Math.min(request.limit(), MAX_PAGE);
        long first = opened.first();
        boolean forward = request.after() >= 0;
        long before = request.before() < 0 ? cutSeq + 1 : Math.min(request.before(), cutSeq + 1);
        long after = forward ? Math.max(request.after(), first - 1) : Math.max(first - 1, before - 1 - limit);
        long count = forward ? limit : before - 1 - after;
        Consumer<List<Message>> then = page -> {
            List<Message> fit = forward ? page.subList(0, fitting(page, PAGE_BYTES)) : newest(page);
            boolean more;
            if (forward) {
                more = (fit.isEmpty() ? after : fit.get(fit.size() - 1).seq()) < cutSeq;
            } else {
                more = (fit.isEmpty() ? before : fit.get(0).seq()) > first;
            }
            reply(member, new ServerFrame.History(request.id(), name.value(), fit, more));
        };
        int most = (int) Math.max(0, Math.min(limit, count));
        read(opened, after, most, Integer.MAX_VALUE, then, () -> refuse(member, request.id(), unreadable()));
    }

    private List<Message> newest(List<Message> page) {
        int from = page.size();
        for (int room = PAGE_BYTES; from > 0; from--) {
            room -= FrameWriter.sizeOf(name.value(), page.get(from - 1));
            if (room < 0 && from < page.size()) {
                break;
            }
        }
        return page.subList(from, page.size());
    }

    /** Answers with who is here. */
    void members(Member member, ClientFrame.Members request) {
        withLog(opened -> membersNow(member, request), why -> membersNow(member, request));
    }

    private void membersNow(Member member, ClientFrame.Members request) {
        if (member.room != this) {
            refuse(member, request.id(), notJoined());
            return;
        }
        reply(
                member,
                new ServerFrame.Members(request.id(), name.value(), roster.users(LISTED_MEMBERS), roster.count()));
    }

    // ---- presence and typing

    /** Tells who came and went, at most once a second. */
    private void tellPresence() {
        long wait = presenceTold + NEWS_NANOS - home.nanos();
        if (wait <= 0) {
            writePresence();
        } else if (!presenceArmed) {
            presenceArmed = true;
            home.loop().schedule(this::writePresence, wait, TimeUnit.NANOSECONDS);
        }
    }

    private void writePresence() {
        presenceArmed = false;
        if (presence.isEmpty()) {
            return;
        }
        presenceTold = home.nanos();
        boolean named = roster.count() <= NAMED_MEMBERS;
        home.writer()
                .presence(
                        notices(),
                        name.value(),
                        named ? presence.whoJoined() : null,
                        named ? presence.whoLeft() : null,
                        named ? presence.whoIsRenamed() : null,
                        roster.count());
        presence.clear();
        armCut();
    }

    /** A member is typing. Large rooms are not told. */
    void typing(Member member, User user) {
        if (member.room != this || messages == null || roster.count() > TYPING_MEMBERS) {
            return;
        }
        typists.typing(user, home.nanos());
        long wait = typingTold + NEWS_NANOS - home.nanos();
        if (wait <= 0) {
            writeTyping();
        } else if (!typingArmed) {
            typingArmed = true;
            home.loop().schedule(this::writeTyping, wait, TimeUnit.NANOSECONDS);
        }
    }

    private void writeTyping() {
        typingArmed = false;
        if (roster.count() > TYPING_MEMBERS) {
            typists.told(); // the room has grown meanwhile
        } else if (!typists.isEmpty()) {
            typingTold = home.nanos();
            home.writer().typing(notices(), name.value(), typists.news());
            typists.told();
            armCut();
        }
    }

    private ByteBuf notices() {
        ByteBuf notices = openNotices;
        if (notices == null) {
            notices = openNotices = ByteBufAllocator.DEFAULT.directBuffer(512);
        }
        return notices;
    }

    // ---- answers and the end

    private static void reply(Member member, ServerFrame frame) {
        member.connection.shard().run(() -> member.connection.send(frame));
    }

    private void refuse(Member member, @Nullable String id, Rejected why) {
        member.connection.shard().run(() -> member.connection.refuse(id, member.roomName, why));
    }

    private void refuseJoin(Member member, @Nullable String id, Rejected why) {
        member.refused = why;
        member.connection.shard().run(() -> member.connection.joinRefused(member, id, why));
    }

    private static Rejected notJoined() {
        return new Rejected(ErrorCode.NOT_JOINED, "You are not in this room. Join it first.");
    }

    /** Forgets the room when nobody is in it and nothing is kept of it. */
    void forgetIfSpent() {
        if (readers == 0 && roster.isEmpty() && messages != null && !closed && messages.isSpent()) {
            home.forget(this);
        }
    }

    /** Releases what the room holds; nothing is called afterwards. */
    void close() {
        closed = true;
        releaseOpen();
        if (openNotices != null) {
            openNotices.release();
            openNotices = null;
        }
        if (messages != null) {
            messages.close();
        }
    }

    private void releaseOpen() {
        if (open != null) {
            open.release();
            open = null;
        }
    }
}
