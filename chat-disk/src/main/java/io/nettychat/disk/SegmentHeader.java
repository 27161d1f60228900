package io.nettychat.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The first {@value #SIZE} bytes of a segment: what it is, and how the process worked that wrote it.
 *
 * @param number of the segment: 1, 2, 3 …
 * @param generation rises whenever something acknowledged may have been lost; part of every epoch
 * @param durability what was acknowledged when
 * @param boot which run of the operating system it was, 0 when that is not known
 * @param before how many bytes of the segment before are good: what stands behind them was taken back
 */
record SegmentHeader(long number, int generation, Durability durability, long boot, long before) {
    static final int SIZE = 64;

    /** What this version reads and writes. */
    static final int FORMAT = 1;

    private static final byte[] MAGIC = "NettyChatLog".getBytes(StandardCharsets.US_ASCII);

    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE);
        bytes.put(MAGIC).putInt(FORMAT);
        bytes.putLong(number).putLong(boot).putLong(before);
        bytes.putInt(generation).putInt(code(durability));
        bytes.putInt(SIZE - 4, checksum(bytes));
        return bytes.position(0);
    }

    /**
     * Reads a header.
     *
     * @param bytes what stands there, perhaps less than a whole header
     * @return null when there is no whole header
     * @throws IOException when there is one, and it must not be read any further
     */
    static @Nullable SegmentHeader decode(ByteBuffer bytes, Path file) throws IOException {
        if (bytes.remaining() < SIZE) {
            return null;
        }
        byte[] magic = new byte[MAGIC.length];
        bytes.get(0, magic);
        int format = bytes.getInt(MAGIC.length);
        if (Arrays.equals(magic, MAGIC) && format != FORMAT && format > 0 && format < 1_000) {
            throw new IOException(
                    "The file " + file + " has the format " + format + ", and this version knows only format " + FORMAT
                            + ". Start the version that wrote it, or name another directory.");
        }
        Durability durability = durability(bytes.getInt(44));
        if (!Arrays.equals(magic, MAGIC)
                || format != FORMAT
                || bytes.getInt(SIZE - 4) != checksum(bytes)
                || durability == null) {
            return null;
        }
        return new SegmentHeader(bytes.getLong(16), bytes.getInt(40), durability, bytes.getLong(24), bytes.getLong(32));
    }

    private static int code(Durability durability) {
        return switch (durability) {
            case FSYNC -> 1;
            case PROCESS -> 2;
            case ASYNC -> 3;
        };
    }

    private static @Nullable Durability durability(int code) {
        for (Durability durability : Durability.values()) {
            if (code(durability) == code) {
                return durability;
            }
        }
        return null;
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), bytes.arrayOffset(), SIZE - 4);
        return (int) crc.getValue();
    }
}
