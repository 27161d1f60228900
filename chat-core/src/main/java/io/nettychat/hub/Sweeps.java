package io.nettychat.hub;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The broadcast on one loop: writes batch after batch to the live readers of a lane. Owned by that loop.
 *
 * <pre>
 *   batch ──▶ current ──sweep──▶ one write and one flush a live member ──▶ rest ──▶ the next sweep
 *               │  (a sweep is under way, or rests: what comes meanwhile is joined up in "next")
 * </pre>
 *
 * <p><b>Who owns the bytes.</b> A batch is held by this object until its sweep is over, and each write holds it once more
 * until the socket has taken it. All members share one view of it: a socket that takes the whole view at once gives it
 * back as it was (most often because {@link Wire#send} gave it to the kernel at once). One that does not keeps the view for
 * itself, because it will move the view's reader index, and the others go on with a new one. Nothing is allocated per
 * member but for those.
 *
 * <p><b>Why there is no lock.</b> Everything here happens on the loop that owns the members' sockets; batches come to it as
 * tasks of that loop, in the order in which the home loop made them.
 */
final class Sweeps {
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

    private final Lane lane;
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

    /** The member that is being written to: its writability is looked at when the flush is done. */
    private @Nullable Member writing;

    Sweeps(Lane lane, LaneGroup group) {
        this.lane = lane;
        this.shard = lane.shard();
        this.group = group;
        this.restUntil = shard.nanos();
    }

    /** Writes a batch to every live member, now or after those before it. Takes over the batch. */
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
            lane.putAside(member);
        }
    }

    /** What came during a sweep becomes the current batch; who arrived during it gets what came after its arrival. */
    private void beginNext() {
        Batch batch = next;
        if (batch == null || current != null) {
            return; // what this was to follow has been dropped
        }
        next = null;
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
    void writeNow(Member member, ByteBuf bytes) {
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

    // ---- what the lane asks

    /** Returns the last seq of the last batch whose sweep is over. */
    long lastSeq() {
        return lastSeq;
    }

    /** Returns how many batches with presence or typing there have been. */
    int newsTold() {
        return newsTold;
    }

    /** Returns whether a member is being written to right now, so that its writability is looked at when that is done. */
    boolean isWriting(Member member) {
        return member == writing;
    }

    /** Returns the last seq that a live member has been given. */
    long givenTo(Member member) {
        Batch batch = current;
        return batch == null ? lastSeq : group.visited(member) ? batch.lastSeq : batch.firstSeq - 1;
    }

    /** Returns whether the batch under way holds presence that a live member has not been given. */
    boolean owesNews(Member member) {
        Batch batch = current;
        return batch != null && batch.notices != null && !group.visited(member);
    }

    /** Takes in a member that knows the log up to what it was given: at once, or behind what is on its way to the others. */
    void admit(Member member) {
        if (current == null && next == null) {
            lastSeq = Math.max(lastSeq, member.given);
            member.state = Member.State.LIVE;
            group.admit(member);
            return;
        }
        member.state = Member.State.ARRIVING;
        if (next == null) {
            next = new Batch(member.given + 1, member.given, shard.nanos(), null, null);
        }
        arrivals.add(new Arrival(member, length(next.messages), length(next.notices)));
    }

    private static int length(@Nullable ByteBuf bytes) {
        return bytes == null ? 0 : bytes.readableBytes();
    }

    /** Gives a member that is live or arriving all that is in line for it. */
    void finish(Member member) {
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
    }

    /** Takes a member out, wherever it stands. */
    void takeOut(Member member) {
        if (member.state == Member.State.LIVE) {
            group.dismiss(member);
        } else if (member.state == Member.State.ARRIVING) {
            arrivals.removeIf(arrival -> arrival.member == member);
        }
    }

    /** Drops what is on its way: what follows does not go on from it, but from this seq. */
    void dropAll(long upTo) {
        current = released(current);
        next = released(next);
        view = null;
        arrivals.clear();
        lastSeq = upTo;
    }

    private static @Nullable Batch released(@Nullable Batch batch) {
        if (batch != null) {
            batch.release();
        }
        return null;
    }
}
