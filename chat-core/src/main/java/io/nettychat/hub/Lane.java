package io.nettychat.hub;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.nettychat.model.CloseReason;
import io.nettychat.model.Message;
import io.nettychat.model.RoomName;
import io.nettychat.model.User;
import io.nettychat.protocol.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The part of a room that lives on one loop: it writes what the home loop hands it to the members on that loop. Owned by
 * that loop; the home loop reaches it through {@link #run} only, so that everything arrives in order.
 *
 * <pre>
 *   home: batch ──▶ current ──sweep──▶ one write and one flush a live member
 *                     │  (a sweep is under way: what comes meanwhile is joined up in "next")
 *   a member whose socket takes no more:   LIVE ──▶ ASIDE      remembers the last seq it was given, nothing else
 *   its socket takes data again:           ASIDE ──▶ CATCHING_UP ──▶ … the log from there, chunk by chunk … ──▶ LIVE
 * </pre>
 *
 * <p><b>Who owns the bytes.</b> A batch is held by this lane until its sweep is over, and each write holds it once more
 * until the socket has taken it. All members share one view of it: a socket that takes the whole view at once gives it
 * back as it was (most often because {@link Wire#send} gave it to the kernel at once). One that does not keeps the view for itself, because it will move the view's reader index, and the
 * others go on with a new one. Nothing is allocated per member but for those.
 */
final class Lane {
    /** After so many members other work of the loop gets its turn: about 2 ms of sends. Half of it cost a tenth more CPU. */
    static final int CHUNK = 512;

    /**
     * After a sweep this part of its time is left to those who answer it, before the next one begins. Without it the
     * answers to one sweep come while the next is under way, and two half batches chase each other for ever; with it
     * 1,000 members cost 0.148 µs of CPU a delivery instead of 0.263, hear 5.4 million messages a second instead of 3.7
     * million, and wait less for each ({@code benchmarks/compare --loads crowd-4}). 32 members with much to say cost
     * 0.166 µs instead of 0.177 ({@code --loads all-64}); half of the time would save them more, and costs the crowd more.
     */
    private static final int REST = 4;

    /** A shorter rest saves less than what its timer costs. */
    private static final long SHORTEST_REST_NANOS = TimeUnit.MICROSECONDS.toNanos(5);

    /** What holds a loop up for seconds, such as a process that was stopped, is no sweep to rest from. */
    private static final long LONGEST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** No more than this is read from the log for one reader at once. */
    static final int CATCH_UP_MESSAGES = 256;

    private final Room room;
    private final Shard shard;
    private final LaneGroup group;

    /** The batch that a sweep is writing, null between sweeps. */
    private @Nullable Batch current;

    private long sweepBegan;

    /** No sweep begins before: see {@link #REST}. */
    private long restUntil;

    /** The view of {@link #current} that the members share. */
    private @Nullable ByteBuf view;

    /** What came while a sweep was under way. */
    private @Nullable Batch next;

    /** Members admitted while a sweep was under way, in order. */
    private final List<Arrival> arrivals = new ArrayList<>(0);

    /** A member and how much of {@link #next} it knows already: so many bytes of messages and of notices. */
    private record Arrival(Member member, int messages, int notices) {}

    /** The last seq of the last batch whose sweep is over. */
    private long lastSeq;

    /** How many batches with presence or typing there have been. */
    private int newsTold;

    /** The member that is being written to by a sweep: its writability is looked at when the flush is done. */
    private @Nullable Member writing;

    Lane(Room room, Shard shard) {
        this.room = room;
        this.shard = shard;
        this.restUntil = shard.nanos();
        this.group = new LaneGroup(room.name().value(), shard.loop());
    }

    Shard shard() {
        return shard;
    }

    RoomName roomName() {
        return room.name();
    }

    /** Runs something on this lane's loop, behind all that was given before. */
    void run(Runnable task) {
        shard.run(task);
    }

    // ---- broadcast

    /** Writes a batch to every live member. Takes over the batch. */
    void deliver(Batch batch) {
        if (current != null || next != null) {
            next = next == null ? batch : join(next, batch);
            return;
        }
        long rest = restUntil - shard.nanos();
        if (rest > SHORTEST_REST_NANOS) {
            next = batch;
            shard.loop().schedule(this::beginNext, rest, TimeUnit.NANOSECONDS);
            return;
        }
        begin(batch);
        sweep();
    }

    /**
     * A member says something: it is written to among the first. With speakers at the end of each sweep, what they say next
     * comes too late for the batch that follows.
     */
    void speaks(Member member) {
        if (member.state == Member.State.LIVE) {
            group.favor(member);
        }
    }

    private void begin(Batch batch) {
        current = batch;
        sweepBegan = shard.nanos();
        view = batch.messages == null ? null : batch.messages.slice();
        group.beginSweep();
        if (batch.notices != null) {
            newsTold++;
        }
        if (batch.messages != null) {
            shard.hub()
                    .metrics()
                    .delivered(
                            group.size(),
                            (int) (batch.lastSeq - batch.firstSeq + 1),
                            batch.messages.readableBytes(),
                            shard.nanos() - batch.appendedNanos);
        }
    }

    private void sweep() {
        Batch batch = current;
        if (batch == null) {
            return;
        }
        for (int budget = CHUNK; group.sweeping(); budget--) {
            if (budget == 0) {
                shard.afterIo(this::sweep);
                return;
            }
            write(group.visitNext(), batch);
        }
        lastSeq = batch.lastSeq;
        current = null;
        view = null;
        batch.release();
        long now = shard.nanos();
        long rest = Math.min((now - sweepBegan) / REST, LONGEST_REST_NANOS);
        restUntil = now + rest;
        if (next != null && rest > SHORTEST_REST_NANOS) {
            shard.loop().schedule(this::beginNext, rest, TimeUnit.NANOSECONDS);
        } else if (next != null) {
            // Not at once: what those have said who were written to last is still in their sockets, and goes along.
            shard.afterIo(this::beginNext);
        }
    }

    private void write(Member member, Batch batch) {
        ByteBuf messages = batch.messages;
        if (messages != null && (batch.notices == null || member.messagesOnly)) {
            int taken = member.wire.send(messages);
            if (taken == messages.readableBytes()) {
                return;
            }
            if (taken >= 0) {
                writeNow(member, messages.retainedSlice(taken, messages.readableBytes() - taken));
                putAsideIfFull(member);
                return;
            }
        }
        writeThroughChannel(member, batch);
        putAsideIfFull(member);
    }

    private void writeThroughChannel(Member member, Batch batch) {
        Channel channel = member.channel;
        writing = member;
        ByteBuf shared = view;
        int holders = 0;
        if (shared != null) {
            holders = shared.refCnt();
            channel.write(shared.retain(), channel.voidPromise());
        }
        if (batch.notices != null && !member.messagesOnly) {
            channel.write(batch.notices.retainedSlice(), channel.voidPromise());
        }
        channel.flush();
        writing = null;
        if (shared != null && (shared.refCnt() != holders || shared.readerIndex() != 0) && batch.messages != null) {
            view = batch.messages.slice(); // the socket keeps the old view
        }
    }

    private void putAsideIfFull(Member member) {
        if (!member.channel.isWritable() && member.state == Member.State.LIVE) {
            putAside(member);
        }
    }

    /** What came during a sweep becomes the current batch; who arrived during it gets what came after its arrival. */
    private void beginNext() {
        Batch batch = next;
        next = null;
        if (batch == null) {
            return;
        }
        begin(batch);
        List<Arrival> arrived = List.copyOf(arrivals);
        arrivals.clear();
        for (Arrival arrival : arrived) {
            Member member = arrival.member;
            member.state = Member.State.LIVE;
            group.admit(member); // on the visited side: this sweep does not come to it
            writeRest(member, batch, arrival.messages, arrival.notices);
            putAsideIfFull(member);
        }
        sweep();
    }

    /** Writes what stands in a batch behind so many bytes of messages and of notices. */
    private void writeRest(Member member, Batch batch, int messages, int notices) {
        if (batch.messages != null && messages < batch.messages.readableBytes()) {
            writeNow(member, batch.messages.retainedSlice(messages, batch.messages.readableBytes() - messages));
        }
        if (batch.notices != null && notices < batch.notices.readableBytes() && !member.messagesOnly) {
            writeNow(member, batch.notices.retainedSlice(notices, batch.notices.readableBytes() - notices));
        }
    }

    /** Writes and flushes; what happens to the member's writability meanwhile is for the caller to look at. */
    private void writeNow(Member member, ByteBuf bytes) {
        writing = member;
        member.channel.write(bytes, member.channel.voidPromise());
        member.channel.flush();
        writing = null;
    }

    private static Batch join(Batch first, Batch second) {
        return new Batch(
                first.firstSeq,
                second.lastSeq,
                first.messages == null ? second.appendedNanos : first.appendedNanos,
                join(first.messages, second.messages),
                join(first.notices, second.notices));
    }

    private static @Nullable ByteBuf join(@Nullable ByteBuf first, @Nullable ByteBuf second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        try {
            return first.writeBytes(second, second.readerIndex(), second.readableBytes());
        } finally {
            second.release();
        }
    }

    // ---- readers that fall behind

    /** The member's channel became writable or stopped being so. */
    void writabilityChanged(Member member) {
        boolean writable = member.channel.isWritable();
        if (!writable && member != writing) {
            if (member.state == Member.State.LIVE) {
                putAside(member);
            } else if (member.state == Member.State.ARRIVING) {
                takeOut(member);
                fallBehind(member);
            }
        } else if (writable && member.state == Member.State.ASIDE) {
            member.state = Member.State.CATCHING_UP;
            askForMore(member);
        }
    }

    private void putAside(Member member) {
        Batch batch = current;
        member.given = batch == null ? lastSeq : group.visited(member) ? batch.lastSeq : batch.firstSeq - 1;
        boolean missesNews = batch != null && batch.notices != null && !group.visited(member);
        group.dismiss(member);
        fallBehind(member);
        if (missesNews) {
            member.newsHeard--;
        }
    }

    private void fallBehind(Member member) {
        member.state = Member.State.ASIDE;
        if (!member.behind && member.channel.isActive()) { // a closed channel takes no data either, but is no reader
            member.behind = true;
            member.newsHeard = newsTold;
            shard.hub().metrics().readerBehind();
            User user = member.connection.conversation().user;
            if (user != null) {
                shard.hub().tell(listener -> listener.slow(room.name(), user));
            }
        }
    }

    private void isBehindNoMore(Member member) {
        if (member.behind) {
            member.behind = false;
            shard.hub().metrics().readerCaughtUp();
        }
    }

    /** Returns how many messages a member has still to be given; 0 for one that is not behind. */
    long lag(Member member) {
        return member.behind ? Math.max(0, lastSeq - member.given) : 0;
    }

    private void askOn(Member member) {
        if (member.state == Member.State.CATCHING_UP) {
            askForMore(member);
        }
    }

    private void askForMore(Member member) {
        long given = member.given;
        boolean missedNews = member.behind && member.newsHeard != newsTold;
        room.home().run(() -> room.catchUp(member, given, missedNews));
    }

    /**
     * A piece of the log for a reader that is catching up.
     *
     * @param given where the piece was asked for; a reader that is no longer there has joined again since
     * @param gapFrom the first seq that is lost to this reader, 0 when none is
     * @param upTo the last seq of the piece
     * @param atHead whether all that the room has handed to this lane is in it: the reader is live from here on
     * @param present who is here, for a reader that missed who came and went; null when there is nothing to tell
     */
    void caughtUp(
            Member member,
            long given,
            long gapFrom,
            long gapTo,
            List<Message> messages,
            long upTo,
            boolean atHead,
            ServerFrame.@Nullable Members present) {
        if (member.state != Member.State.CATCHING_UP || member.given != given) {
            return;
        }
        if (!member.channel.isWritable()) {
            fallBehind(member); // another room was faster; this piece is read again later
            return;
        }
        ByteBufAllocator alloc = member.channel.alloc();
        ByteBuf out = alloc.directBuffer();
        if (gapFrom > 0) {
            shard.hub().metrics().gap(gapTo - gapFrom + 1);
            if (!member.messagesOnly) {
                shard.writer().write(out, new ServerFrame.Gap(room.name().value(), gapFrom, gapTo));
            }
        }
        for (int i = 0; i < messages.size(); i++) {
            shard.writer().message(out, room.name().value(), messages.get(i));
        }
        if (present != null) {
            shard.writer().write(out, present);
        }
        goOn(member, out, upTo, atHead);
    }

    /** The answer to a join; the reader goes on from {@code upTo}. Joining again begins anew in the same way. */
    void admit(Member member, ServerFrame.@Nullable Joined answer, long upTo, boolean atHead) {
        if (member.state == Member.State.GONE) {
            return;
        }
        takeOut(member);
        member.lane = this;
        member.state = Member.State.CATCHING_UP;
        ByteBuf out = member.channel.alloc().directBuffer();
        if (answer != null) {
            shard.writer().write(out, answer);
        }
        goOn(member, out, upTo, atHead);
    }

    /** Writes a piece of the log to a member that is catching up, and decides what it does next. */
    private void goOn(Member member, ByteBuf out, long upTo, boolean atHead) {
        member.given = upTo;
        if (out.isReadable()) {
            writeNow(member, out);
        } else {
            out.release();
        }
        if (member.state != Member.State.CATCHING_UP) {
            return; // the write failed, and the connection with it
        }
        if (!member.channel.isWritable()) {
            fallBehind(member);
        } else if (!atHead) {
            shard.afterIo(() -> askOn(member)); // others of this loop come before the rest of a long log
        } else {
            makeLive(member);
        }
    }

    private void makeLive(Member member) {
        if (current == null && next == null) {
            lastSeq = Math.max(lastSeq, member.given);
            member.state = Member.State.LIVE;
            group.admit(member);
        } else {
            member.state = Member.State.ARRIVING;
            if (next == null) {
                next = new Batch(member.given + 1, member.given, shard.nanos(), null, null);
            }
            arrivals.add(new Arrival(member, length(next.messages), length(next.notices)));
        }
        isBehindNoMore(member);
    }

    private static int length(@Nullable ByteBuf bytes) {
        return bytes == null ? 0 : bytes.readableBytes();
    }

    /**
     * What the room hands on from now on does not follow what it has handed on. Whoever keeps track of seqs is sent away,
     * to come back at a time of its own and be told where the log is now; who is sent messages only goes on here.
     *
     * @param upTo where the log is now
     */
    void interrupted(long upTo) {
        long spread = 1_000L + group.size() / 2;
        List<Member> staying = new ArrayList<>();
        for (Connection connection : shard.connections()) {
            Member member = connection.conversation().memberOn(this);
            if (member != null && member.messagesOnly) {
                takeOut(member);
                staying.add(member);
            } else if (member != null) {
                long after = ThreadLocalRandom.current().nextLong(spread);
                connection.end(
                        CloseReason.DRAIN, "The history of a room has begun anew. You will be reconnected.", after);
            }
        }
        current = released(current);
        next = released(next);
        view = null;
        arrivals.clear();
        lastSeq = upTo;
        for (Member member : staying) {
            member.state = Member.State.CATCHING_UP;
            goOn(member, member.channel.alloc().directBuffer(), upTo, true);
        }
    }

    private static @Nullable Batch released(@Nullable Batch batch) {
        if (batch != null) {
            batch.release();
        }
        return null;
    }

    /** The member leaves by its own wish: it is given what is in line for it, be it only what it said itself. */
    void leave(Member member) {
        Batch following = next;
        if (member.state == Member.State.LIVE) {
            if (current != null && !group.visited(member)) {
                writeRest(member, current, 0, 0);
            }
            if (following != null) {
                writeRest(member, following, 0, 0);
            }
        } else if (member.state == Member.State.ARRIVING && following != null) {
            for (Arrival arrival : arrivals) {
                if (arrival.member == member) {
                    writeRest(member, following, arrival.messages, arrival.notices);
                    break;
                }
            }
        }
        detach(member);
    }

    /** The member's connection is closed, or it is made to leave. */
    void detach(Member member) {
        takeOut(member);
        isBehindNoMore(member);
        member.state = Member.State.GONE;
    }

    private void takeOut(Member member) {
        if (member.state == Member.State.LIVE) {
            group.dismiss(member);
        } else if (member.state == Member.State.ARRIVING) {
            arrivals.removeIf(arrival -> arrival.member == member);
        }
    }
}
