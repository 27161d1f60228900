package io.nettychat.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the one frame that nearly all frames are: a {@code message} as {@code JSON.stringify} writes it, with string
 * fields only, no escapes and no white space between tokens. Anything else, good or bad, it leaves to the JSON parser.
 * Owned by one thread.
 *
 * <p>In a room of some dozen members the parser costs more than a tenth of a whole broadcast, most of it for objects that
 * live for one frame; this costs two strings. What it accepts, the parser reads in the same way, which is tested.
 */
final class PlainMessage {
    private static final byte[] MESSAGE = ascii("message");

    private String id = "";
    private String room = "";
    private String text = "";
    private byte[] roomBytes = {};

    private int at;

    String id() {
        return id;
    }

    String room() {
        return room;
    }

    String text() {
        return text;
    }

    /** Returns whether the bytes are such a frame; then the fields are there. */
    boolean read(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int found = 0;
        at = offset;
        if (length < 2 || bytes[at++] != '{') {
            return false;
        }
        while (true) {
            int key = key(bytes, end);
            int from = at;
            if (key < 0 || (found & key) != 0 || !skipString(bytes, end)) {
                return false;
            }
            found |= key;
            if (!take(key, bytes, from, at - 1)) {
                return false;
            }
            if (at >= end) {
                return false;
            }
            byte next = bytes[at++];
            if (next == '}') {
                return at == end && found == (TYPE | ID | ROOM | TEXT);
            }
            if (next != ',') {
                return false;
            }
        }
    }

    private static final int TYPE = 1;
    private static final int ID = 2;
    private static final int ROOM = 4;
    private static final int TEXT = 8;

    /** Reads {@code "key":"} and returns which key it is, -1 for any other. */
    private int key(byte[] bytes, int end) {
        if (end - at < 8) {
            return -1;
        }
        int key = -1;
        int size = 4;
        if (matches(bytes, '"', 'i', 'd', '"')) {
            key = ID;
            size = 2;
        } else if (matches(bytes, '"', 't', 'y', 'p') && bytes[at + 4] == 'e') {
            key = TYPE;
        } else if (matches(bytes, '"', 't', 'e', 'x') && bytes[at + 4] == 't') {
            key = TEXT;
        } else if (matches(bytes, '"', 'r', 'o', 'o') && bytes[at + 4] == 'm') {
            key = ROOM;
        }
        int close = at + 1 + size;
        if (key < 0 || bytes[close] != '"' || bytes[close + 1] != ':' || close + 2 >= end || bytes[close + 2] != '"') {
            return -1;
        }
        at = close + 3;
        return key;
    }

    private boolean matches(byte[] bytes, char a, char b, char c, char d) {
        return bytes[at] == a && bytes[at + 1] == b && bytes[at + 2] == c && bytes[at + 3] == d;
    }

    /** Goes on to behind the closing quote; false when the string needs a parser. */
    private boolean skipString(byte[] bytes, int end) {
        int i = at;
        while (i < end) {
            byte b = bytes[i++];
            if (b == '"') {
                at = i;
                return true;
            }
            if (b == '\\' || (b >= 0 && b < 0x20)) {
                return false;
            }
        }
        return false;
    }

    private boolean take(int key, byte[] bytes, int from, int to) {
        switch (key) {
            case TYPE -> {
                return Arrays.equals(bytes, from, to, MESSAGE, 0, MESSAGE.length);
            }
            case ROOM -> {
                if (!Arrays.equals(bytes, from, to, roomBytes, 0, roomBytes.length)) {
                    roomBytes = Arrays.copyOfRange(bytes, from, to);
                    room = utf8(bytes, from, to); // the next message is most often for the same room
                }
                return true;
            }
            case ID -> {
                id = utf8(bytes, from, to);
                return FrameReader.isId(id);
            }
            default -> {
                text = utf8(bytes, from, to);
                return true;
            }
        }
    }

    private static String utf8(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
