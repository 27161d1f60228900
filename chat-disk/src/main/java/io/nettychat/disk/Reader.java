package io.nettychat.disk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nettychat.model.Message;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads messages, on a thread of its own. It also deletes segments, and does so behind all reads that were asked for
 * before: whoever was told a place can read it. {@link #read} and {@link #delete} are called by the writer.
 */
final class Reader {
    private static final Logger log = LoggerFactory.getLogger(Reader.class);

    /** So few files are open at once, however many there are. */
    private static final int OPEN_FILES = 32;

    /** Messages as near to each other as this are read in one go. */
    private static final int SPAN = 64 * 1024;

    private final DataDirectory directory;
    private final Settings settings;
    private final Records records = new Records();
    private final Map<Long, FileChannel> files = new LinkedHashMap<>(16, 0.75f, true);
    private final ByteBuf scratch = Unpooled.directBuffer(SPAN);
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread reader = new Thread(task, "chat-disk-reader");
        reader.setDaemon(true);
        return reader;
    });

    /** Is told what was read. */
    interface Done {
        /** On the reader's thread. One of the two is null. */
        void accept(@Nullable List<Message> messages, @Nullable IOException failure);
    }

    Reader(DataDirectory directory, Settings settings) {
        this.directory = directory;
        this.settings = settings;
    }

    /**
     * Reads messages.
     *
     * @param places where they are
     * @param oldest the number of the oldest segment
     */
    void read(long[] places, long oldest, Done done) {
        thread.execute(() -> {
            List<Message> messages;
            try {
                messages = read(places, oldest);
            } catch (IOException e) {
                done.accept(null, e);
                return;
            } catch (RuntimeException e) {
                done.accept(null, new IOException("A message on disk could not be understood", e));
                return;
            }
            done.accept(messages, null);
        });
    }

    private List<Message> read(long[] places, long oldest) throws IOException {
        List<Message> messages = new ArrayList<>(places.length);
        for (int from = 0; from < places.length; ) {
            int to = from + 1;
            while (to < places.length && isNear(places[from], places[to - 1], places[to])) {
                to++;
            }
            readSpan(places, from, to, oldest, messages);
            from = to;
        }
        return messages;
    }

    private static boolean isNear(long first, long before, long next) {
        return Place.segment(first) == Place.segment(next)
                && Place.offset(next) > Place.offset(before)
                && Place.offset(next) + Place.size(next) - Place.offset(first) <= SPAN;
    }

    private void readSpan(long[] places, int from, int to, long oldest, List<Message> into) throws IOException {
        int start = Place.offset(places[from]);
        int length = Place.offset(places[to - 1]) + Place.size(places[to - 1]) - start;
        long number = oldest + ((Place.segment(places[from]) - oldest) & Place.SEGMENT_MASK);
        scratch.clear().ensureWritable(length);
        DataDirectory.readFully(file(number), scratch.internalNioBuffer(0, length), start);
        scratch.writerIndex(length);
        for (int i = from; i < to; i++) {
            int at = Place.offset(places[i]) - start;
            int size = records.check(scratch, at, length);
            if (size != Place.size(places[i])
                    || !(records.isTextWhole(scratch, at, size) || Records.isTextGoing(scratch, at, size))) {
                throw new IOException("A message in " + directory.segment(number) + " is damaged");
            }
            into.add(records.message(scratch, at));
        }
    }

    private FileChannel file(long number) throws IOException {
        FileChannel known = files.get(number);
        if (known != null) {
            return known;
        }
        if (files.size() >= OPEN_FILES) {
            Iterator<FileChannel> leastUsed = files.values().iterator();
            leastUsed.next().close();
            leastUsed.remove();
        }
        FileChannel file = settings.opener().open(directory.segment(number), StandardOpenOption.READ);
        files.put(number, file);
        return file;
    }

    /** Takes a segment that is full: it is made to outlive a power failure before any other one is deleted. */
    void retire(FileChannel full) {
        thread.execute(() -> forceAndClose(full));
    }

    static void forceAndClose(FileChannel file) {
        try (file) {
            file.force(true);
        } catch (IOException e) {
            log.warn("What was written may not outlive a power failure: {}", DataDirectory.reason(e));
        }
    }

    /**
     * Deletes a segment whose messages have been copied.
     *
     * @param active where the copies are, as far as they are not in segments that were full since
     */
    void delete(long number, @Nullable FileChannel active) {
        thread.execute(() -> {
            try {
                if (active != null && settings.durability() != Durability.FSYNC) {
                    active.force(false);
                }
                FileChannel open = files.remove(number);
                if (open != null) {
                    open.close();
                }
                Files.deleteIfExists(directory.segment(number));
            } catch (IOException e) {
                log.warn("{} could not be deleted: {}", directory.segment(number), DataDirectory.reason(e));
            }
        });
    }

    /** Ends the thread behind what it has to do. */
    void close() {
        thread.execute(() -> {
            for (FileChannel file : files.values()) {
                try {
                    file.close();
                } catch (IOException e) {
                    log.debug("A file that was only read could not be closed", e);
                }
            }
            scratch.release();
        });
        thread.shutdown();
        try {
            if (!thread.awaitTermination(30, TimeUnit.SECONDS)) {
                log.warn("The log is closed although something is still being read");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
