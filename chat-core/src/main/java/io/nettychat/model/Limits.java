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
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder that begins with these limits. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.textChars = textChars;
        builder.textBytes = textBytes;
        builder.frameBytes = frameBytes;
        builder.fragments = fragments;
        builder.messageTime = messageTime;
        builder.rooms = rooms;
        builder.roomMembers = roomMembers;
        builder.totalRooms = totalRooms;
        builder.burst = burst;
        builder.rate = rate;
        builder.byteRate = byteRate;
        builder.requestRate = requestRate;
        builder.frameRate = frameRate;
        builder.addressRate = addressRate;
        builder.handshakeRate = handshakeRate;
        builder.idle = idle;
        builder.helloTime = helloTime;
        builder.grace = grace;
        builder.unwritableTime = unwritableTime;
        builder.pingAfter = pingAfter;
        builder.pongTime = pongTime;
        return builder;
    }

    /** Limits under construction. Each method sets the component of its name. Not for use by several threads at once. */
    public static final class Builder {
        private int textChars = 4_000;
        private int textBytes = 16 * 1024;
        private int frameBytes = 64 * 1024;
        private int fragments = 64;
        private Duration messageTime = Duration.ofSeconds(10);
        private int rooms = 32;
        private int roomMembers = 100_000;
        private int totalRooms = 100_000;
        private int burst = 10;
        private int rate = 5;
        private int byteRate = 32 * 1024;
        private int requestRate = 10;
        private int frameRate = 64;
        private int addressRate = 1_000;
        private int handshakeRate = 50;
        private Duration idle = Duration.ofMinutes(5);
        private Duration helloTime = Duration.ofSeconds(10);
        private Duration grace = Duration.ofSeconds(10);
        private Duration unwritableTime = Duration.ofSeconds(30);
        private Duration pingAfter = Duration.ofSeconds(25);
        private Duration pongTime = Duration.ofSeconds(10);

        private Builder() {}

        /** Sets {@link Limits#textChars}. */
        public Builder textChars(int textChars) {
            this.textChars = textChars;
            return this;
        }

        /** Sets {@link Limits#textBytes}. */
        public Builder textBytes(int textBytes) {
            this.textBytes = textBytes;
            return this;
        }

        /** Sets {@link Limits#frameBytes}. */
        public Builder frameBytes(int frameBytes) {
            this.frameBytes = frameBytes;
            return this;
        }

        /** Sets {@link Limits#fragments}. */
        public Builder fragments(int fragments) {
            this.fragments = fragments;
            return this;
        }

        /** Sets {@link Limits#messageTime}. */
        public Builder messageTime(Duration messageTime) {
            this.messageTime = messageTime;
            return this;
        }

        /** Sets {@link Limits#rooms}. */
        public Builder rooms(int rooms) {
            this.rooms = rooms;
            return this;
        }

        /** Sets {@link Limits#roomMembers}. */
        public Builder roomMembers(int roomMembers) {
            this.roomMembers = roomMembers;
            return this;
        }

        /** Sets {@link Limits#totalRooms}. */
        public Builder totalRooms(int totalRooms) {
            this.totalRooms = totalRooms;
            return this;
        }

        /** Sets {@link Limits#burst}. */
        public Builder burst(int burst) {
            this.burst = burst;
            return this;
        }

        /** Sets {@link Limits#rate}. */
        public Builder rate(int rate) {
            this.rate = rate;
            return this;
        }

        /** Sets {@link Limits#byteRate}. */
        public Builder byteRate(int byteRate) {
            this.byteRate = byteRate;
            return this;
        }

        /** Sets {@link Limits#requestRate}. */
        public Builder requestRate(int requestRate) {
            this.requestRate = requestRate;
            return this;
        }

        /** Sets {@link Limits#frameRate}. */
        public Builder frameRate(int frameRate) {
            this.frameRate = frameRate;
            return this;
        }

        /** Sets {@link Limits#addressRate}. */
        public Builder addressRate(int addressRate) {
            this.addressRate = addressRate;
            return this;
        }

        /** Sets {@link Limits#handshakeRate}. */
        public Builder handshakeRate(int handshakeRate) {
            this.handshakeRate = handshakeRate;
            return this;
        }

        /** Sets {@link Limits#idle}. */
        public Builder idle(Duration idle) {
            this.idle = idle;
            return this;
        }

        /** Sets {@link Limits#helloTime}. */
        public Builder helloTime(Duration helloTime) {
            this.helloTime = helloTime;
            return this;
        }

        /** Sets {@link Limits#grace}. */
        public Builder grace(Duration grace) {
            this.grace = grace;
            return this;
        }

        /** Sets {@link Limits#unwritableTime}. */
        public Builder unwritableTime(Duration unwritableTime) {
            this.unwritableTime = unwritableTime;
            return this;
        }

        /** Sets {@link Limits#pingAfter}. */
        public Builder pingAfter(Duration pingAfter) {
            this.pingAfter = pingAfter;
            return this;
        }

        /** Sets {@link Limits#pongTime}. */
        public Builder pongTime(Duration pongTime) {
            this.pongTime = pongTime;
            return this;
        }

        /**
         * Returns the limits.
         *
         * @throws IllegalArgumentException when a value cannot be meant; the message names it
         */
        public Limits build() {
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
                    byteRate,
                    requestRate,
                    frameRate,
                    addressRate,
                    handshakeRate,
                    idle,
                    helloTime,
                    grace,
                    unwritableTime,
                    pingAfter,
                    pongTime);
        }
    }
}
