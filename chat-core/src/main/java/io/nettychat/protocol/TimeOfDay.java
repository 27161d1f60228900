package io.nettychat.protocol;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;

/** {@code HH:MM:SS} of an instant, worked out once a second and otherwise remembered. Owned by one thread. */
final class TimeOfDay {
    private final ZoneRules rules;
    private final byte[] text = {'0', '0', ':', '0', '0', ':', '0', '0'};
    private long second = Long.MIN_VALUE;

    TimeOfDay(ZoneId zone) {
        this.rules = zone.getRules();
    }

    /** Returns eight ASCII characters, valid until the next call. */
    byte[] hms(long timeMillis) {
        long now = Math.floorDiv(timeMillis, 1000L);
        if (now != second) {
            second = now;
            int offset = rules.getOffset(Instant.ofEpochSecond(now)).getTotalSeconds();
            int ofDay = Math.floorMod(now + offset, 86_400);
            two(0, ofDay / 3600);
            two(3, ofDay / 60 % 60);
            two(6, ofDay % 60);
        }
        return text;
    }

    private void two(int at, int value) {
        text[at] = (byte) ('0' + value / 10);
        text[at + 1] = (byte) ('0' + value % 10);
    }
}
