package io.nettychat.hub;

import io.nettychat.model.CloseReason;
import io.nettychat.model.Draft;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Message;
import io.nettychat.model.Page;
import io.nettychat.model.Position;
import io.nettychat.model.Rejected;
import io.nettychat.model.Role;
import io.nettychat.model.RoomInfo;
import io.nettychat.model.RoomName;
import io.nettychat.model.User;
import io.nettychat.protocol.ClientFrame;
import io.nettychat.protocol.ServerFrame;
import io.nettychat.spi.RoomLog;
import io.nettychat.spi.Signal;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A room: a log, and readers that are positions in it. Owned by its home loop, on which every message gets its number
 * ({@link #say} → {@link RoomLog#append} → {@link #appended}), so that all readers see one order without a lock.
 *
 * <p>Its parts, all of the same loop: {@link OpenLog} the log, {@link Broadcast} the way of a message to the readers,
 * {@link Pages} what is read of the log for one of them, {@link Presence} who is here, {@link Moderation} who may do what.
 */
final class Room implements RoomLog.Tail {
    private final RoomName name;
    private final Hub hub;
    private final Shard home;
    private final OpenLog messages;
    private final Broadcast broadcast;
    private final Pages pages;
    private final Presence presence;
    private final Moderation moderation;

    /** How many things the host has asked for that are not done yet. */
    private int visits;

    Room(RoomName name, Hub hub, Shard home) {
        this.name = name;
        this.hub = hub;
        this.home = home;
        this.messages = new OpenLog(hub, home);
        this.broadcast = new Broadcast(this, home);
        this.pages = new Pages(name.value(), hub, broadcast);
        this.presence = new Presence(this, hub, home, broadcast, this::signal);
        this.moderation = new Moderation(this, hub, messages, presence);
    }

    /** Opens the log. What is asked meanwhile is done in order when it is open. */
    void openLog() {
        messages.open(name, this, this::begin, () -> home.forget(this));
    }

    private void begin(RoomLog opened) {
        broadcast.begin(opened.head().seq());
        presence.begin();
    }

    RoomName name() {
        return name;
    }

    Shard home() {
        return home;
    }

    // ---- saying

    /** Says something for a member. A repeat is answered with an {@code ack}. */
    void say(Member member, User sender, String text, @Nullable String id) {
        if (member.room != this) {
            refuse(member, id, notJoined());
            return;
        }
        Rejected muted = moderation.whyNotSpeak(sender);
        if (muted != null) {
            refuse(member, id, muted);
            return;
        }
        say(sender, new Draft(text, id), new SayOutcome(member, id));
    }

    /** Says something for a sender that need not be a member. */
    void say(User sender, Draft draft, RoomLog.Outcome outcome) {
        RoomLog opened = messages.get();
        if (opened != null) {
            opened.append(sender, draft, outcome);
        } else {
            messages.with(log -> log.append(sender, draft, outcome), outcome::refused);
        }
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
            broadcast.behindBatch(() -> reply(member, new ServerFrame.Ack(id, name.value(), seq, timeMillis)));
        }

        @Override
        public void refused(Rejected why) {
            refuse(member, id, why);
        }
    }

    /** A message has its place and goes to everybody. */
    @Override
    public void appended(Message message) {
        broadcast.append(message);
        hub.metrics().messageAppended();
        if (hub.isListenedTo()) {
            hub.tell(listener -> {
                if (message.isDeletion()) {
                    listener.deleted(name, message);
                } else {
                    listener.said(name, message);
                }
            });
        }
    }

    @Override
    public void factChanged(String key, @Nullable String value) {
        moderation.factChanged(key, value);
    }

    /** The log began anew, or has moved past this node. */
    @Override
    public void interrupted() {
        RoomLog opened = messages.get();
        if (opened != null) {
            broadcast.interrupted(opened.head().seq());
        }
    }

    // ---- other nodes

    private void signal(Signal signal) {
        RoomLog opened = messages.get();
        if (opened != null) {
            opened.signal(signal);
        }
    }

    @Override
    public void signalled(Signal signal) {
        presence.signalled(signal);
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
            if (why == null && broadcast.readers() >= hub.limits().roomMembers() && !isGhostOf(user)) {
                why = new Rejected(ErrorCode.ROOM_FULL, "The room is full. Try another one, or come back later.");
            }
            if (why != null) {
                refuseJoin(member, request.id(), why);
                return;
            }
            member.room = this;
            broadcast.enter(member);
        }
        messages.with(
                opened -> {
                    if (member.room != this) {
                        return;
                    }
                    Rejected why = comes ? moderation.whyNotIn(user) : null;
                    if (why != null) {
                        release(member);
                        refuseJoin(member, request.id(), why);
                        forgetIfSpent();
                        return;
                    }
                    if (comes && user != null) {
                        enter(member, user);
                    }
                    // What is said from here on is news to it, and no part of the past that it asks for.
                    long past = opened.head().seq();
                    reach(opened, request, member, () -> answer(member, user, request, opened, past));
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
        return user != null && presence.holds(user.id());
    }

    /** A listener of the simple dialect has got its name. */
    void introduce(Member member, User user) {
        messages.with(
                opened -> {
                    if (member.room == this) {
                        Rejected why = moderation.whyNotIn(user);
                        if (why == null) {
                            enter(member, user);
                        } else {
                            release(member);
                            end(member, why.reason());
                        }
                    }
                },
                why -> {});
    }

    private void enter(Member member, User user) {
        moderation.entered(user.id(), member.standing);
        Member givesWay = presence.enter(member, user);
        if (givesWay != null) {
            release(givesWay);
        }
    }

    /** Answers behind the open batch; before that the log is brought up to where the client has been on another node. */
    private void reach(RoomLog opened, ClientFrame.Join request, Member member, Runnable answer) {
        boolean ahead = request.resumes()
                && request.since() > opened.head().seq()
                && opened.head().epoch().equals(request.epoch());
        if (!ahead) {
            broadcast.behindBatch(answer);
            return;
        }
        opened.reach(request.since()).whenComplete((reached, failure) -> {
            if (failure == null) {
                broadcast.behindBatch(answer);
            } else {
                fail(member);
            }
        });
    }

    private void answer(Member member, @Nullable User user, ClientFrame.Join request, RoomLog opened, long past) {
        if (member.room != this) {
            return; // it has left in the same turn
        }
        Lane lane = broadcast.laneOf(member);
        long head = broadcast.cutSeq();
        if (member.messagesOnly) {
            lane.run(() -> lane.admit(member, null, head, true));
            return;
        }
        String epoch = opened.head().epoch();
        long oldest = opened.first();
        long since = request.since();
        boolean resumes = request.resumes() && epoch.equals(request.epoch()) && since >= oldest - 1 && since <= head;
        long recent = request.limit() < 0 ? Pages.DEFAULT_RECENT : request.limit();
        long after = resumes ? since : Math.max(oldest - 1, Math.min(past, head) - recent);
        Consumer<List<Message>> then = page -> {
            long cutSeq = broadcast.cutSeq();
            long from = page.isEmpty() ? cutSeq + 1 : page.get(0).seq();
            long upTo = page.isEmpty() ? cutSeq : page.get(page.size() - 1).seq();
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
                    user == null ? Role.MEMBER : moderation.roleOf(user.id()),
                    presence.named(),
                    moderation.roles(),
                    presence.count());
            lane.run(() -> lane.admit(member, joined, upTo, upTo >= cutSeq));
        };
        pages.following(opened, after, then, () -> fail(member));
    }

    /** The log cannot be read for this member: it is sent away to come back, for nothing may be left out in silence. */
    private static void fail(Member member) {
        Connection connection = member.connection;
        connection.shard().run(() -> connection.end(CloseReason.INTERNAL));
    }

    /** A member leaves by its own wish, or because it is made to. {@code answer} is sent behind all that it was given. */
    void leave(Member member, User user, ServerFrame.@Nullable Left answer) {
        messages.with(opened -> leaveNow(member, user, answer), why -> leaveNow(member, user, answer));
    }

    private void leaveNow(Member member, User user, ServerFrame.@Nullable Left answer) {
        if (member.room != this) {
            return;
        }
        broadcast.cut(); // what it said just now is still its own to see
        presence.leave(member, user);
        Lane lane = letGo(member);
        lane.run(() -> lane.leave(member));
        if (answer != null) {
            reply(member, answer);
        }
        forgetIfSpent();
    }

    /** A member's connection is closed. */
    void dropped(Member member, @Nullable User user) {
        if (member.room != this) {
            return;
        }
        if (user != null) {
            presence.drop(member, user, this::forgetIfSpent);
        }
        release(member);
        forgetIfSpent();
    }

    private void release(Member member) {
        Lane lane = letGo(member);
        lane.run(() -> lane.detach(member));
    }

    private Lane letGo(Member member) {
        member.room = null;
        return broadcast.leave(member);
    }

    /** A member has a new name. */
    void renamed(User user) {
        presence.rename(user);
    }

    /** A member is typing. */
    void typing(Member member, User user) {
        if (member.room == this && messages.get() != null && moderation.whyNotSpeak(user) == null) {
            presence.typing(user);
        }
    }

    // ---- reading

    /** Reads the log on for a reader that fell behind. */
    void catchUp(Member member, long given, boolean missedNews) {
        RoomLog opened = messages.get();
        if (member.room != this || opened == null) {
            return;
        }
        Lane lane = broadcast.laneOf(member);
        Consumer<List<Message>> then = page -> {
            long cutSeq = broadcast.cutSeq();
            long from = page.isEmpty() ? cutSeq + 1 : page.get(0).seq();
            long upTo = page.isEmpty() ? cutSeq : page.get(page.size() - 1).seq();
            boolean atHead = upTo >= cutSeq;
            long gapFrom = from > given + 1 ? given + 1 : 0;
            List<User> here = atHead && missedNews && !member.messagesOnly ? presence.named() : null;
            ServerFrame.Members present = here == null ? null : members(null, here);
            lane.run(() -> lane.caughtUp(member, given, gapFrom, from - 1, page, upTo, atHead, present));
        };
        pages.catchUp(opened, given, then, () -> fail(member));
    }

    /** Answers with a page of history. */
    void history(Member member, ClientFrame.History request) {
        messages.with(
                opened -> broadcast.behindBatch(() -> history(member, request, opened)),
                why -> refuse(member, request.id(), why));
    }

    private void history(Member member, ClientFrame.History request, RoomLog opened) {
        if (member.room != this) {
            refuse(member, request.id(), notJoined());
            return;
        }
        pages.history(
                opened,
                request,
                (page, more) -> reply(member, new ServerFrame.History(request.id(), name.value(), page, more)),
                () -> refuse(member, request.id(), OpenLog.unreadable()));
    }

    /** Answers with who is here. */
    void members(Member member, ClientFrame.Members request) {
        messages.with(opened -> membersNow(member, request), why -> membersNow(member, request));
    }

    private void membersNow(Member member, ClientFrame.Members request) {
        if (member.room != this) {
            refuse(member, request.id(), notJoined());
            return;
        }
        reply(member, members(request.id(), presence.listed()));
    }

    private ServerFrame.Members members(@Nullable String id, List<User> users) {
        return new ServerFrame.Members(id, name.value(), users, moderation.roles(), presence.count());
    }

    // ---- moderation and the host

    Moderation moderation() {
        return moderation;
    }

    Presence presence() {
        return presence;
    }

    OpenLog messages() {
        return messages;
    }

    /** A client wants to moderate. */
    void moderate(Member member, User actor, ClientFrame.Moderate request) {
        if (member.room == this) {
            moderation.moderate(member, actor, request);
        } else {
            refuse(member, request.id(), notJoined());
        }
    }

    /** Runs an answer when everybody has been handed what has its place by now. */
    void behindBatch(Runnable answer) {
        broadcast.behindBatch(answer);
    }

    /** Ends the connection of a user who is here, and takes its place away at once. */
    void expel(String userId, String reason) {
        Member member = presence.memberOf(userId);
        presence.remove(userId);
        if (member != null) {
            broadcast.cut(); // what came before is still its own to see
            release(member);
            end(member, reason);
        }
        forgetIfSpent();
    }

    private static void end(Member member, String reason) {
        Connection connection = member.connection;
        connection.shard().run(() -> connection.end(CloseReason.KICKED, reason, -1));
    }

    /** The room is closed: everybody leaves, and is told why. */
    void sendEverybodyAway(String reason) {
        for (Shard shard : broadcast.shards()) {
            shard.run(() -> {
                for (Connection connection : shard.connections()) {
                    connection.conversation().sendAway(name.value(), reason);
                }
            });
        }
    }

    /** Reads a page of history for the host. */
    void history(RoomLog opened, ClientFrame.History request, Consumer<Page> then, Runnable otherwise) {
        broadcast.behindBatch(() -> pages.history(
                opened,
                request,
                (page, more) -> then.accept(
                        new Page(page, more, new Position(opened.head().epoch(), broadcast.cutSeq()), opened.first())),
                otherwise));
    }

    RoomInfo info() {
        return new RoomInfo(
                name,
                presence.count(),
                broadcast.readers(),
                broadcast.cutSeq(),
                moderation.facts().isClosed());
    }

    /** The host asks for something: the room stays until that is done. */
    void visit() {
        visits++;
    }

    void visited() {
        visits--;
    }

    // ---- answers and the end

    static void reply(Member member, ServerFrame frame) {
        member.connection.shard().run(() -> member.connection.send(frame));
    }

    void refuse(Member member, @Nullable String id, Rejected why) {
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
        if (broadcast.readers() == 0 && presence.isEmpty() && visits == 0 && messages.isSpent()) {
            home.forget(this);
        }
    }

    /** Looks now and then for what has run out. */
    void sweep() {
        moderation.sweep();
        forgetIfSpent();
    }

    /** Releases what the room holds; nothing is called afterwards. */
    void close() {
        broadcast.close();
        messages.close();
    }
}
