package io.nettychat.hub;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.nettychat.model.CloseReason;
import io.nettychat.model.Message;
import io.nettychat.model.RoomName;
import io.nettychat.model.User;
import io.nettychat.protocol.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The part of a room that lives on one loop: it writes what the home loop hands it to the members on that loop. Owned by
 * that loop; the home loop reaches it through {@link #run} only, so that everything arrives in order.
 *
 * <pre>
 *   home: batch ──▶ Sweeps ──▶ one write and one flush a live member
 *   a member whose socket takes no more:   LIVE ──▶ ASIDE      remembers the last seq it was given, nothing else
 *   its socket takes data again:           ASIDE ──▶ CATCHING_UP ──▶ … the log from there, chunk by chunk … ──▶ LIVE
 * </pre>
 */
final class Lane {
    /** No more than this is read from the log for one reader at once. */
    static final int CATCH_UP_MESSAGES = 256;

    private final Room room;
    private final Shard shard;
    private final LaneGroup group;
    private final Sweeps sweeps;

    Lane(Room room, Shard shard) {
        this.room = room;
        this.shard = shard;
        this.group = new LaneGroup(room.name().value(), shard.loop());
        this.sweeps = new Sweeps(this, group);
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
        sweeps.deliver(batch);
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

    // ---- readers that fall behind

    /** The member's channel became writable or stopped being so. */
    void writabilityChanged(Member member) {
        boolean writable = member.channel.isWritable();
        if (!writable && !sweeps.isWriting(member)) {
            if (member.state == Member.State.LIVE) {
                putAside(member);
            } else if (member.state == Member.State.ARRIVING) {
                sweeps.takeOut(member);
                fallBehind(member);
            }
        } else if (writable && member.state == Member.State.ASIDE) {
            member.state = Member.State.CATCHING_UP;
            askForMore(member);
        }
    }

    /** A live member's socket takes no more. */
    void putAside(Member member) {
        member.given = sweeps.givenTo(member);
        boolean missesNews = sweeps.owesNews(member);
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
            member.newsHeard = sweeps.newsTold();
            shard.hub().metrics().readerBehind();
            User user = member.connection.conversation().user;
            if (user != null) {
                shard.hub().tell("slow", room.name(), listener -> listener.slow(room.name(), user));
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
        return member.behind ? Math.max(0, sweeps.lastSeq() - member.given) : 0;
    }

    private void askOn(Member member) {
        if (member.state == Member.State.CATCHING_UP) {
            askForMore(member);
        }
    }

    private void askForMore(Member member) {
        long given = member.given;
        boolean missedNews = member.behind && member.newsHeard != sweeps.newsTold();
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
        sweeps.takeOut(member);
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
            sweeps.writeNow(member, out);
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
            sweeps.admit(member);
            isBehindNoMore(member);
        }
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
                sweeps.takeOut(member);
                staying.add(member);
            } else if (member != null) {
                long after = ThreadLocalRandom.current().nextLong(spread);
                connection.end(
                        CloseReason.DRAIN, "The history of a room has begun anew. You will be reconnected.", after);
            }
        }
        sweeps.dropAll(upTo);
        for (Member member : staying) {
            member.state = Member.State.CATCHING_UP;
            goOn(member, member.channel.alloc().directBuffer(), upTo, true);
        }
    }

    /** The member leaves by its own wish: it is given what is in line for it, be it only what it said itself. */
    void leave(Member member) {
        sweeps.finish(member);
        detach(member);
    }

    /** The member's connection is closed, or it is made to leave. */
    void detach(Member member) {
        sweeps.takeOut(member);
        isBehindNoMore(member);
        member.state = Member.State.GONE;
    }
}
