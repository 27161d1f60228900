package io.nettychat.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the log has been written, in a file of its own, noted before anybody is told of a message. A log that ends
 * before it has lost something that was acknowledged, be it that somebody cut the file off where a record ends; one that
 * ends in the middle of a record behind it has not. The note outlives the process; after a power failure it may be an older
 * one, which only proves less. Owned by the writer.
 */
final class Watermark {
    private static final Logger log = LoggerFactory.getLogger(Watermark.class);

    static final String FILE = "watermark";
    private static final int SIZE = 20;

    private final FileChannel file;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(SIZE);
    private boolean failing;

    private Watermark(FileChannel file) {
        this.file = file;
    }

    /**
     * A place in the log.
     *
     * @param segment its number
     * @param size how many bytes of it have been written
     */
    record Mark(long segment, long size) {}

    /** Opens the file for notes, and makes it when it is not there: later there may be no space for it. */
    static Watermark open(DataDirectory directory, Settings settings) throws IOException {
        FileChannel file = settings.opener()
                .open(directory.path().resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Watermark watermark = new Watermark(file);
        try {
            if (file.size() < SIZE) {
                watermark.write(0, 0);
            }
        } catch (IOException e) {
            file.close();
            throw e;
        }
        return watermark;
    }

    /** Returns what was noted last; null when nothing was, or it cannot be read any more. */
    static @Nullable Mark read(DataDirectory directory, Settings settings) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE);
        try (FileChannel file = settings.opener().open(directory.path().resolve(FILE), StandardOpenOption.READ)) {
            DataDirectory.readFully(file, bytes, 0);
        } catch (NoSuchFileException e) {
            return null;
        }
        bytes.flip();
        boolean whole = bytes.remaining() == SIZE && bytes.getInt(SIZE - 4) == checksum(bytes);
        return whole && bytes.getLong(0) > 0 ? new Mark(bytes.getLong(0), bytes.getLong(8)) : null;
    }

    /** Notes how far the log has been written. */
    void note(long segment, long size) {
        try {
            write(segment, size);
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                failing = true;
                log.warn("How far the log has been written could not be noted: {}", DataDirectory.reason(e));
            }
        }
    }

    private void write(long segment, long size) throws IOException {
        bytes.clear().putLong(segment).putLong(size);
        bytes.putInt(checksum(bytes)).flip();
        for (long at = 0; bytes.hasRemaining(); ) {
            at += file.write(bytes, at);
        }
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().position(0).limit(SIZE - 4));
        return (int) crc.getValue();
    }

    void close() {
        try {
            file.close();
        } catch (IOException e) {
            log.debug("A file that was written to could not be closed", e);
        }
    }
}
