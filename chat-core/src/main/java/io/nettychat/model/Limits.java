package io.nettychat.model;

import java.time.Duration;

/**
 * How much of everything. The defaults are those of the protocol; {@link #builder} begins with them, {@link #toBuilder}
 * with these.
 *
 * @param textChars the longest text, in code points
 * @param textBytes the longest text, in bytes of UTF-8
 * @param frameBytes the longest WebSocket message a client may send; longer ones close the connection with 1009
 * @param fragments into how many fragments one message may be cut
 * @param messageTime how long one fragmented message may take from its first byte to its last
 * @param rooms in how many rooms a session may be
 * @param roomMembers how many members a room may have
 * @param totalRooms how many rooms the server holds at once
 * @param burst how many messages a session may send at once
 * @param rate how many messages a second a session may send in the long run; 0 means no rate limit at all, of
 *     nothing
 * @param byteRate how many bytes of text a second a session may send in the long run, eight times as many at once
 * @param requestRate how many joins, pages of history, lists of members and renames a second a session may ask for in
 *     the long run, ten times as many at once
 * @param frameRate how many WebSocket frames a second of any kind a connection may send in the long run, four times as
 *     many at once; each 4 KiB count as one more
 * @param addressRate how many such frames a second all connections of one {@link Network} may send together in the long
 *     run, ten times as many at once; connections from this machine are not counted together; 0 means no limit
 * @param handshakeRate how many WebSocket handshakes a second may come from one {@link Network} in the long run, twenty
 *     times as many at once; those from this machine are not counted; 0 means no
 *     limit
 * @param idle after how long without a data frame a user is disconnected; zero means never
 * @param helloTime how long a connection may take to say who it is
 * @param grace how long a dropped session keeps its name and its place in the rooms
 * @param unwritableTime how long a reader may take nothing at all before it is closed
 * @param pingAfter after how long without inbound traffic the server sends a WebSocket ping
 * @param pongTime how long after that ping something must come
 */
public record Limits(
        int textChars,
        int textBytes,
        int frameBytes,
        int fragments,
        Duration messageTime,
        int rooms,
        int roomMembers,
        int totalRooms,
        int burst,
        int rate,
        int byteRate,
        int requestRate,
        int frameRate,
        int addressRate,
        int handshakeRate,
        Duration idle,
        Duration helloTime,
        Duration grace,
        Duration unwritableTime,
        Duration pingAfter,
        Duration pongTime) {

    /** The limits of the protocol. */
    public static final Limits DEFAULT = builder().build();

    /** Refuses values that cannot be meant. */
    public Limits {
        positive("textChars", textChars);
        positive("textBytes", textBytes);
        positive("frameBytes", frameBytes);
        positive("fragments", fragments);
        positive("messageTime", messageTime);
        positive("rooms", rooms);
        positive("roomMembers", roomMembers);
        positive("totalRooms", totalRooms);
        positive("burst", burst);
        notNegative("rate", rate);
        positive("byteRate", byteRate);
        positive("requestRate", requestRate);
        positive("frameRate", frameRate);
        notNegative("addressRate", addressRate);
        notNegative("handshakeRate", handshakeRate);
        notNegative("idle", idle);
        positive("helloTime", helloTime);
        notNegative("grace", grace);
        positive("unwritableTime", unwritableTime);
        positive("pingAfter", pingAfter);
        positive("pongTime", pongTime);
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be 1 or more");
        }
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be longer than nothing");
        }
    }

    private static void notNegative(String name, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be 0 (no limit) or more");
        }
    }

    private static void notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " is " + value + "; it must not be negative");
        }
    }

    /** Returns a builder that begins with the defaults. */
    public static LimitsBuilder builder() {
        return new LimitsBuilder();
    }

    /** Returns a builder that begins with these limits. */
    public LimitsBuilder toBuilder() {
        return new LimitsBuilder(this);
    }
}
