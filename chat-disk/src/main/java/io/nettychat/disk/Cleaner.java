package io.nettychat.disk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives space back: copies what is still needed of the oldest segment to the end of the log, bit by bit with the batches,
 * and has the segment deleted.
 *
 * <p>It is always the oldest. So a record is never outlived by an older one about the same thing, and nothing that was
 * taken back or replaced comes up again at the next start. Each byte is copied once for a time that the log is as long as
 * twice what is needed, at most. A segment stays for as long as ids must be remembered, because they are read from it
 * at the next start. Owned by the writer.
 */
final class Cleaner {
    private static final Logger log = LoggerFactory.getLogger(Cleaner.class);

    /** How much is looked at with one batch. */
    private static final int STEP = 256 * 1024;

    /** So many segments are nobody's trouble, however short they are. */
    private static final int FEW = 8;

    private final DataDirectory directory;
    private final Segments segments;
    private final Settings settings;
    private final Batch batch;
    private final Map<Integer, RoomIndex> rooms;
    private final Records records = new Records();
    private final ByteBuf scratch = Unpooled.directBuffer(STEP);

    private @Nullable FileChannel file;
    private long position;
    /** Where the step that is under way ends, and whether it is the last one of its segment. */
    private long reached;

    Cleaner(DataDirectory directory, Segments segments, Settings settings, Batch batch, Map<Integer, RoomIndex> rooms) {
        this.directory = directory;
        this.segments = segments;
        this.settings = settings;
        this.batch = batch;
        this.rooms = rooms;
    }

    /** Returns whether there is something to do. */
    boolean isDue() {
        if (file != null) {
            return true;
        }
        if (segments.count() < 2) {
            return false;
        }
        Segment oldest = segments.oldest();
        if (System.nanoTime() - oldest.writtenNanos < settings.cleanAfterNanos()) {
            return false;
        }
        return oldest.live <= oldest.size / 2
                || segments.size() > 2 * (segments.live() + settings.segmentBytes())
                || segments.count() > FEW + 2 * (segments.size() / settings.segmentBytes());
    }

    /** Puts a bit of what is needed of the oldest segment into the batch. */
    void step() {
        Segment oldest = segments.oldest();
        if (oldest.live == 0) {
            reached = position = oldest.size;
            return;
        }
        try {
            FileChannel from = file;
            if (from == null) {
                from = file = settings.opener().open(directory.segment(oldest.number), StandardOpenOption.READ);
                position = SegmentHeader.SIZE;
            }
            copy(oldest, from);
        } catch (IOException e) {
            log.error("{} cannot be read, so that its space is not given back: {}", oldest.number, e.getMessage());
            reached = position;
            closeFile();
            oldest.writtenNanos = System.nanoTime(); // tried again when that long has passed
        }
    }

    private void copy(Segment oldest, FileChannel from) throws IOException {
        int length = (int) Math.min(STEP, oldest.size - position);
        int done = copy(oldest, from, length);
        if (done == 0 && length > 0) {
            // A record that is longer than a step.
            done = copy(oldest, from, (int) Math.min(Place.MAX_SIZE, oldest.size - position));
            if (done == 0) {
                log.error("{} is damaged; what follows in it is lost", directory.segment(oldest.number));
                done = (int) (oldest.size - position);
            }
        }
        reached = position + done;
    }

    private int copy(Segment oldest, FileChannel from, int length) throws IOException {
        scratch.clear().ensureWritable(length);
        DataDirectory.readFully(from, scratch.internalNioBuffer(0, length), position);
        scratch.writerIndex(length);
        int at = 0;
        for (int size = records.check(scratch, at, length); size > 0; size = records.check(scratch, at, length)) {
            keepIfNeeded(oldest, at, size);
            at += size;
        }
        return at;
    }

    private void keepIfNeeded(Segment oldest, int at, int size) {
        long place = Place.of(oldest.number, (int) position + at, size, false);
        byte type = Records.type(scratch, at);
        if (type == Records.MESSAGE) {
            Records.Skimmed message = new Records.Skimmed();
            Records.skim(scratch, at, message);
            RoomIndex room = rooms.get(message.room);
            if (room != null && room.holds(message.seq) && Place.same(room.place(message.seq), place)) {
                boolean deletion = Place.isDeletion(room.place(message.seq));
                long copy = append(at, size, deletion);
                batch.add(() -> {
                    if (room.holds(message.seq) && Place.same(room.place(message.seq), place)) {
                        segments.use(copy);
                        segments.free(place);
                        room.move(message.seq, copy);
                    }
                });
            }
        } else if (type == Records.ROOM) {
            RoomIndex room = rooms.get(Records.room(scratch, at).room());
            if (room != null && Place.same(room.record, place)) {
                batch.rewrite(
                        room); // not copied: its head may be that of messages which nothing else tells of any more
            }
        }
    }

    private long append(int at, int size, boolean deletion) {
        long copy = batch.place(batch.bytes.writerIndex(), size, deletion);
        batch.bytes.writeBytes(scratch, at, size);
        return copy;
    }

    /** The batch is written. Returns the segment that is needed no more, null while there is none. */
    @Nullable
    Segment stepWritten() {
        position = reached;
        Segment oldest = segments.oldest();
        if (position < oldest.size) {
            return null;
        }
        closeFile();
        position = reached = 0;
        segments.removeOldest();
        return oldest;
    }

    private void closeFile() {
        FileChannel open = file;
        file = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            log.debug("A file that was only read could not be closed", e);
        }
    }

    void close() {
        closeFile();
        scratch.release();
    }
}
