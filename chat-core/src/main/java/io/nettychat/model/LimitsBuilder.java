package io.nettychat.model;

import java.time.Duration;

/** {@link Limits} under construction. Each method sets the component of its name. Not for use by several threads at once. */
public final class LimitsBuilder {
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

    LimitsBuilder() {}

    LimitsBuilder(Limits from) {
        textChars = from.textChars();
        textBytes = from.textBytes();
        frameBytes = from.frameBytes();
        fragments = from.fragments();
        messageTime = from.messageTime();
        rooms = from.rooms();
        roomMembers = from.roomMembers();
        totalRooms = from.totalRooms();
        burst = from.burst();
        rate = from.rate();
        byteRate = from.byteRate();
        requestRate = from.requestRate();
        frameRate = from.frameRate();
        addressRate = from.addressRate();
        handshakeRate = from.handshakeRate();
        idle = from.idle();
        helloTime = from.helloTime();
        grace = from.grace();
        unwritableTime = from.unwritableTime();
        pingAfter = from.pingAfter();
        pongTime = from.pongTime();
    }

    /** Sets {@link Limits#textChars}. */
    public LimitsBuilder textChars(int textChars) {
        this.textChars = textChars;
        return this;
    }

    /** Sets {@link Limits#textBytes}. */
    public LimitsBuilder textBytes(int textBytes) {
        this.textBytes = textBytes;
        return this;
    }

    /** Sets {@link Limits#frameBytes}. */
    public LimitsBuilder frameBytes(int frameBytes) {
        this.frameBytes = frameBytes;
        return this;
    }

    /** Sets {@link Limits#fragments}. */
    public LimitsBuilder fragments(int fragments) {
        this.fragments = fragments;
        return this;
    }

    /** Sets {@link Limits#messageTime}. */
    public LimitsBuilder messageTime(Duration messageTime) {
        this.messageTime = messageTime;
        return this;
    }

    /** Sets {@link Limits#rooms}. */
    public LimitsBuilder rooms(int rooms) {
        this.rooms = rooms;
        return this;
    }

    /** Sets {@link Limits#roomMembers}. */
    public LimitsBuilder roomMembers(int roomMembers) {
        this.roomMembers = roomMembers;
        return this;
    }

    /** Sets {@link Limits#totalRooms}. */
    public LimitsBuilder totalRooms(int totalRooms) {
        this.totalRooms = totalRooms;
        return this;
    }

    /** Sets {@link Limits#burst}. */
    public LimitsBuilder burst(int burst) {
        this.burst = burst;
        return this;
    }

    /** Sets {@link Limits#rate}. */
    public LimitsBuilder rate(int rate) {
        this.rate = rate;
        return this;
    }

    /** Sets {@link Limits#byteRate}. */
    public LimitsBuilder byteRate(int byteRate) {
        this.byteRate = byteRate;
        return this;
    }

    /** Sets {@link Limits#requestRate}. */
    public LimitsBuilder requestRate(int requestRate) {
        this.requestRate = requestRate;
        return this;
    }

    /** Sets {@link Limits#frameRate}. */
    public LimitsBuilder frameRate(int frameRate) {
        this.frameRate = frameRate;
        return this;
    }

    /** Sets {@link Limits#addressRate}. */
    public LimitsBuilder addressRate(int addressRate) {
        this.addressRate = addressRate;
        return this;
    }

    /** Sets {@link Limits#handshakeRate}. */
    public LimitsBuilder handshakeRate(int handshakeRate) {
        this.handshakeRate = handshakeRate;
        return this;
    }

    /** Sets {@link Limits#idle}. */
    public LimitsBuilder idle(Duration idle) {
        this.idle = idle;
        return this;
    }

    /** Sets {@link Limits#helloTime}. */
    public LimitsBuilder helloTime(Duration helloTime) {
        this.helloTime = helloTime;
        return this;
    }

    /** Sets {@link Limits#grace}. */
    public LimitsBuilder grace(Duration grace) {
        this.grace = grace;
        return this;
    }

    /** Sets {@link Limits#unwritableTime}. */
    public LimitsBuilder unwritableTime(Duration unwritableTime) {
        this.unwritableTime = unwritableTime;
        return this;
    }

    /** Sets {@link Limits#pingAfter}. */
    public LimitsBuilder pingAfter(Duration pingAfter) {
        this.pingAfter = pingAfter;
        return this;
    }

    /** Sets {@link Limits#pongTime}. */
    public LimitsBuilder pongTime(Duration pongTime) {
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
