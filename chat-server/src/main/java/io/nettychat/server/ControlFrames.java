package io.nettychat.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/**
 * The three control frames of <a href="https://www.rfc-editor.org/rfc/rfc6455#section-5.5">RFC 6455, 5.5</a> as bytes.
 * A server does not mask, and 125 bytes of payload always fit the short header of two bytes.
 */
final class ControlFrames {
    private static final int FIN_CLOSE = 0x88;
    private static final int FIN_PING = 0x89;
    private static final int FIN_PONG = 0x8A;
    private static final int MAX_PAYLOAD = 125;

    private ControlFrames() {}

    static ByteBuf ping(ByteBufAllocator alloc) {
        return alloc.ioBuffer(2, 2).writeByte(FIN_PING).writeByte(0);
    }

    /** A pong with the ping's payload, which is only read. */
    static ByteBuf pong(ByteBufAllocator alloc, ByteBuf payload) {
        int length = payload.readableBytes();
        return alloc.ioBuffer(2 + length, 2 + length)
                .writeByte(FIN_PONG)
                .writeByte(length)
                .writeBytes(payload, payload.readerIndex(), length);
    }

    /** A close frame without a code, the answer to a close frame without a code. */
    static ByteBuf close(ByteBufAllocator alloc) {
        return alloc.ioBuffer(2, 2).writeByte(FIN_CLOSE).writeByte(0);
    }

    /** A close frame; a reason that is too long is cut between two characters. */
    static ByteBuf close(ByteBufAllocator alloc, int code, String reason) {
        String fitting = reason;
        while (ByteBufUtil.utf8Bytes(fitting) > MAX_PAYLOAD - 2) {
            fitting = fitting.substring(0, fitting.offsetByCodePoints(fitting.length(), -1));
        }
        byte[] text = fitting.getBytes(StandardCharsets.UTF_8);
        return alloc.ioBuffer(4 + text.length, 4 + text.length)
                .writeByte(FIN_CLOSE)
                .writeByte(2 + text.length)
                .writeShort(code)
                .writeBytes(text);
    }
}
