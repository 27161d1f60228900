package io.nettychat.disk;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file at the end of the log. A write that fails is taken back, so that nothing of it is found later; where even
 * that fails, the next segment says how much of this one is good. Owned by the writer.
 */
final class ActiveSegment {
    private static final Logger log = LoggerFactory.getLogger(ActiveSegment.class);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    static final long WELL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final DataDirectory directory;
    private final Segments segments;
    private final Settings settings;
    private final Reader reader;
    private final int generation;
    private final long boot;
    private final Watermark watermark;
    private @Nullable FileChannel channel;
    /** Whether what stands in the file behind its good bytes cannot be told. */
    private boolean broken;
    /** Whether messages are refused: that is said once. */
    private boolean failing;
    /** When a write failed the last time, and whether one has succeeded since. */
    private long failedNanos;

    private boolean succeeded;
    /** When the directory was looked at the last time. */
    private long seenNanos = System.nanoTime();

    ActiveSegment(
            DataDirectory directory,
            Segments segments,
            Settings settings,
            Reader reader,
            Watermark watermark,
            int generation,
            long boot) {
        this.directory = directory;
        this.segments = segments;
        this.settings = settings;
        this.reader = reader;
        this.watermark = watermark;
        this.generation = generation;
        this.boot = boot;
    }

    /**
     * Begins a new segment; it is on disk when this returns. One of its number, which a process left that wrote nothing, is
     * written over in one go: at no moment is there none that tells the generation.
     */
    void begin(long number) throws IOException {
        directory.mustBeThere();
        Path file = directory.segment(number);
        long before = segments.count() == 0 ? 0 : segments.active().size;
        FileChannel fresh = settings.opener()
                .open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            SegmentHeader header = new SegmentHeader(number, generation, settings.durability(), boot, before);
            ByteBuffer bytes = header.encode();
            while (bytes.hasRemaining()) {
                fresh.write(bytes, bytes.position());
            }
            fresh.force(true);
            directory.sync();
        } catch (IOException e) {
            fresh.close();
            if (channel != null) {
                Files.deleteIfExists(file); // the one before may be written to further, whose size it tells
            }
            throw e;
        }
        watermark.note(number - 1, before); // what is missing of it has been told, and is in the generation
        FileChannel full = channel;
        if (full != null) {
            reader.retire(full);
        }
        channel = fresh;
        broken = false;
        segments.add(new Segment(number, SegmentHeader.SIZE, System.nanoTime()));
    }

    /**
     * Makes sure that a batch can be written: begins another segment when this one is full or broken.
     *
     * @param anyway whether another one is begun in any case
     * @return whether a batch can be tried
     */
    boolean prepare(boolean anyway) {
        Segment active = segments.active();
        boolean full = active.size >= settings.segmentBytes();
        if (!full && !broken && !anyway) {
            return true;
        }
        try {
            begin(active.number + 1);
            return true;
        } catch (IOException e) {
            if (!broken && active.size + 2L * Place.MAX_SIZE + Batch.FULL < Place.MAX_OFFSET) {
                return true; // a little may still fit into this one
            }
            complain(e);
            return false;
        }
    }

    /** Writes a batch; returns whether it is there, as durably as it is to be. */
    boolean write(ByteBuf bytes) {
        FileChannel file = channel;
        if (file == null || broken) {
            return false;
        }
        long start = segments.active().size;
        boolean written = false;
        try {
            lookAtDirectory();
        } catch (IOException e) {
            complain(e);
            return false;
        }
        try {
            ByteBuffer rest = bytes.internalNioBuffer(bytes.readerIndex(), bytes.readableBytes());
            int count = rest.remaining();
            for (long at = start; rest.hasRemaining(); ) {
                at += file.write(rest, at);
            }
            written = true;
            if (settings.durability() == Durability.FSYNC) {
                file.force(false);
            }
            segments.grow(count, System.nanoTime());
            watermark.note(segments.active().number, segments.active().size);
            succeeded = true;
            return true;
        } catch (IOException e) {
            complain(e);
            takeBack(file, start, written);
            return false;
        }
    }

    private void takeBack(FileChannel file, long start, boolean notForced) {
        try {
            file.truncate(start);
            broken = notForced; // after a force that failed nobody knows what the disk holds
        } catch (IOException e) {
            broken = true;
        }
    }

    /** What is written to a file that has no name any more is not there after a restart. */
    private void lookAtDirectory() throws IOException {
        if (System.nanoTime() - seenNanos >= LOOK_NANOS) {
            directory.mustBeThere();
            if (Files.notExists(directory.segment(segments.active().number))) {
                broken = true;
                throw new IOException(directory.segment(segments.active().number) + " has been deleted");
            }
            seenNanos = System.nanoTime();
        }
    }

    private void complain(IOException e) {
        succeeded = false;
        failedNanos = System.nanoTime();
        if (!failing) {
            failing = true;
            log.error(
                    "Messages cannot be kept, and are refused until they can: {}. {}",
                    DataDirectory.reason(e),
                    e instanceof DataDirectory.Gone
                            ? "Put it back, or restart the server to begin anew"
                            : "Is the disk of " + directory.path() + " full?");
        }
    }

    /**
     * Tells that messages can be kept again, when it has been so for a while: on a disk that is nearly full a short one
     * fits now and then.
     */
    void tellIfWell() {
        if (failing && succeeded && System.nanoTime() - failedNanos >= WELL_NANOS) {
            failing = false;
            log.info("Messages can be kept again");
        }
    }

    /** Returns the file, null before the first one is begun. */
    @Nullable
    FileChannel file() {
        return channel;
    }

    /** Makes what was written outlive a power failure, as far as it can be done, and closes the file. */
    void close() {
        FileChannel file = channel;
        channel = null;
        if (file != null) {
            Reader.forceAndClose(file);
        }
        watermark.close();
    }
}
