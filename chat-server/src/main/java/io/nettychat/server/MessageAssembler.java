package io.nettychat.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Puts the fragments of one message together
 * (<a href="https://www.rfc-editor.org/rfc/rfc6455#section-5.4">RFC 6455, 5.4</a>). Exists only while a fragmented
 * message is under way, so that a connection that never fragments pays nothing for it.
 *
 * <p>Text is checked as it comes: the first byte that cannot be UTF-8 ends the connection, not the last fragment.
 */
final class MessageAssembler {
    private final Limits limits;
    private final @Nullable CharsetDecoder utf8;
    private final Future<?> deadline;
    private ByteBuf whole;
    private int fragments;
    private int checked;

    /**
     * @param text whether the message is text and must be UTF-8
     * @param deadline what ends the connection when the message takes too long; cancelled with {@link #release()}
     */
    MessageAssembler(ByteBufAllocator alloc, Limits limits, boolean text, Future<?> deadline) {
        this.limits = limits;
        this.deadline = deadline;
        this.whole = alloc.buffer();
        this.utf8 = text
                ? StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)
                : null;
    }

    /**
     * Adds a fragment, which is only read.
     *
     * @param last whether it is the last one
     * @throws CorruptedWebSocketFrameException when the message breaks a limit or is not UTF-8
     */
    void add(ByteBuf fragment, boolean last) {
        if (++fragments > limits.fragments()) {
            throw new CorruptedWebSocketFrameException(
                    WebSocketCloseStatus.MESSAGE_TOO_BIG,
                    "A message may have at most " + limits.fragments() + " fragments.");
        }
        if (fragment.readableBytes() > limits.messageBytes() - whole.readableBytes()) {
            throw new CorruptedWebSocketFrameException(
                    WebSocketCloseStatus.MESSAGE_TOO_BIG,
                    "A message may have at most " + limits.messageBytes() + " bytes.");
        }
        whole = LargeBuffers.withRoomFor(whole, fragment.readableBytes());
        whole.writeBytes(fragment, fragment.readerIndex(), fragment.readableBytes());
        if (utf8 != null) {
            check(utf8, last);
        }
    }

    private void check(CharsetDecoder decoder, boolean last) {
        ByteBuffer bytes = whole.nioBuffer(checked, whole.writerIndex() - checked);
        CharBuffer scratch = CharBuffer.allocate(Math.min(1024, bytes.remaining() + 1));
        CoderResult result;
        do {
            scratch.clear();
            result = decoder.decode(bytes, scratch, last);
        } while (result.isOverflow());
        // What is left over is the beginning of a character; it is looked at again with what follows.
        checked = whole.writerIndex() - bytes.remaining();
        if (result.isError()) {
            throw new CorruptedWebSocketFrameException(
                    WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "Text must be UTF-8.");
        }
    }

    /** Returns how many bytes are here. */
    int length() {
        return whole.readableBytes();
    }

    boolean isText() {
        return utf8 != null;
    }

    /** Hands the message over and ends the deadline; the assembler is done. */
    ByteBuf take() {
        deadline.cancel(false);
        return whole;
    }

    /** Drops what is there and ends the deadline. */
    void release() {
        deadline.cancel(false);
        whole.release();
    }

    /**
     * How large a message may be.
     *
     * @param messageBytes in bytes, of one frame and of all fragments together
     * @param fragments in how many pieces
     * @param messageMillis how long one frame may take, and how long all fragments together, in milliseconds
     */
    record Limits(int messageBytes, int fragments, long messageMillis) {}
}
