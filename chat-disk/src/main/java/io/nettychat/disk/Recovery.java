package io.nettychat.disk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nettychat.model.Message;
import io.nettychat.spi.RecentIds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the whole log at the start and learns where everything is. What stands behind the last whole record is cut off.
 *
 * <p>When something that was acknowledged may be missing, numbers could be given a second time, and a client that has
 * seen the first ones would miss the second ones in silence. So the generation, which is part of every epoch, is raised
 * then, and clients are told of a gap. Used by one thread, once.
 */
final class Recovery {
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private final DataDirectory directory;
    private final Settings settings;
    private final Segments segments = new Segments();
    private final List<FoundSegment> found = new ArrayList<>();
    private final Map<Integer, RoomIndex> byNumber = new HashMap<>();
    private final Map<Integer, Long> heads = new HashMap<>();
    private final Map<String, RoomIndex> rooms = new HashMap<>();
    private final Map<Integer, List<Long>> deletions = new HashMap<>();
    private final Records.Skimmed skimmed = new Records.Skimmed();
    private final long openedNanos = System.nanoTime();
    private int generation;
    private int nextNumber = 1;
    private long newestMillis;
    /** Whether the segment that was read last was closed. */
    private boolean ended;
    /** The header that was written last, perhaps that of a segment that holds nothing yet. */
    private @Nullable SegmentHeader newest;
    /** How much of the last segment is good, as far as another one has told. */
    private long goodOfLast;
    /** How far the log was written at least, null when that is not known. */
    private final Watermark.@Nullable Mark mark;

    /** Whether something acknowledged may be missing. */
    private boolean suspect;

    /** A segment as it was found. */
    private static final class FoundSegment {
        final SegmentHeader header;
        final Path file;
        long newestMillis;

        FoundSegment(SegmentHeader header, Path file) {
            this.header = header;
            this.file = file;
        }
    }

    private Recovery(DataDirectory directory, Settings settings) throws IOException {
        this.directory = directory;
        this.settings = settings;
        this.mark = Watermark.read(directory, settings);
    }

    /**
     * Reads the log.
     *
     * @throws IOException when it cannot be read, or must not be by this version
     */
    static Recovery of(DataDirectory directory, Settings settings) throws IOException {
        Recovery recovery = new Recovery(directory, settings);
        recovery.findSegments();
        recovery.readSegments();
        recovery.judge();
        recovery.settleRooms();
        recovery.readIds();
        recovery.tellResult();
        return recovery;
    }

    Segments segments() {
        return segments;
    }

    /** Returns the rooms by name. */
    Map<String, RoomIndex> rooms() {
        return rooms;
    }

    int generation() {
        return generation;
    }

    int nextNumber() {
        return nextNumber;
    }

    long nextSegment() {
        return segments.count() == 0 ? 1 : segments.active().number + 1;
    }

    // ---- segments

    private void findSegments() throws IOException {
        NavigableMap<Long, Path> files = directory.segments();
        for (Map.Entry<Long, Path> entry : files.entrySet()) {
            Path file = entry.getValue();
            boolean last = entry.getKey().equals(files.lastKey());
            SegmentHeader header;
            try (FileChannel channel = settings.opener().open(file, StandardOpenOption.READ)) {
                ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.SIZE);
                DataDirectory.readFully(channel, bytes, 0);
                header = SegmentHeader.decode(bytes.flip(), file);
            }
            if (header == null && last && isUnbegun(file)) {
                Files.delete(file);
            } else if (header == null || header.number() != entry.getKey()) {
                throw new IOException("The file " + file + " is damaged at its beginning. Move it away to start without"
                        + " what it holds.");
            } else {
                generation = Math.max(generation, header.generation());
                newest = header;
                if (last && Files.size(file) == SegmentHeader.SIZE && !found.isEmpty()) {
                    // It holds nothing, and stays until it is begun again: only it may know of the last generation.
                    goodOfLast = header.before();
                } else {
                    found.add(new FoundSegment(header, file));
                }
            }
        }
    }

    /** Returns whether the process, or the machine, ended when it was just making this file. */
    private static boolean isUnbegun(Path file) throws IOException {
        long size = Files.size(file);
        return size < SegmentHeader.SIZE
                || (size == SegmentHeader.SIZE
                        && Arrays.equals(Files.readAllBytes(file), new byte[SegmentHeader.SIZE]));
    }

    private void readSegments() throws IOException {
        ByteBuf scratch = Unpooled.directBuffer(SegmentScan.BUFFER);
        try {
            for (int i = 0; i < found.size(); i++) {
                FoundSegment segment = found.get(i);
                while (segments.count() > 0 && nextSegment() < segment.header.number()) {
                    log.error("{} is missing; what it held is lost", directory.segment(nextSegment()));
                    segments.add(new Segment(nextSegment(), 0, openedNanos));
                    suspect = true;
                }
                boolean last = i == found.size() - 1;
                long good = last ? goodOfLast : found.get(i + 1).header.before();
                read(segment, last, good == 0 ? Long.MAX_VALUE : good, scratch);
            }
            if (mark != null && mark.segment() >= nextSegment()) {
                log.error("{} is missing; what it held is lost", directory.segment(mark.segment()));
                suspect = true;
            }
        } finally {
            scratch.release();
        }
    }

    private void read(FoundSegment segment, boolean last, long good, ByteBuf scratch) throws IOException {
        try (FileChannel file = settings.opener().open(segment.file, StandardOpenOption.READ)) {
            long size = Math.min(file.size(), good);
            ended = false;
            SegmentScan scan = new SegmentScan(file, size, scratch);
            scan.run((records, in, at, length, offset) -> take(segment, records, in, at, length, offset));
            segments.add(new Segment(segment.header.number(), scan.end(), openedNanos));
            long known = good == Long.MAX_VALUE ? 0 : good;
            boolean marked = mark != null && mark.segment() == segment.header.number();
            if (mark != null && marked) {
                known = Math.max(known, mark.size());
            }
            long rest = Math.max(size, known) - scan.end();
            if (rest > 0) {
                ended = false;
                boolean unfinished = last && scan.isTorn() && !(marked && scan.end() < known);
                tellEnd(segment.file, unfinished, scan.end(), rest);
            }
        }
        if (last && Files.size(segment.file) > segments.active().size) {
            try (FileChannel file = settings.opener().open(segment.file, StandardOpenOption.WRITE)) {
                file.truncate(segments.active().size);
                file.force(true);
            }
        }
    }

    /** @param unfinished whether the process ended when it was just writing, so that nobody had been told */
    private void tellEnd(Path file, boolean unfinished, long end, long rest) {
        if (unfinished) {
            log.warn("{} ends in the middle of a write that was never acknowledged; {} bytes are cut off", file, rest);
        } else {
            suspect = true;
            log.error("{} is damaged: {} bytes behind its last whole message, at {}, are lost", file, rest, end);
        }
    }

    /** Takes one record; returns whether it is whole. */
    private boolean take(FoundSegment segment, Records records, ByteBuf in, int at, int size, long offset)
            throws IOException {
        byte type = Records.type(in, at);
        ended = type == Records.END;
        if (type == Records.MESSAGE) {
            Records.skim(in, at, skimmed);
            int room = skimmed.room;
            long seq = skimmed.seq;
            long deletes = Records.textSize(in, at) == 0 ? Records.deletes(in, at) : 0;
            if (!records.isTextWhole(in, at, size)
                    && !Records.isTextGone(in, at, size)
                    && !(Records.isTextGoing(in, at, size) && isDeletedLater(segment, offset + size, room, seq))) {
                return false;
            }
            if (deletes != 0) {
                deletions.computeIfAbsent(room, key -> new ArrayList<>()).add(deletes);
            }
            long place = Place.of(segment.header.number(), (int) offset, size, deletes != 0);
            room(room).found(seq, place, Moment.of(skimmed.timeMillis), settings.messages());
            segment.newestMillis = Math.max(segment.newestMillis, skimmed.timeMillis);
            newestMillis = Math.max(newestMillis, skimmed.timeMillis);
        } else if (type == Records.ROOM) {
            Records.RoomRecord record = Records.room(in, at);
            RoomIndex room = room(record.room());
            if (record.version() >= room.version) {
                room.version = record.version();
                room.name = record.name();
                room.epoch = record.epoch();
                room.facts = record.facts();
                room.record = Place.of(segment.header.number(), (int) offset, size, false);
                heads.put(record.room(), record.head());
            }
        }
        return true;
    }

    private RoomIndex room(int number) {
        nextNumber = Math.max(nextNumber, number + 1);
        return byNumber.computeIfAbsent(number, RoomIndex::new);
    }

    /** Looks on in the log for the deletion of a message whose text is half gone. */
    private boolean isDeletedLater(FoundSegment from, long offset, int room, long seq) throws IOException {
        boolean[] deleted = new boolean[1];
        Records.Skimmed later = new Records.Skimmed();
        ByteBuf scratch = Unpooled.directBuffer(SegmentScan.BUFFER);
        try {
            for (FoundSegment segment : found.subList(found.indexOf(from), found.size())) {
                try (FileChannel file = settings.opener().open(segment.file, StandardOpenOption.READ)) {
                    SegmentScan scan = new SegmentScan(file, file.size(), scratch);
                    scan.begin(segment == from ? offset : SegmentHeader.SIZE);
                    scan.run((records, in, at, size, unused) -> {
                        if (Records.type(in, at) == Records.MESSAGE && Records.textSize(in, at) == 0) {
                            Records.skim(in, at, later);
                            deleted[0] |= later.room == room && Records.deletes(in, at) == seq;
                        }
                        return true;
                    });
                }
            }
        } finally {
            scratch.release();
        }
        return deleted[0];
    }

    // ---- what follows from it

    private void judge() {
        if (newest != null && !(ended && found.get(found.size() - 1).header.number() == newest.number())) {
            judgeEnd(newest); // what was before it was judged by the process that wrote it
        }
        if (suspect) {
            generation++;
            log.warn("Messages that were acknowledged may be missing; every room begins a new epoch");
        }
    }

    /** The last process did not close the log: what it had acknowledged is there, or may not be. */
    private void judgeEnd(SegmentHeader header) {
        boolean sameBoot = header.boot() != 0 && header.boot() == DataDirectory.boot();
        suspect |= header.durability() == Durability.ASYNC || (header.durability() == Durability.PROCESS && !sameBoot);
    }

    private void settleRooms() throws IOException {
        for (RoomIndex room : byNumber.values()) {
            if (room.record == Place.NONE) {
                continue; // forgotten long ago; the rest of it goes with its segments
            }
            RoomIndex other = rooms.get(room.name);
            if (other == null || other.number < room.number) {
                rooms.put(room.name, room);
            }
        }
        for (RoomIndex room : rooms.values()) {
            room.settle(heads.getOrDefault(room.number, 0L));
            while (room.isOver(settings)) {
                room.dropFirst();
            }
            segments.use(room.record);
            for (long seq = room.first; seq <= room.head; seq++) {
                segments.use(room.place(seq));
            }
            for (long target : deletions.getOrDefault(room.number, List.of())) {
                if (room.holds(target)) {
                    blank(room.place(target));
                }
            }
        }
    }

    /** A text that is to be gone is taken away again: the process may have ended before it was. */
    private void blank(long place) throws IOException {
        try (FileChannel file = settings.opener()
                .open(
                        directory.segment(segments.of(place).number),
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            Blanker.blank(file, place);
        }
    }

    /** Reads the ids that must still be remembered. By the clock of the wall, or of the newest message if that is later. */
    private void readIds() throws IOException {
        long since =
                Math.min(settings.clock().millis(), newestMillis) - TimeUnit.NANOSECONDS.toMillis(RecentIds.KEEP_NANOS);
        ByteBuf scratch = Unpooled.directBuffer(SegmentScan.BUFFER);
        try {
            for (FoundSegment segment : found) {
                if (segment.newestMillis >= since) {
                    try (FileChannel file = settings.opener().open(segment.file, StandardOpenOption.READ)) {
                        Segment known = segments.of(Place.of(segment.header.number(), 0, 0, false));
                        new SegmentScan(file, known.size, scratch).run((records, in, at, size, offset) -> {
                            readId(since, records, in, at);
                            return true;
                        });
                    }
                }
            }
        } finally {
            scratch.release();
        }
    }

    private void readId(long since, Records records, ByteBuf in, int at) {
        if (Records.type(in, at) != Records.MESSAGE) {
            return;
        }
        Records.skim(in, at, skimmed);
        RoomIndex room = byNumber.get(skimmed.room);
        if (skimmed.timeMillis < since || room == null || rooms.get(room.name) != room || skimmed.seq > room.head) {
            return;
        }
        Message message = records.message(in, at);
        if (message.id() != null) {
            long fingerprint = RecentIds.fingerprint(message.sender().id(), message.id());
            RecentIds ids = ids(room);
            if (ids.seqOf(fingerprint) == 0) {
                ids.add(fingerprint, message.seq(), message.timeMillis(), openedNanos);
            }
        }
    }

    private static RecentIds ids(RoomIndex room) {
        @Nullable RecentIds ids = room.ids;
        if (ids == null) {
            ids = room.ids = new RecentIds();
        }
        return ids;
    }

    private void tellResult() {
        long messages = rooms.values().stream()
                .mapToLong(room -> room.head - room.first + 1)
                .sum();
        log.info(
                "Read {}: {} rooms, {} messages, {} MB on disk, in {} ms",
                directory.path(),
                rooms.size(),
                messages,
                segments.size() >> 20,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - openedNanos));
    }
}
