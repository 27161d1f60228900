package io.nettychat.model;

import java.time.Duration;

/**
 * How much of everything. The defaults are those of the protocol; each {@code with…} method returns a changed copy.
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
 * @param rate how many messages a second a session may send in the long run; 0 means no rate limit at all
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
        Duration idle,
        Duration helloTime,
        Duration grace,
        Duration unwritableTime,
        Duration pingAfter,
        Duration pongTime) {

    /** The limits of the protocol. */
    public static final Limits DEFAULT = new Limits(
            4_000,
            16 * 1024,
            64 * 1024,
            64,
            Duration.ofSeconds(10),
            32,
            100_000,
            100_000,
            10,
            5,
            Duration.ofMinutes(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(25),
            Duration.ofSeconds(10));

    /** Refuses values that cannot be meant. */
    public Limits {
        positive("textChars", textChars);
        positive("textBytes", textBytes);
        positive("frameBytes", frameBytes);
        positive("fragments", fragments);
        positive("rooms", rooms);
        positive("roomMembers", roomMembers);
        positive("totalRooms", totalRooms);
        positive("burst", burst);
        if (rate < 0) {
            throw new IllegalArgumentException("rate is " + rate + "; it must be 0 (no limit) or more");
        }
        notNegative("idle", idle);
        notNegative("grace", grace);
        positive("messageTime", messageTime);
        positive("helloTime", helloTime);
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

    private static void notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " is " + value + "; it must not be negative");
        }
    }

    /** Returns a copy in which {@code textChars} is as given. */
    public Limits withTextChars(int textChars) {
        return new Limits(
                textChars,
                textBytes,
                frameBytes,
                fragments,
                messageTime,
                rooms,
                roomMembers,
                totalRooms,
                burst,
                rate,
                idle,
                helloTime,
                grace,
                unwritableTime,
                pingAfter,
                pongTime);
    }

    /** Returns a copy in which {@code textBytes} is as given. */
    public Limits withTextBytes(int textBytes) {
        return new Limits(
                textChars,
                textBytes,
                frameBytes,
                fragments,
                messageTime,
                rooms,
                roomMembers,
                totalRooms,
                burst,
                rate,
                idle,
                helloTime,
                grace,
                unwritableTime,
                pingAfter,
                pongTime);
    }

    /** Returns a copy in which {@code frameBytes} is as given. */
    public Limits withFrameBytes(int frameBytes) {
        return new Limits(
                textChars,
                textBytes,
                frameBytes,
                fragments,
                messageTime,
                rooms,
                roomMembers,
                totalRooms,
                burst,
                rate,
                idle,
                helloTime,
                grace,
                unwritableTime,
                pingAfter,
                pongTime);
    }

    /** Returns a copy in which {@code fragments} is as given. */
    public Limits withFragments(int fragments) {
        return new Limits(
                textChars,
                textBytes,
                frameBytes,
                fragments,
                messageTime,
                rooms,
                roomMembers,
                totalRooms,
                burst,
                rate,
                idle,
                helloTime,
                grace,
                unwritableTime,
                pingAfter,
                pongTime);
    }

    /** Returns a copy in which {@code messageTime} is as given. */
    public Limits withMessageTime(Duration messageTime) {
        return new Limits(
                textChars,
                textBytes,
                frameBytes,
                fragments,
                messageTime,
                rooms,
                roomMembers,
                totalRooms,
                burst,
                rate,
                idle,
                helloTime,
                grace,
                unwritableTime,
                pingAfter,
                pongTime);
    }

    /** Returns a copy in which {@code rooms} is as given. */
    public Limits withRooms(int rooms) {
        return new Limits(
                textChars,
                textBytes,
                frameBytes,
                fragments,
                messageTime,
                rooms,
                roomMembers,
                totalRooms,
                burst,
                rate,
                idle,
                helloTime,
                grace,
                unwritableTime,
                pingAfter,
                pongTime);
    }

    /** Returns a copy in which {@code roomMembers} is as given. */
    public Limits withRoomMembers(int roomMembers) {
        return new Limits(
                textChars,
                textBytes,
                frameBytes,
                fragments,
                messageTime,
                rooms,
                roomMembers,
                totalRooms,
                burst,
                rate,
                idle,
                helloTime,
                grace,
                unwritableTime,
                pingAfter,
                pongTime);
    }

    /** Returns a copy in which {@code totalRooms} is as given. */
    public Limits withTotalRooms(int totalRooms) {
        return new Limits(
                textChars,
                textBytes,
                frameBytes,
                fragments,
                messageTime,
                rooms,
                roomMembers,
                totalRooms,
                burst,
                rate,
                idle,
                helloTime,
                grace,
                unwritableTime,
                pingAfter,
                pongTime);
    }

    /** Returns a copy in which {@code burst} is as given. */
    public Limits withBurst(int burst) {
        return new Limits(
                textChars,
                textBytes,
                frameBytes,
                fragments,
                messageTime,
                rooms,
                roomMembers,
                totalRooms,
                burst,
                rate,
                idle,
                helloTime,
                grace,
                unwritableTime,
                pingAfter,
                pongTime);
    }

    /** Returns a copy in which {@code rate} is as given. */
    public Limits withRate(int rate) {
        return new Limits(
                textChars,
                textBytes,
                frameBytes,
                fragments,
                messageTime,
                rooms,
                roomMembers,
                totalRooms,
                burst,
                rate,
                idle,
                helloTime,
                grace,
                unwritableTime,
                pingAfter,
                pongTime);
    }

    /** Returns a copy in which {@code idle} is as given. */
    public Limits withIdle(Duration idle) {
        return new Limits(
                textChars,
                textBytes,
                frameBytes,
                fragments,
                messageTime,
                rooms,
                roomMembers,
                totalRooms,
                burst,
                rate,
                idle,
                helloTime,
                grace,
                unwritableTime,
                pingAfter,
                pongTime);
    }

    /** Returns a copy in which {@code helloTime} is as given. */
    public Limits withHelloTime(Duration helloTime) {
        return new Limits(
                textChars,
                textBytes,
                frameBytes,
                fragments,
                messageTime,
                rooms,
                roomMembers,
                totalRooms,
                burst,
                rate,
                idle,
                helloTime,
                grace,
                unwritableTime,
                pingAfter,
                pongTime);
    }

    /** Returns a copy in which {@code grace} is as given. */
    public Limits withGrace(Duration grace) {
        return new Limits(
                textChars,
                textBytes,
                frameBytes,
                fragments,
                messageTime,
                rooms,
                roomMembers,
                totalRooms,
                burst,
                rate,
                idle,
                helloTime,
                grace,
                unwritableTime,
                pingAfter,
                pongTime);
    }

    /** Returns a copy in which {@code unwritableTime} is as given. */
    public Limits withUnwritableTime(Duration unwritableTime) {
        return new Limits(
                textChars,
                textBytes,
                frameBytes,
                fragments,
                messageTime,
                rooms,
                roomMembers,
                totalRooms,
                burst,
                rate,
                idle,
                helloTime,
                grace,
                unwritableTime,
                pingAfter,
                pongTime);
    }

    /** Returns a copy in which {@code pingAfter} is as given. */
    public Limits withPingAfter(Duration pingAfter) {
        return new Limits(
                textChars,
                textBytes,
                frameBytes,
                fragments,
                messageTime,
                rooms,
                roomMembers,
                totalRooms,
                burst,
                rate,
                idle,
                helloTime,
                grace,
                unwritableTime,
                pingAfter,
                pongTime);
    }

    /** Returns a copy in which {@code pongTime} is as given. */
    public Limits withPongTime(Duration pongTime) {
        return new Limits(
                textChars,
                textBytes,
                frameBytes,
                fragments,
                messageTime,
                rooms,
                roomMembers,
                totalRooms,
                burst,
                rate,
                idle,
                helloTime,
                grace,
                unwritableTime,
                pingAfter,
                pongTime);
    }
}
