package io.nettychat.hub;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.nettychat.model.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The home's side of a room's broadcast: the batch that is being filled, and the lanes it goes to. Owned by the room's
 * home loop.
 *
 * <p>Messages of one turn are encoded behind each other into the open batch. The task that closes it ({@link #cut}) stands
 * in the loop's own queue behind all that already waits: an idle room sends each message at once, a busy one sends as
 * many together as have come in the meantime, and no timer decides.
 *
 * <p>A reader is told of the log up to {@link #cutSeq} only. What lies behind is in the open batch and reaches it by its
 * lane, to which batches and answers are handed in one order.
 */
final class Broadcast {
    /** A batch is closed early at this size: one send takes it, and a slow reader holds no more than this. */
    static final int BATCH_BYTES = 64 * 1024;

    private final Room room;
    private final Shard home;
    private final Recent recent;
    private final List<LaneRef> lanes = new ArrayList<>(1);
    private int readers;

    private @Nullable ByteBuf open;
    private @Nullable ByteBuf openNotices;
    private long openSince;
    /** The last seq in the open batch: not asked of the log, whose head may move later than the tail is told. */
    private long openSeq;

    private boolean begun;
    private boolean cutArmed;
    private long cutSeq;
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

    Broadcast(Room room, Shard home) {
        this.room = room;
        this.home = home;
        this.recent = new Recent(home);
    }

    /** The log is open and ends at this seq; what was handed on before can be read from it. */
    void begin(long head) {
        begun = true;
        cutSeq = head;
        open = released(open);
    }

    /** Returns whether the log is open. */
    boolean hasBegun() {
        return begun;
    }

    /** What follows does not go on from what was handed on: nobody may be sent it who does not know. */
    void interrupted(long head) {
        cut();
        cutSeq = head;
        recent.clear();
        for (LaneRef ref : List.copyOf(lanes)) { // who is sent away leaves its lane
            Lane lane = ref.lane;
            lane.run(() -> lane.interrupted(head));
        }
    }

    /** Returns the last seq that has been handed to the lanes. */
    long cutSeq() {
        return cutSeq;
    }

    /** Returns what was handed to the lanes of late, or will be at the end of the turn. */
    Recent recent() {
        return recent;
    }

    // ---- the batch

    /** Encodes a message, once for everybody, to be sent at the end of the turn. */
    void append(Message message) {
        ByteBuf batch = open;
        if (batch == null) {
            batch = open = ByteBufAllocator.DEFAULT.directBuffer(1024);
            openSince = home.nanos();
        }
        home.writer().message(batch, room.name().value(), message);
        openSeq = message.seq();
        recent.add(message, openSince);
        if (batch.readableBytes() >= BATCH_BYTES) {
            cut();
        } else {
            armCut();
        }
    }

    /** Returns where presence and typing are written to, to be sent at the end of the turn. */
    ByteBuf notices() {
        ByteBuf notices = openNotices;
        if (notices == null) {
            notices = openNotices = ByteBufAllocator.DEFAULT.directBuffer(512);
        }
        armCut();
        return notices;
    }

    private void armCut() {
        if (!cutArmed) {
            cutArmed = true;
            home.loop().execute(cut);
        }
    }

    /** Closes the open batch and hands it to the lanes. */
    void cut() {
        cutArmed = false;
        if (!begun || (open == null && openNotices == null)) {
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
    void behindBatch(Runnable answer) {
        if (open == null) {
            answer.run();
        } else {
            answers.add(answer);
        }
    }

    // ---- the lanes

    /** Returns how many readers there are on all lanes. */
    int readers() {
        return readers;
    }

    /** Counts a reader in. */
    void enter(Member member) {
        readers++;
        refOf(member).readers++;
    }

    /** Counts a reader out and returns the lane that it was on, which is told by the caller. */
    Lane leave(Member member) {
        readers--;
        LaneRef ref = refOf(member);
        if (--ref.readers == 0) {
            lanes.remove(ref);
        }
        return ref.lane;
    }

    /** Returns the lane of a member that has been counted in. */
    Lane laneOf(Member member) {
        return refOf(member).lane;
    }

    /** Returns the loops on which there are readers. */
    List<Shard> shards() {
        return lanes.stream().map(ref -> ref.lane.shard()).toList();
    }

    private LaneRef refOf(Member member) {
        Shard shard = member.connection.shard();
        for (int i = 0; i < lanes.size(); i++) {
            if (lanes.get(i).lane.shard() == shard) {
                return lanes.get(i);
            }
        }
        LaneRef ref = new LaneRef(new Lane(room, shard));
        lanes.add(ref);
        return ref;
    }

    /** Releases what is not sent. */
    void close() {
        open = released(open);
        openNotices = released(openNotices);
        recent.clear();
    }

    private static @Nullable ByteBuf released(@Nullable ByteBuf bytes) {
        if (bytes != null) {
            bytes.release();
        }
        return null;
    }
}
