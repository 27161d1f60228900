package io.nettychat.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes deleted texts off the disk: writes zeros over them where they stand. When the process ends before that, the next
 * start does it, because the deletion itself is in the log. Owned by the writer.
 */
final class Blanker {
    private static final Logger log = LoggerFactory.getLogger(Blanker.class);

    private final DataDirectory directory;
    private final Segments segments;
    private final Settings settings;

    Blanker(DataDirectory directory, Segments segments, Settings settings) {
        this.directory = directory;
        this.segments = segments;
        this.settings = settings;
    }

    /** Takes texts away. What has left the history meanwhile goes with its segment. */
    void run(ArrayDeque<Batch.Blank> blanks) {
        for (Batch.Blank blank = blanks.poll(); blank != null; blank = blanks.poll()) {
            if (blank.room().holds(blank.seq())) {
                long place = blank.room().place(blank.seq());
                try (FileChannel file = settings.opener()
                        .open(
                                directory.segment(segments.of(place).number),
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE)) {
                    blank(file, place);
                } catch (IOException e) {
                    log.error("The text of a deleted message is still on disk until the next start", e);
                }
            }
        }
    }

    static void blank(FileChannel file, long place) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(Records.HEADER);
        DataDirectory.readFully(file, header, Place.offset(place));
        int textSize = header.getInt(4);
        ByteBuffer zeros = ByteBuffer.allocate(textSize);
        long at = (long) Place.offset(place) + Place.size(place) - textSize;
        while (zeros.hasRemaining()) {
            at += file.write(zeros, at);
        }
    }
}
