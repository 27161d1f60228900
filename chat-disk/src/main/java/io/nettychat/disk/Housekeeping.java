package io.nettychat.disk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What time does: messages and ids grow too old or too many, rooms are forgotten, segments are old enough to be ended. Owned by the writer. */
final class Housekeeping {
    private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

    /** After what time something that failed is tried again. */
    static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long SEGMENT_NANOS = TimeUnit.MINUTES.toNanos(5);

    /** One part in so many is given up at a time, for all rooms are looked at. */
    private static final int SPARE = 16;

    private final Segments segments;
    private final Settings settings;
    private final Moment moment;
    private final Map<String, RoomIndex> rooms;
    private final Map<Integer, RoomIndex> byNumber;
    private final long intervalNanos;
    private long last;

    Housekeeping(
            Segments segments,
            Settings settings,
            Moment moment,
            Map<String, RoomIndex> rooms,
            Map<Integer, RoomIndex> byNumber) {
        this.segments = segments;
        this.settings = settings;
        this.moment = moment;
        this.rooms = rooms;
        this.byNumber = byNumber;
        long share = saturated(settings) / 50;
        this.intervalNanos = Math.max(SHORTEST_NANOS, Math.min(LONGEST_NANOS, share));
    }

    private static long saturated(Settings settings) {
        return settings.age().toSeconds() > Integer.MAX_VALUE
                ? Long.MAX_VALUE
                : TimeUnit.SECONDS.toNanos(settings.age().toSeconds());
    }

    long untilDue() {
        return Math.max(0, last + intervalNanos - System.nanoTime());
    }

    void runIfDue() {
        if (untilDue() == 0) {
            run();
        } else if (segments.live() > settings.neededBytes()) {
            giveUpOldest();
        }
    }

    void run() {
        int oldestAllowed = (int) Math.max(
                Integer.MIN_VALUE, moment.now() - Math.min(settings.age().toSeconds(), Integer.MAX_VALUE));
        long now = System.nanoTime();
        for (RoomIndex room : new ArrayList<>(rooms.values())) {
            long before = room.first;
            while (room.first <= room.head && room.oldestSeconds() < oldestAllowed) {
                segments.free(room.dropFirst());
            }
            if (room.ids != null) {
                room.ids.expire(now);
                if (room.ids.isEmpty()) {
                    room.ids = null;
                }
            }
            expired(room, before);
        }
        if (segments.live() > settings.neededBytes()) {
            giveUpOldest();
        }
        last = System.nanoTime();
    }

    /** All rooms together keep too much: the oldest messages go, wherever they are, and some more, so that it is not soon again. */
    private void giveUpOldest() {
        long enough = settings.neededBytes() - settings.neededBytes() / SPARE;
        Map<RoomIndex, Long> before = new HashMap<>();
        PriorityQueue<RoomIndex> oldestFirst = new PriorityQueue<>(Comparator.comparingInt(RoomIndex::oldestSeconds));
        for (RoomIndex room : rooms.values()) {
            if (room.first <= room.head) {
                oldestFirst.add(room);
            }
        }
        long messages = 0;
        for (RoomIndex room = oldestFirst.poll(); room != null && segments.live() > enough; room = oldestFirst.poll()) {
            before.putIfAbsent(room, room.first);
            int second = room.oldestSeconds();
            while (room.first <= room.head && room.oldestSeconds() <= second && segments.live() > enough) {
                segments.free(room.dropFirst());
                messages++;
            }
            if (room.first <= room.head) {
                oldestFirst.add(room);
            }
        }
        before.forEach(this::expired);
        log.debug("{} messages have left the history before their time: there is no more space for them", messages);
    }

    private void expired(RoomIndex room, long firstBefore) {
        DiskRoom open = room.open;
        if (open != null && room.first != firstBefore) {
            long first = room.first;
            open.atHome(() -> open.expired(first));
        }
        forgetIfSpent(room);
    }

    void forgetIfSpent(RoomIndex room) {
        if (room.isSpent() && rooms.remove(room.name, room)) {
            byNumber.remove(room.number);
            if (room.record != Place.NONE) {
                segments.free(room.record);
            }
        }
    }

    /**
     * Returns whether the segment at hand has been written to for so long that another one is to be begun: what is too
     * old is deleted with its segment, and so soon enough.
     */
    boolean wantsSegment() {
        Segment active = segments.active();
        return active.size > SegmentHeader.SIZE
                && System.nanoTime() - active.begunNanos > Math.max(SEGMENT_NANOS, saturated(settings) / 8);
    }
}
