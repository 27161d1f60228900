package io.nettychat.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what a script has built: a row of fields, each {@code length:bytes}. A form that Lua writes with one
 * concatenation, and that says nothing of what is in the fields.
 */
final class Fields {
    private final byte[] bytes;
    private int at;

    Fields(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean hasMore() {
        return at < bytes.length;
    }

    /** Reads a field as text. */
    String text() {
        int length = 0;
        while (true) {
            byte digit = next();
            if (digit == ':') {
                break;
            }
            if (digit < '0' || digit > '9' || length > bytes.length) {
                throw broken();
            }
            length = length * 10 + digit - '0';
        }
        if (length > bytes.length - at) {
            throw broken();
        }
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    /** Reads a field as a number. */
    long number() {
        return Long.parseLong(text());
    }

    /** Reads a field as a count. */
    int count() {
        return Math.toIntExact(number());
    }

    /** Reads some fields as texts. */
    List<String> texts(int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(text());
        }
        return texts;
    }

    private byte next() {
        if (at == bytes.length) {
            throw broken();
        }
        return bytes[at++];
    }

    private static IllegalStateException broken() {
        return new IllegalStateException("what Redis sent was not written by a script of this version");
    }
}
