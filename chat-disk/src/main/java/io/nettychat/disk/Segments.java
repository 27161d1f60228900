package io.nettychat.disk;

import java.util.ArrayList;
import java.util.List;

/** The segments, oldest first; their numbers rise by one. The last one is written to. Owned by the writer. */
final class Segments {
    private final List<Segment> list = new ArrayList<>();
    private long size;
    private long live;

    void add(Segment segment) {
        list.add(segment);
        size += segment.size;
    }

    Segment oldest() {
        return list.get(0);
    }

    Segment active() {
        return list.get(list.size() - 1);
    }

    int count() {
        return list.size();
    }

    long size() {
        return size;
    }

    long live() {
        return live;
    }

    void removeOldest() {
        Segment gone = list.remove(0);
        size -= gone.size;
        live -= gone.live;
    }

    /** Counts bytes that were written to the active segment. */
    void grow(int bytes, long nanos) {
        active().size += bytes;
        active().writtenNanos = nanos;
        size += bytes;
    }

    /** Returns the segment of a place. */
    Segment of(long place) {
        long oldest = oldest().number;
        int index = (Place.segment(place) - (int) oldest) & Place.SEGMENT_MASK;
        return list.get(index);
    }

    /** A record is needed. */
    void use(long place) {
        of(place).live += Place.size(place);
        live += Place.size(place);
    }

    /** A record is needed no more. */
    void free(long place) {
        of(place).live -= Place.size(place);
        live -= Place.size(place);
    }
}
