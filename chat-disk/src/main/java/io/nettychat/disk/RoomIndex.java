package io.nettychat.disk;

import io.nettychat.spi.RecentIds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a room on disk, whether or not it is open: where its messages are, its facts, its recent ids. Messages
 * {@code first … head} stand at {@code seq & mask}. Owned by the writer.
 */
final class RoomIndex {
    /** By this number records name the room. It is never used again for another one. */
    final int number;

    /** Empty until it is known. */
    String name = "";
    /** The first half of the epoch; the other one is the generation of the log. */
    String epoch = "";

    Map<String, String> facts = Map.of();
    long version;
    /** Where the newest record of the room itself is. */
    long record = Place.NONE;

    long first = 1;
    long head;
    private long bytes;
    private long[] places = new long[4];
    private int[] seconds = new int[4];

    /** Null when there are none. */
    @Nullable
    RecentIds ids;

    /** Who has the room open; null when nobody has. */
    @Nullable
    DiskRoom open;

    /** What the batch at hand makes of the room; null when it does nothing with it. */
    @Nullable
    Change change;

    RoomIndex(int number) {
        this.number = number;
    }

    /** Returns where a message is. */
    long place(long seq) {
        return places[slot(seq)];
    }

    boolean holds(long seq) {
        return seq >= first && seq <= head;
    }

    /** Returns when the oldest message was kept, in seconds of {@link Moment}. */
    int oldestSeconds() {
        return seconds[slot(first)];
    }

    /** Adds the message that follows the head. */
    void add(long place, int second) {
        if (head - first + 1 >= places.length) {
            grow(places.length * 2);
        }
        head++;
        set(head, place, second);
        bytes += Place.size(place);
    }

    private void set(long seq, long place, int second) {
        places[slot(seq)] = place;
        seconds[slot(seq)] = second;
    }

    /** A message was copied to another place. */
    void move(long seq, long place) {
        places[slot(seq)] = place;
    }

    /** Forgets the oldest message; returns where it is. */
    long dropFirst() {
        long place = places[slot(first++)];
        bytes -= Place.size(place);
        return place;
    }

    /** Returns whether more is kept than the settings allow, age not looked at. */
    boolean isOver(Settings settings) {
        return head - first >= settings.messages() || (bytes > settings.bytes() && first < head);
    }

    /** Returns whether nothing is left of the room that anybody could miss. */
    boolean isSpent() {
        return first > head && facts.isEmpty() && ids == null && open == null && change == null;
    }

    private int slot(long seq) {
        return (int) seq & (places.length - 1);
    }

    private void grow(int capacity) {
        long[] oldPlaces = places;
        int[] oldSeconds = seconds;
        places = new long[capacity];
        seconds = new int[capacity];
        for (long seq = first; seq <= head; seq++) {
            int old = (int) seq & (oldPlaces.length - 1);
            set(seq, oldPlaces[old], oldSeconds[old]);
        }
    }

    // ---- while the log is being opened: messages come in the order of the files, where copies stand behind newer ones

    /**
     * Takes a message that was found. What cannot be within the settings any more is left out.
     *
     * @param most how many messages a room keeps
     */
    void found(long seq, long place, int second, int most) {
        if (seq > head) {
            long from = Math.max(first, seq - Math.max(most, 1) + 1);
            if (head == 0 || from > head) {
                from = seq; // the first one, or one that leaves all others behind
            }
            ensure(seq - from + 1);
            long clearFrom = from == seq ? seq : head + 1;
            first = from;
            head = seq;
            for (long hole = clearFrom; hole < seq; hole++) {
                set(hole, Place.NONE, 0);
            }
        } else if (seq < first) {
            if (head - seq >= most) {
                return;
            }
            ensure(head - seq + 1);
            for (long hole = seq; hole < first; hole++) {
                set(hole, Place.NONE, 0);
            }
            first = seq;
        }
        set(seq, place, second);
    }

    private void ensure(long count) {
        int capacity = places.length;
        while (capacity < count) {
            capacity *= 2;
        }
        if (capacity > places.length) {
            grow(capacity);
        }
    }

    /**
     * Keeps of what was found the messages without holes up to the head.
     *
     * @param recordedHead the head that the room's own record tells, when that is higher the messages up to it are gone
     */
    void settle(long recordedHead) {
        if (recordedHead > head) {
            first = recordedHead + 1;
            head = recordedHead;
        }
        long from = head + 1;
        bytes = 0;
        while (from > first && places[slot(from - 1)] != Place.NONE) {
            from--;
            bytes += Place.size(places[slot(from)]);
        }
        first = from;
    }

    /** What a batch makes of a room, before it is written. */
    static final class Change {
        long head;
        long version;
        Map<String, String> facts;
        long record;
        final List<Batch.Append> appends = new ArrayList<>();
        final Map<Long, Batch.Append> ids = new HashMap<>(0);

        Change(RoomIndex room) {
            head = room.head;
            version = room.version;
            facts = room.facts;
            record = room.record;
        }
    }
}
