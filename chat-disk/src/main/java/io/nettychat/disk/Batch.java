package io.nettychat.disk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nettychat.model.Draft;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Message;
import io.nettychat.model.Rejected;
import io.nettychat.model.User;
import io.nettychat.spi.RecentIds;
import io.nettychat.spi.RoomLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What goes to disk in one write. Everything is worked out against the {@link RoomIndex.Change} of its room first; only
 * when the bytes are written is it so ({@link #written}), and otherwise nothing has happened ({@link #failed}). Owned by
 * the writer.
 */
final class Batch {
    /** Takes no more when it is as large as this. */
    static final int FULL = 1 << 20;

    final ByteBuf bytes = Unpooled.directBuffer(64 * 1024);
    private final Segments segments;
    private final Settings settings;
    private final Moment moment;
    private final Records records = new Records();
    private final List<Step> steps = new ArrayList<>();
    private final List<RoomIndex> changed = new ArrayList<>();
    private final List<DiskRoom> told = new ArrayList<>();

    /** Texts that are to be taken away: of which room, and which message. */
    final ArrayDeque<Blank> blanks = new ArrayDeque<>();

    record Blank(RoomIndex room, long seq) {}

    /** One thing that a batch does. */
    interface Step {
        void written();

        default void failed(Rejected why) {}
    }

    Batch(Segments segments, Settings settings, Moment moment) {
        this.segments = segments;
        this.settings = settings;
        this.moment = moment;
    }

    boolean isFull() {
        return bytes.readableBytes() >= FULL;
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    void add(Step step) {
        steps.add(step);
    }

    // ---- what is asked for

    void append(DiskRoom room, User sender, Draft draft, RoomLog.Outcome outcome) {
        RoomIndex index = room.index;
        RoomIndex.Change change = changeOf(index);
        String id = draft.id();
        long fingerprint = id == null ? 0 : RecentIds.fingerprint(sender.id(), id);
        if (id != null) {
            Append first = change.ids.get(fingerprint);
            if (first != null) {
                steps.add(new Repeat(room, first, outcome));
                return;
            }
            long seq = index.ids == null ? 0 : index.ids.seqOf(fingerprint);
            if (index.ids != null && seq != 0) {
                long time = index.ids.timeOf(fingerprint);
                tell(room, () -> outcome.repeated(seq, time));
                return;
            }
        }
        long target = draft.deletes();
        if (target != 0 && !canBeDeleted(index, change, target)) {
            Rejected why = new Rejected(ErrorCode.BAD_FRAME, "There is no message " + target + " here.");
            tell(room, () -> outcome.refused(why));
            return;
        }
        if (change.record == Place.NONE) {
            writeRoom(index, change);
        }
        long now = settings.clock().millis();
        Message message = new Message(change.head + 1, now, sender, draft.text(), id, target);
        long at = bytes.writerIndex();
        int size = records.message(bytes, index.number, message);
        if (size > Place.MAX_SIZE) {
            Rejected why = new Rejected(ErrorCode.TOO_LARGE, "The message is longer than a megabyte.");
            tell(room, () -> outcome.refused(why));
            return;
        }
        change.head++;
        Append append = new Append(room, message, place(at, size, target != 0), fingerprint, outcome);
        change.appends.add(append);
        if (id != null) {
            change.ids.put(fingerprint, append);
        }
        steps.add(append);
    }

    private static boolean canBeDeleted(RoomIndex index, RoomIndex.Change change, long seq) {
        if (seq < index.first || seq > change.head) {
            return false;
        }
        return seq <= index.head
                ? !Place.isDeletion(index.place(seq))
                : !change.appends.get((int) (seq - index.head - 1)).message.isDeletion();
    }

    void keepFact(DiskRoom room, String key, @Nullable String value, CompletableFuture<Void> kept) {
        RoomIndex index = room.index;
        RoomIndex.Change change = changeOf(index);
        Map<String, String> facts = new HashMap<>(change.facts);
        if (value == null) {
            facts.remove(key);
        } else {
            facts.put(key, value);
        }
        Map<String, String> before = change.facts;
        change.facts = facts;
        if (!writeRoom(index, change)) {
            change.facts = before;
            Rejected why = new Rejected(ErrorCode.TOO_LARGE, "The room holds a megabyte of bans and the like already.");
            tell(room, () -> kept.completeExceptionally(why));
            return;
        }
        steps.add(new Step() {
            @Override
            public void written() {
                tell(room, () -> room.factKept(key, value, kept));
            }

            @Override
            public void failed(Rejected why) {
                tell(room, () -> kept.completeExceptionally(why));
            }
        });
    }

    /** Writes the state of a room again. */
    void rewrite(RoomIndex index) {
        writeRoom(index, changeOf(index));
    }

    private RoomIndex.Change changeOf(RoomIndex index) {
        RoomIndex.Change change = index.change;
        if (change == null) {
            change = index.change = new RoomIndex.Change(index);
            changed.add(index);
        }
        return change;
    }

    private boolean writeRoom(RoomIndex index, RoomIndex.Change change) {
        long at = bytes.writerIndex();
        Records.RoomRecord record = new Records.RoomRecord(
                index.number, change.version + 1, index.name, index.epoch, change.head, change.facts);
        int size = records.room(bytes, record);
        if (size > Place.MAX_SIZE) {
            return false;
        }
        change.version++;
        change.record = place(at, size, false);
        return true;
    }

    /** Returns the place that bytes of this batch will have. */
    long place(long at, int size, boolean deletion) {
        Segment active = segments.active();
        return Place.of(active.number, (int) (active.size + at), size, deletion);
    }

    // ---- what became of it

    /** The bytes are written, or will be: all is so. */
    void written() {
        for (RoomIndex index : changed) {
            RoomIndex.Change change = index.change;
            if (change != null && change.record != index.record) {
                if (index.record != Place.NONE) {
                    segments.free(index.record);
                }
                segments.use(change.record);
                index.record = change.record;
                index.version = change.version;
                index.facts = change.facts;
            }
            index.change = null;
        }
        steps.forEach(Step::written);
        end();
    }

    /** Nothing is written, and nothing has happened. */
    void failed(Rejected why) {
        changed.forEach(index -> index.change = null);
        steps.forEach(step -> step.failed(why));
        end();
    }

    private void end() {
        steps.clear();
        changed.clear();
        told.forEach(DiskRoom::handOver);
        told.clear();
    }

    /** Has the home loop of a room told something, behind all that it is told before. */
    void tell(DiskRoom room, Runnable news) {
        if (room.news.isEmpty()) {
            told.add(room);
        }
        room.news.add(news);
    }

    /** Forgets messages of a room until the settings allow what is left. */
    void trim(RoomIndex index) {
        while (index.isOver(settings)) {
            segments.free(index.dropFirst());
        }
    }

    /** A message that gets its place. */
    final class Append implements Step {
        private final DiskRoom room;
        final Message message;
        private final long place;
        private final long fingerprint;
        private final RoomLog.Outcome outcome;

        Append(DiskRoom room, Message message, long place, long fingerprint, RoomLog.Outcome outcome) {
            this.room = room;
            this.message = message;
            this.place = place;
            this.fingerprint = fingerprint;
            this.outcome = outcome;
        }

        @Override
        public void written() {
            RoomIndex index = room.index;
            segments.use(place);
            index.add(place, moment.now());
            if (message.id() != null) {
                if (index.ids == null) {
                    index.ids = new RecentIds();
                }
                index.ids.add(fingerprint, message.seq(), message.timeMillis(), System.nanoTime());
            }
            trim(index);
            if (message.isDeletion()) {
                blanks.add(new Blank(index, message.deletes()));
            }
            tell(room, () -> room.placed(message, outcome));
        }

        @Override
        public void failed(Rejected why) {
            tell(room, () -> outcome.refused(why));
        }
    }

    /** A message that came twice in one batch. */
    private final class Repeat implements Step {
        private final DiskRoom room;
        private final Append first;
        private final RoomLog.Outcome outcome;

        Repeat(DiskRoom room, Append first, RoomLog.Outcome outcome) {
            this.room = room;
            this.first = first;
            this.outcome = outcome;
        }

        @Override
        public void written() {
            tell(room, () -> outcome.repeated(first.message.seq(), first.message.timeMillis()));
        }

        @Override
        public void failed(Rejected why) {
            tell(room, () -> outcome.refused(why));
        }
    }
}
