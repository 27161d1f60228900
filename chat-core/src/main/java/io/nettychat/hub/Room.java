package io.nettychat.hub;

import io.nettychat.model.Draft;
import io.nettychat.model.Message;
import io.nettychat.model.Rejected;
import io.nettychat.model.RoomInfo;
import io.nettychat.model.RoomName;
import io.nettychat.model.User;
import io.nettychat.protocol.ClientFrame;
import io.nettychat.protocol.ServerFrame;
import io.nettychat.spi.RoomLog;
import io.nettychat.spi.Signal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A room: a log, and readers that are positions in it. Owned by its home loop, on which every message gets its number
 * ({@link #say} → {@link RoomLog#append} → {@link #appended}), so that all readers see one order without a lock.
 *
 * <p>Its parts, all of the same loop: {@link OpenLog} the log, {@link Broadcast} the way of a message to the readers,
 * {@link Reading} what one of them is sent of the log, {@link Membership} who comes and goes, {@link Presence} who is here,
 * {@link Moderation} who may do what.
 */
final class Room implements RoomLog.Tail {
    private final RoomName name;
    private final Hub hub;
    private final Shard home;
    private final OpenLog messages;
    private final Broadcast broadcast;
    private final Presence presence;
    private final Moderation moderation;
    private final Reading reading;
    private final Membership membership;

    /** How many things have been asked for, by the host or by saying something, that are not done yet. */
    private int visits;

    Room(RoomName name, Hub hub, Shard home) {
        this.name = name;
        this.hub = hub;
        this.home = home;
        this.messages = new OpenLog(home);
        this.broadcast = new Broadcast(this, home);
        this.presence = new Presence(this, hub, home, broadcast, this::signal);
        this.moderation = new Moderation(this, hub, messages, presence);
        this.reading = new Reading(this, hub, messages, broadcast);
        this.membership = new Membership(this, hub, messages, broadcast);
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

    /** Says something for a member. A repeat is answered with an {@code ack}. It is said even when the member goes now. */
    void say(Member member, User sender, String text, @Nullable String id) {
        if (member.room != this) {
            member.refuse(id, Member.notJoined());
            return;
        }
        SayOutcome outcome = new SayOutcome(member, id);
        if (messages.get() != null) {
            say(sender, text, outcome, moderation.whyNotSpeak(sender));
        } else { // who is banned or muted here is not known yet
            messages.with(opened -> say(sender, text, outcome, moderation.whyNotInOrSpeak(sender)), outcome::refused);
        }
    }

    private void say(User sender, String text, SayOutcome outcome, @Nullable Rejected whyNot) {
        if (whyNot == null) {
            say(sender, new Draft(text, outcome.id), outcome);
        } else {
            outcome.refused(whyNot);
        }
    }

    /** Says something for a sender that need not be a member. */
    void say(User sender, Draft draft, GuardedOutcome outcome) {
        RoomLog opened = messages.get();
        if (opened != null) {
            opened.append(sender, draft, outcome);
        } else {
            messages.with(log -> log.append(sender, draft, outcome), outcome::refused);
        }
    }

    /** What becomes of what a member says. The room stays until that is known, be the member the last one and gone. */
    private final class SayOutcome extends GuardedOutcome {
        private final Member member;
        private final @Nullable String id;

        SayOutcome(Member member, @Nullable String id) {
            super(home);
            this.member = member;
            this.id = id;
            visit();
        }

        @Override
        void nowPlaced(Message message) {
            visited();
        }

        @Override
        void nowRepeated(long seq, long timeMillis) {
            visited();
            broadcast.behindBatch(() -> member.reply(new ServerFrame.Ack(id, name.value(), seq, timeMillis)));
        }

        @Override
        void nowRefused(Rejected why) {
            visited();
            member.refuse(id, why);
        }
    }

    /** A message has its place and goes to everybody. */
    @Override
    public void appended(Message message) {
        if (messages.isClosed()) {
            return; // a log may say a last word; who comes in again reads it
        }
        broadcast.append(message);
        hub.metrics().messageAppended();
        if (hub.isListenedTo()) {
            if (message.isDeletion()) {
                hub.tell("deleted", name, listener -> listener.deleted(name, message));
            } else {
                hub.tell("said", name, listener -> listener.said(name, message));
            }
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

    // ---- what members ask for

    /** A member is typing. */
    void typing(Member member, User user) {
        if (member.room == this && messages.get() != null && moderation.whyNotSpeak(user) == null) {
            presence.typing(user);
        }
    }

    /**
     * Answers with who is here.
     *
     * @param answered is run behind the answer, whatever it is
     */
    void members(Member member, ClientFrame.Members request, Runnable answered) {
        Runnable answer = () -> {
            membersNow(member, request);
            answered.run();
        };
        messages.with(opened -> answer.run(), why -> answer.run());
    }

    private void membersNow(Member member, ClientFrame.Members request) {
        if (member.room == this) {
            member.reply(members(request.id(), presence.listed()));
        } else {
            member.refuse(request.id(), Member.notJoined());
        }
    }

    /** Returns a frame with these users, and what they may do. */
    ServerFrame.Members members(@Nullable String id, List<User> users) {
        return new ServerFrame.Members(id, name.value(), users, moderation.roles(), presence.count());
    }

    /** A client wants to moderate. */
    void moderate(Member member, User actor, ClientFrame.Moderate request) {
        if (member.room == this) {
            messages.with(
                    opened -> moderation.moderate(member, actor, request), why -> member.refuse(request.id(), why));
        } else {
            member.refuse(request.id(), Member.notJoined());
        }
    }

    /** A reader that fell behind, or has joined, wants the log from where it is. */
    void catchUp(Member member, long given, boolean missedNews) {
        reading.catchUp(member, given, missedNews);
    }

    // ---- its parts

    OpenLog messages() {
        return messages;
    }

    Reading reading() {
        return reading;
    }

    Membership membership() {
        return membership;
    }

    Presence presence() {
        return presence;
    }

    Moderation moderation() {
        return moderation;
    }

    /** Runs an answer when everybody has been handed what has its place by now. */
    void behindBatch(Runnable answer) {
        broadcast.behindBatch(answer);
    }

    RoomInfo info() {
        return new RoomInfo(
                name,
                presence.count(),
                broadcast.readers(),
                broadcast.cutSeq(),
                moderation.facts().isClosed());
    }

    /** Something is asked for: the room stays until that is done. */
    void visit() {
        visits++;
    }

    void visited() {
        visits--;
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
