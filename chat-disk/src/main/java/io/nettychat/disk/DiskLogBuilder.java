package io.nettychat.disk;

import io.nettychat.spi.RecentIds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** How a {@link DiskLog} is to be. Not thread-safe; every setting has a default. */
public final class DiskLogBuilder {
    private static final long LEAST_TOTAL_BYTES = 16L * 1024 * 1024;

    /** Of a log with a bound, so many segments make it up at least: less is given back at once. */
    private static final int LEAST_SEGMENTS = 16;

    private final Path directory;
    private Durability durability = Durability.PROCESS;
    private int history = 1_000;
    private Duration historyAge = Duration.ofHours(24);
    private long historyBytes = 4L * 1024 * 1024;
    private long totalBytes = Long.MAX_VALUE;
    private int segmentBytes = 32 * 1024 * 1024;
    private long cleanAfterNanos = RecentIds.KEEP_NANOS;
    private InstantSource clock = InstantSource.system();
    private DataDirectory.Opener opener = DataDirectory::open;

    DiskLogBuilder(Path directory) {
        this.directory = directory;
    }

    /** Sets what an acknowledged message outlives; {@link Durability#PROCESS} unless set. */
    public DiskLogBuilder durability(Durability durability) {
        this.durability = durability;
        return this;
    }

    /**
     * Sets how many messages each room keeps; 1,000 unless set.
     *
     * @param messages 0 or more
     */
    public DiskLogBuilder history(int messages) {
        if (messages < 0) {
            throw new IllegalArgumentException("history is " + messages + "; it must be 0 or more");
        }
        this.history = messages;
        return this;
    }

    /** Sets how long each room keeps a message; 24 hours unless set. */
    public DiskLogBuilder historyAge(Duration age) {
        if (age.isNegative()) {
            throw new IllegalArgumentException("historyAge is " + age + "; it must not be negative");
        }
        this.historyAge = age;
        return this;
    }

    /** Sets how many bytes of the disk the messages of each room take, its newest message not counted; 4 MiB unless set. */
    public DiskLogBuilder historyBytes(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("historyBytes is " + bytes + "; it must be 0 or more");
        }
        this.historyBytes = bytes;
        return this;
    }

    /**
     * Sets how many bytes of the disk the files of the log take; no bound unless set. The history of all rooms together is
     * about half of that, the other half is for what is not given back yet. When it is more, the oldest messages go,
     * whichever room they are in. What was written in the last 5 minutes stays, for the ids in it, and counts on top when
     * it alone is more.
     *
     * @param bytes 16 MiB or more
     */
    public DiskLogBuilder historyTotalBytes(long bytes) {
        if (bytes < LEAST_TOTAL_BYTES) {
            throw new IllegalArgumentException(
                    "historyTotalBytes is " + bytes + "; it must be " + LEAST_TOTAL_BYTES + " (16 MiB) or more");
        }
        this.totalBytes = bytes;
        return this;
    }

    /** Sets the wall clock, which dates messages. */
    public DiskLogBuilder clock(InstantSource clock) {
        this.clock = clock;
        return this;
    }

    /** Sets after how many bytes a new segment is begun. */
    DiskLogBuilder segmentBytes(int bytes) {
        this.segmentBytes = bytes;
        return this;
    }

    /** Sets how long a segment stays at least after it was last written to. */
    DiskLogBuilder cleanAfter(Duration time) {
        this.cleanAfterNanos = time.toNanos();
        return this;
    }

    /** Sets how files are opened. */
    DiskLogBuilder opener(DataDirectory.Opener opener) {
        this.opener = opener;
        return this;
    }

    /**
     * Opens the log: takes the directory and reads what is in it, a second or two for a gigabyte.
     *
     * @throws IOException when another process has the directory, when a file has a format that this version does not
     *     know, or when the disk cannot be used; the message says what to do
     */
    public DiskLog open() throws IOException {
        int segment = (int) Math.min(segmentBytes, totalBytes / LEAST_SEGMENTS);
        // The cleaner lets the files grow to twice what is needed and two segments more.
        long needed = totalBytes == Long.MAX_VALUE ? Long.MAX_VALUE : totalBytes / 2 - 2L * segment;
        return new DiskLog(
                directory,
                new Settings(
                        durability,
                        history,
                        historyAge,
                        historyBytes,
                        needed,
                        segment,
                        cleanAfterNanos,
                        clock,
                        opener));
    }
}
