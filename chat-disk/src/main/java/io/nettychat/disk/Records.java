package io.nettychat.disk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.nettychat.model.Message;
import io.nettychat.model.User;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * What stands in a segment behind its header: records, one behind the other, all numbers big-endian.
 *
 * <pre>
 * 4  size of the whole record (20 bits) and a check of it (12 bits), so that a record that is not all there is told from
 *    one that is wrong
 * 4  size of the text
 * 4  CRC-32C of the record without this field and without the text
 * 4  CRC-32C of the text
 * n  type, and what belongs to it
 * m  text, in UTF-8
 * </pre>
 *
 * <p>The text has a checksum of its own because a deletion takes it away where it stands: zeros are written over it.
 * Not thread-safe: each thread has its own.
 */
final class Records {
    static final int HEADER = 16;

    static final byte ROOM = 1;
    static final byte MESSAGE = 2;
    /** The orderly end of a process: nothing was under way. */
    static final byte END = 3;

    /** What {@link #check} says of bytes that begin like a record and end too early. */
    static final int INCOMPLETE = 0;
    /** What {@link #check} says of bytes that are no record. */
    static final int WRONG = -1;

    private final CRC32C crc = new CRC32C();

    /** The state of a room as a whole; the one with the highest version counts. */
    record RoomRecord(int room, long version, String name, String epoch, long head, Map<String, String> facts) {}

    // ---- writing

    /** Appends a message; returns its size. The buffer is as it was when the size is more than {@link Place#MAX_SIZE}. */
    int message(ByteBuf out, int room, Message message) {
        int start = begin(out, MESSAGE);
        number(out, room);
        number(out, message.seq());
        out.writeLong(message.timeMillis());
        string(out, message.sender().id());
        string(out, message.sender().name());
        String id = message.id();
        out.writeByte(id == null ? 0 : 1);
        if (id != null) {
            string(out, id);
        }
        number(out, message.deletes());
        int text = out.writerIndex();
        ByteBufUtil.writeUtf8(out, message.text());
        return end(out, start, text);
    }

    /** Appends the state of a room; as {@link #message}. */
    int room(ByteBuf out, RoomRecord room) {
        int start = begin(out, ROOM);
        number(out, room.room());
        number(out, room.version());
        string(out, room.name());
        string(out, room.epoch());
        number(out, room.head());
        number(out, room.facts().size());
        room.facts().forEach((key, value) -> {
            string(out, key);
            string(out, value);
        });
        return end(out, start, out.writerIndex());
    }

    int end(ByteBuf out) {
        int start = begin(out, END);
        return end(out, start, out.writerIndex());
    }

    private static int begin(ByteBuf out, byte type) {
        int start = out.writerIndex();
        out.writeZero(HEADER).writeByte(type);
        return start;
    }

    private int end(ByteBuf out, int start, int text) {
        int size = out.writerIndex() - start;
        if (size > Place.MAX_SIZE) {
            out.writerIndex(start);
            return size;
        }
        int textSize = start + size - text;
        out.setInt(start, (size << 12) | checkOf(size));
        out.setInt(start + 4, textSize);
        out.setInt(start + 12, checksum(out, text, textSize));
        out.setInt(start + 8, headChecksum(out, start, size - textSize));
        return size;
    }

    private static void number(ByteBuf out, long value) {
        long rest = value;
        while (rest >>> 7 != 0) {
            out.writeByte(((int) rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    private static void string(ByteBuf out, String value) {
        number(out, ByteBufUtil.utf8Bytes(value));
        ByteBufUtil.writeUtf8(out, value);
    }

    // ---- checking

    private static int checkOf(int size) {
        return (size * 0x9e3779b1) >>> 20;
    }

    private int checksum(ByteBuf bytes, int from, int size) {
        crc.reset();
        update(bytes, from, size);
        return (int) crc.getValue();
    }

    private int headChecksum(ByteBuf bytes, int start, int size) {
        crc.reset();
        update(bytes, start, 8);
        update(bytes, start + 12, size - 12);
        return (int) crc.getValue();
    }

    private void update(ByteBuf bytes, int from, int size) {
        ByteBuffer view = bytes.internalNioBuffer(from, size);
        crc.update(view);
    }

    /**
     * Returns the size of the record at {@code at}, its text not looked at; or {@link #INCOMPLETE} or {@link #WRONG}.
     *
     * @param end where the bytes end
     */
    int check(ByteBuf in, int at, int end) {
        if (end - at < 4) {
            return INCOMPLETE;
        }
        int word = in.getInt(at);
        int size = word >>> 12;
        if ((word & 0xfff) != checkOf(size) || size <= HEADER) {
            return WRONG;
        }
        if (end - at < size) {
            return INCOMPLETE;
        }
        int textSize = in.getInt(at + 4);
        if (textSize < 0 || textSize >= size - HEADER) {
            return WRONG;
        }
        return headChecksum(in, at, size - textSize) == in.getInt(at + 8) ? size : WRONG;
    }

    /** Returns the size that the record at {@code at} says it has, believed without a check. */
    static int sizeAt(ByteBuf in, int at) {
        return in.getInt(at) >>> 12;
    }

    static byte type(ByteBuf in, int at) {
        return in.getByte(at + HEADER);
    }

    static int textSize(ByteBuf in, int at) {
        return in.getInt(at + 4);
    }

    boolean isTextWhole(ByteBuf in, int at, int size) {
        int textSize = textSize(in, at);
        return checksum(in, at + size - textSize, textSize) == in.getInt(at + 12);
    }

    /** Returns whether a deletion has taken the text away. */
    static boolean isTextGone(ByteBuf in, int at, int size) {
        int textSize = textSize(in, at);
        return textSize > 0 && in.forEachByte(at + size - textSize, textSize, value -> value == 0) < 0;
    }

    /** Returns whether a deletion is just taking the text away. */
    static boolean isTextGoing(ByteBuf in, int at, int size) {
        int textSize = textSize(in, at);
        return textSize > 0 && in.getByte(at + size - textSize) == 0;
    }

    // ---- reading; of checked records only

    /** Reads a message and nothing of its strings; {@link #message} reads it all. */
    static void skim(ByteBuf in, int at, Skimmed into) {
        in.readerIndex(at + HEADER + 1);
        into.room = (int) number(in);
        into.seq = number(in);
        into.timeMillis = in.readLong();
    }

    /** What recovery needs of a message; used again and again. */
    static final class Skimmed {
        int room;
        long seq;
        long timeMillis;
    }

    /** Returns which message a message deletes, 0 for none. */
    static long deletes(ByteBuf in, int at) {
        in.readerIndex(at + HEADER + 1);
        number(in);
        number(in);
        in.skipBytes(8);
        for (int strings = 2; strings > 0; strings--) {
            in.skipBytes((int) number(in));
        }
        if (in.readByte() != 0) {
            in.skipBytes((int) number(in));
        }
        return number(in);
    }

    /** Reads a message; its text is empty when it is gone. */
    Message message(ByteBuf in, int at) {
        int size = sizeAt(in, at);
        in.readerIndex(at + HEADER + 1);
        number(in); // the room, which the reader knows
        long seq = number(in);
        long time = in.readLong();
        String user = string(in);
        String name = string(in);
        String id = in.readByte() == 0 ? null : string(in);
        long deletes = number(in);
        int textSize = textSize(in, at);
        String text =
                isTextWhole(in, at, size) ? in.toString(at + size - textSize, textSize, StandardCharsets.UTF_8) : "";
        return new Message(seq, time, new User(user, name), text, id, deletes);
    }

    static RoomRecord room(ByteBuf in, int at) {
        in.readerIndex(at + HEADER + 1);
        int room = (int) number(in);
        long version = number(in);
        String name = string(in);
        String epoch = string(in);
        long head = number(in);
        int count = (int) number(in);
        Map<String, String> facts = new HashMap<>();
        for (int i = 0; i < count; i++) {
            facts.put(string(in), string(in));
        }
        return new RoomRecord(room, version, name, epoch, head, facts);
    }

    private static long number(ByteBuf in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.readByte();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static String string(ByteBuf in) {
        return in.readCharSequence((int) number(in), StandardCharsets.UTF_8).toString();
    }
}
