package io.nettychat.disk;

import java.time.Duration;
import java.time.InstantSource;

/**
 * What a log keeps, and how.
 *
 * @param durability what an acknowledged message outlives
 * @param messages how many messages a room keeps
 * @param age how long a room keeps a message
 * @param bytes how many bytes of the disk a room keeps
 * @param neededBytes how many bytes of the disk all rooms together keep
 * @param segmentBytes after how many bytes a new segment is begun
 * @param cleanAfterNanos how long a segment stays at least after it was last written to
 * @param clock dates messages
 * @param opener opens files
 */
record Settings(
        Durability durability,
        int messages,
        Duration age,
        long bytes,
        long neededBytes,
        int segmentBytes,
        long cleanAfterNanos,
        InstantSource clock,
        DataDirectory.Opener opener) {}
