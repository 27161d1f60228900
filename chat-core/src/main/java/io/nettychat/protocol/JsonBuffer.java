package io.nettychat.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of JSON under construction, in an array that is used again for the next frame. Owned by one thread.
 *
 * <p>It exists beside Jackson's generator because the broadcast path encodes into it: no object, no stream and no
 * intermediate copy for a message, and the length is known before the WebSocket header is written.
 */
final class JsonBuffer {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** For each ASCII character what follows the backslash: 0 = it stands as it is, 'u' = {@code \\u00XX}. */
    private static final byte[] ESCAPES = new byte[128];

    static {
        Arrays.fill(ESCAPES, 0, 0x20, (byte) 'u');
        ESCAPES['\b'] = 'b';
        ESCAPES['\t'] = 't';
        ESCAPES['\n'] = 'n';
        ESCAPES['\f'] = 'f';
        ESCAPES['\r'] = 'r';
        ESCAPES['"'] = '"';
        ESCAPES['\\'] = '\\';
        ESCAPES[0x7f] = 'u';
    }

    private byte[] bytes = new byte[1024];
    private int length;

    /** The array behind this buffer; valid until the next write. */
    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
        if (bytes.length > 256 * 1024) {
            bytes = new byte[1024]; // one huge reply must not hold memory on this loop for ever
        }
    }

    JsonBuffer raw(byte[] ascii) {
        ensure(ascii.length);
        System.arraycopy(ascii, 0, bytes, length, ascii.length);
        length += ascii.length;
        return this;
    }

    JsonBuffer raw(char ascii) {
        ensure(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    JsonBuffer number(long value) {
        ensure(20);
        if (value < 0) {
            if (value == Long.MIN_VALUE) {
                return raw(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
            }
            bytes[length++] = '-';
            value = -value;
        }
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + value % 10);
            value /= 10;
        }
        length += digits;
        return this;
    }

    JsonBuffer bool(boolean value) {
        return raw(value ? TRUE : FALSE);
    }

    /** Writes a string with its quotes; null becomes {@code null}. */
    JsonBuffer string(@Nullable String value) {
        if (value == null) {
            return raw(NULL);
        }
        int chars = value.length();
        ensure(chars * 6 + 2); // the longest form of one UTF-16 unit is a six byte escape
        byte[] out = bytes;
        int at = length;
        out[at++] = '"';
        for (int i = 0; i < chars; i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                byte escape = ESCAPES[c];
                if (escape == 0) {
                    out[at++] = (byte) c;
                } else {
                    at = escape(out, at, c, escape);
                }
            } else if (c < 0x800) {
                out[at++] = (byte) (0xc0 | (c >> 6));
                out[at++] = continuation(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < chars && Character.isLowSurrogate(value.charAt(i + 1))) {
                int point = Character.toCodePoint(c, value.charAt(++i));
                out[at++] = (byte) (0xf0 | (point >> 18));
                out[at++] = continuation(point >> 12);
                out[at++] = continuation(point >> 6);
                out[at++] = continuation(point);
            } else {
                char safe = Character.isSurrogate(c) ? '\ufffd' : c; // half a pair cannot be said in UTF-8
                out[at++] = (byte) (0xe0 | (safe >> 12));
                out[at++] = continuation(safe >> 6);
                out[at++] = continuation(safe);
            }
        }
        out[at++] = '"';
        length = at;
        return this;
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | (bits & 0x3f));
    }

    /** Returns how many bytes {@link #string} writes, quotes left out. */
    static int sizeOf(String value) {
        int size = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                size += ESCAPES[c] == 0 ? 1 : ESCAPES[c] == 'u' ? 6 : 2;
            } else {
                size += c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
            }
        }
        return size;
    }

    private static int escape(byte[] out, int at, char c, byte escape) {
        out[at++] = '\\';
        out[at++] = escape;
        if (escape == 'u') {
            out[at++] = '0';
            out[at++] = '0';
            out[at++] = HEX[c >> 4];
            out[at++] = HEX[c & 0xf];
        }
        return at;
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
}
