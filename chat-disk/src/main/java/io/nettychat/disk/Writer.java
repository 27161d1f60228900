package io.nettychat.disk;

import io.nettychat.model.Draft;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Rejected;
import io.nettychat.model.RoomName;
import io.nettychat.model.User;
import io.nettychat.spi.RoomLog;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that owns all that is on disk and what is known of it. It takes whatever waits, writes it in one go, and has
 * the home loops told: an idle log writes each message at once, a busy one as many together as have come meanwhile.
 */
final class Writer implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Writer.class);

    /** So much may wait for the disk; more is refused, or memory would be the limit. */
    private static final long MOST_WAITING = 64L * 1024 * 1024;

    private static final int OVERHEAD = 200;

    private final LinkedBlockingQueue<Runnable> asked = new LinkedBlockingQueue<>();
    private final AtomicLong waiting = new AtomicLong();
    private final Thread thread = new Thread(this, "chat-disk");
    private volatile boolean ended;

    private final Settings settings;
    private final Segments segments;
    private final ActiveSegment active;
    private final Batch batch;
    private final Cleaner cleaner;
    private final Blanker blanker;
    private final Reader reader;
    private final Housekeeping housekeeping;
    private final Map<String, RoomIndex> rooms;
    private final Map<Integer, RoomIndex> byNumber;
    private final SecureRandom random = new SecureRandom();
    private final int generation;
    private int nextNumber;
    private boolean stopping;
    /** Whether this turn can write at all. */
    private boolean mayWrite;
    /** Whether a batch that was acknowledged before it was written could not be written yet. */
    private boolean owing;

    /** Null while all is well; what everything is refused with after a fault in this program. */
    private @Nullable Rejected broken;

    Writer(DataDirectory directory, Settings settings, Recovery found, Moment moment) throws IOException {
        this.settings = settings;
        this.segments = found.segments();
        this.rooms = found.rooms();
        this.generation = found.generation();
        this.nextNumber = found.nextNumber();
        this.byNumber = new HashMap<>();
        rooms.values().forEach(room -> byNumber.put(room.number, room));
        this.reader = new Reader(directory, settings);
        Watermark watermark = null;
        try {
            watermark = Watermark.open(directory, settings);
            this.active = new ActiveSegment(
                    directory, segments, settings, reader, watermark, generation, DataDirectory.boot());
            active.begin(found.nextSegment());
        } catch (IOException e) {
            reader.close();
            if (watermark != null) {
                watermark.close();
            }
            throw new IOException(
                    "The data directory " + directory.path() + " cannot be written to (" + DataDirectory.reason(e)
                            + "). Make space, or name another directory.",
                    e);
        }
        this.batch = new Batch(segments, settings, moment);
        this.cleaner = new Cleaner(directory, segments, settings, batch, byNumber);
        this.blanker = new Blanker(directory, segments, settings);
        this.housekeeping = new Housekeeping(segments, settings, moment, rooms, byNumber);
        housekeeping.run();
        thread.setDaemon(true);
        thread.start();
    }

    // ---- asked for by home loops

    boolean append(DiskRoom room, User sender, Draft draft, RoomLog.Outcome outcome) {
        long cost = OVERHEAD + 2L * draft.text().length();
        if (ended || waiting.get() > MOST_WAITING) {
            return false;
        }
        waiting.addAndGet(cost);
        asked.add(() -> {
            waiting.addAndGet(-cost);
            Rejected why = why();
            if (why == null) {
                batch.append(room, sender, draft, outcome);
            } else {
                batch.tell(room, () -> outcome.refused(why));
            }
        });
        return true;
    }

    void keepFact(DiskRoom room, String key, @Nullable String value, CompletableFuture<Void> kept) {
        asked.add(() -> {
            Rejected why = why();
            if (why == null) {
                batch.keepFact(room, key, value, kept);
            } else {
                batch.tell(room, () -> kept.completeExceptionally(why));
            }
        });
    }

    void open(RoomName name, RoomLog.Tail tail, Executor home, CompletableFuture<RoomLog> opened) {
        if (ended) {
            opened.completeExceptionally(new IOException("The log is closed"));
            return;
        }
        asked.add(() -> {
            RoomIndex index = rooms.get(name.value());
            if (index == null) {
                index = new RoomIndex(nextNumber++);
                index.name = name.value();
                index.epoch = Long.toString(random.nextLong() >>> 1, 36);
                rooms.put(index.name, index);
                byNumber.put(index.number, index);
            }
            DiskRoom room = new DiskRoom(index, index.epoch + '-' + generation, this, tail, home);
            index.open = room;
            Map<String, String> facts = index.facts;
            read(index, index.head - Recent.MESSAGES / 2 + 1, Recent.MESSAGES / 2, (newest, failure) -> {
                room.atHome(() -> {
                    if (newest == null) {
                        opened.completeExceptionally(failure);
                        room.close();
                        return;
                    }
                    room.begin(newest);
                    facts.forEach(tail::factChanged);
                    opened.complete(room);
                });
            });
        });
    }

    void read(DiskRoom room, long from, int count, Reader.Done done) {
        asked.add(() -> read(room.index, from, count, done));
    }

    void close(DiskRoom room) {
        asked.add(() -> {
            if (room.index.open == room) {
                room.index.open = null;
                housekeeping.forgetIfSpent(room.index);
            }
        });
    }

    /** Writes what waits, and ends. Returns when that is done. Not on the thread itself. */
    void close() {
        asked.add(() -> stopping = true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- on the thread

    @Override
    public void run() {
        while (!stopping) {
            try {
                turn();
            } catch (RuntimeException | Error e) {
                log.error("The log on disk has a fault: nothing is kept any more. Restart the server", e);
                broken = new Rejected(ErrorCode.INTERNAL, "The server cannot keep messages any more.", 60_000);
                batch.bytes.clear();
                batch.failed(broken);
            }
        }
        end();
    }

    private void turn() {
        boolean ready = prepare();
        boolean cleans = ready && cleaner.isDue();
        Runnable next = cleans ? asked.poll() : await();
        if (owing && settle()) {
            owing = false;
        }
        ready = ready || prepare();
        mayWrite = ready;
        for (; next != null; next = batch.isFull() ? null : asked.poll()) {
            next.run();
        }
        cleans &= ready && !batch.isFull();
        if (cleans) {
            cleaner.step();
        }
        boolean done = commit();
        if (cleans && done) {
            Segment gone = cleaner.stepWritten();
            if (gone != null) {
                reader.delete(gone.number, active.file());
            }
        }
        blanker.run(batch.blanks);
        housekeeping.runIfDue();
        active.tellIfWell();
    }

    private boolean prepare() {
        return broken == null && !owing && active.prepare(housekeeping.wantsSegment());
    }

    private @Nullable Rejected why() {
        return broken != null ? broken : mayWrite ? null : full();
    }

    private static Rejected full() {
        return new Rejected(
                ErrorCode.INTERNAL,
                "The server cannot keep messages now, its disk may be full. Try again soon.",
                3_000);
    }

    private @Nullable Runnable await() {
        try {
            return asked.poll(owing ? Housekeeping.RETRY_NANOS : housekeeping.untilDue(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return null; // nobody has a reason to interrupt this thread
        }
    }

    /** Writes the batch; returns whether it was written, or had nothing in it. */
    private boolean commit() {
        if (!batch.bytes.isReadable()) {
            batch.written();
            return true;
        }
        if (settings.durability() == Durability.ASYNC) {
            batch.written();
            owing = !settle();
            return !owing;
        }
        boolean written = active.write(batch.bytes);
        batch.bytes.clear();
        if (written) {
            batch.written();
        } else {
            batch.failed(full());
        }
        return written;
    }

    /** Writes what has been acknowledged already. */
    private boolean settle() {
        boolean written = active.write(batch.bytes);
        if (written) {
            batch.bytes.clear();
        }
        return written;
    }

    private void read(RoomIndex index, long from, int count, Reader.Done done) {
        long start = Math.max(from, index.first);
        long end = Math.min(index.head, Math.max(from, index.first) + count - 1);
        List<Long> places = new ArrayList<>();
        for (long seq = start; seq <= end; seq++) {
            places.add(index.place(seq));
        }
        reader.read(places.stream().mapToLong(Long::longValue).toArray(), segments.oldest().number, done);
    }

    private void end() {
        ended = true;
        mayWrite = false;
        for (Runnable late = asked.poll(); late != null; late = asked.poll()) {
            late.run();
        }
        if (owing && !settle()) {
            log.error("Messages that were acknowledged could not be written and are lost: the disk is full or broken");
        }
        batch.bytes.clear();
        batch.failed(full());
        new Records().end(batch.bytes);
        active.write(batch.bytes);
        reader.close();
        cleaner.close();
        active.close();
        batch.bytes.release();
    }
}
