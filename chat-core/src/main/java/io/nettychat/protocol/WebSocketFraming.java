package io.nettychat.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * The bytes around a payload that make it a WebSocket frame of a server: unmasked, final, in the shortest length form
 * (<a href="https://www.rfc-editor.org/rfc/rfc6455#section-5.2">RFC 6455, 5.2</a>). Stateless.
 */
public final class WebSocketFraming {
    private static final int FINAL = 0x80;
    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xa;

    /** The longest payload of a control frame. */
    public static final int MAX_CONTROL_PAYLOAD = 125;

    private WebSocketFraming() {}

    /** Returns how many bytes stand before a payload of the given length: 2, 4 or 10. */
    public static int headerLength(int payload) {
        return payload <= 125 ? 2 : payload <= 0xffff ? 4 : 10;
    }

    /** Appends one whole text frame to {@code out}. */
    public static void text(ByteBuf out, byte[] payload, int offset, int length) {
        int needed = headerLength(length) + length;
        if (out.writerIndex() == 0 && out.capacity() < needed) {
            out.capacity(
                    needed); // by itself a buffer grows to the next power of two, and a long frame waits for its reader
        }
        header(out, TEXT, length);
        out.writeBytes(payload, offset, length);
    }

    /** Appends the header of a data frame whose payload follows. */
    public static void dataHeader(ByteBuf out, boolean text, int length) {
        header(out, text ? TEXT : BINARY, length);
    }

    /** Returns a ping with no payload. */
    public static ByteBuf ping(ByteBufAllocator alloc) {
        return alloc.directBuffer(2, 2).writeByte(FINAL | PING).writeByte(0);
    }

    /** Returns the pong that answers a ping with the given payload, whose reader index does not move. */
    public static ByteBuf pong(ByteBufAllocator alloc, ByteBuf payload) {
        int length = payload.readableBytes();
        if (length > MAX_CONTROL_PAYLOAD) {
            throw new IllegalArgumentException("a control frame carries at most 125 bytes, not " + length);
        }
        ByteBuf out = alloc.directBuffer(2 + length, 2 + length);
        header(out, PONG, length);
        return out.writeBytes(payload, payload.readerIndex(), length);
    }

    /**
     * Returns a close frame.
     *
     * @param code the close code, or -1 for a frame without one
     * @param reason cut to 123 bytes of UTF-8 at a character's end
     */
    public static ByteBuf close(ByteBufAllocator alloc, int code, String reason) {
        if (code < 0) {
            return alloc.directBuffer(2, 2).writeByte(FINAL | CLOSE).writeByte(0);
        }
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, MAX_CONTROL_PAYLOAD - 2);
        while (length < text.length && length > 0 && (text[length] & 0xc0) == 0x80) {
            length--;
        }
        ByteBuf out = alloc.directBuffer(4 + length, 4 + length);
        header(out, CLOSE, 2 + length);
        return out.writeShort(code).writeBytes(text, 0, length);
    }

    private static void header(ByteBuf out, int opcode, int length) {
        if (length <= 125) {
            out.writeShort((FINAL | opcode) << 8 | length);
        } else if (length <= 0xffff) {
            out.writeInt((FINAL | opcode) << 24 | 126 << 16 | length);
        } else {
            out.writeShort((FINAL | opcode) << 8 | 127).writeLong(length);
        }
    }
}
