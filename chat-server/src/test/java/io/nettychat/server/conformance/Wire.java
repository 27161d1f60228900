package io.nettychat.server.conformance;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * WebSocket frames as bytes, right and wrong ones, as a client sends them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-5.2">RFC 6455, section 5.2</a>
 */
final class Wire {

    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;
    static final int FIN = 0x80;
    static final int RSV1 = 0x40;
    static final int RSV3 = 0x10;

    private Wire() {}

    /** A masked frame; the first byte is given whole, so that wrong ones can be built. */
    static byte[] frame(int firstByte, byte[] payload) {
        int key = ThreadLocalRandom.current().nextInt();
        byte[] mask = ByteBuffer.allocate(4).putInt(key).array();
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 14);
        out.write(firstByte);
        length(out, 0x80, payload.length);
        out.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ mask[i & 3]);
        }
        return out.toByteArray();
    }

    /** A frame without mask, which a client must not send. */
    static byte[] unmasked(int firstByte, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 10);
        out.write(firstByte);
        length(out, 0, payload.length);
        out.writeBytes(payload);
        return out.toByteArray();
    }

    /** Only the head of a masked text frame of the given length, which may be negative: the first bit is then set. */
    static byte[] headOnly(long length) {
        return ByteBuffer.allocate(14)
                .put((byte) (FIN | TEXT))
                .put((byte) (0x80 | 127))
                .putLong(length)
                .putInt(0)
                .array();
    }

    static byte[] text(String text) {
        return frame(FIN | TEXT, utf8(text));
    }

    /** A ping of the protocol, filled up to so many bytes. */
    static byte[] ping(String id, int length) {
        String start = "{\"type\":\"ping\",\"id\":\"" + id + "\",\"pad\":\"";
        return utf8(start + "x".repeat(Math.max(0, length - start.length() - 2)) + "\"}");
    }

    static byte[] closeFrame(int code, String reason) {
        byte[] bytes = utf8(reason);
        return frame(
                FIN | CLOSE,
                ByteBuffer.allocate(2 + bytes.length)
                        .putShort((short) code)
                        .put(bytes)
                        .array());
    }

    /** A text in so many fragments, of as equal length as can be. */
    static byte[] fragments(byte[] payload, int count) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) payload.length * i / count);
            int to = (int) ((long) payload.length * (i + 1) / count);
            int opcode = i == 0 ? TEXT : CONTINUATION;
            int fin = i == count - 1 ? FIN : 0;
            out.writeBytes(frame(fin | opcode, java.util.Arrays.copyOfRange(payload, from, to)));
        }
        return out.toByteArray();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Bytes written as ints, for payloads that are not text. */
    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static void length(ByteArrayOutputStream out, int maskBit, int length) {
        if (length < 126) {
            out.write(maskBit | length);
        } else if (length < 0x10000) {
            out.write(maskBit | 126);
            out.writeBytes(ByteBuffer.allocate(2).putShort((short) length).array());
        } else {
            out.write(maskBit | 127);
            out.writeBytes(ByteBuffer.allocate(8).putLong(length).array());
        }
    }
}
