package io.nettychat.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder;

/**
 * Memory for what comes in pieces. Few who mean well send more at once than {@value #POOLED} bytes; thousands who do, and do
 * not end, are an attack. Netty's pool keeps what it once had for buffers beyond that size until others of that size come,
 * which may be never; therefore they are not taken from the pool, and their memory goes back when they end.
 */
final class LargeBuffers {
    /** In bytes. Below it Netty's pool has sizes of its own, and a bound for each of what it keeps. */
    static final int POOLED = 16 * 1024;

    /** Like {@link ByteToMessageDecoder#MERGE_CUMULATOR}. */
    static final ByteToMessageDecoder.Cumulator CUMULATOR = LargeBuffers::cumulate;

    private LargeBuffers() {}

    @SuppressWarnings("ReferenceEquality") // Netty may hand over what is held itself
    private static ByteBuf cumulate(ByteBufAllocator alloc, ByteBuf held, ByteBuf in) {
        ByteBuf whole = held;
        if (held != in && held.isReadable()) {
            try {
                whole = withRoomFor(held, in.readableBytes());
            } catch (Throwable noMemory) {
                in.release();
                throw noMemory;
            }
        }
        return ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(alloc, whole, in);
    }

    /**
     * Returns the buffer, or when it is going to be large another one with what can still be read in it; the first one is
     * released then.
     *
     * @param more how many bytes are going to be written
     */
    static ByteBuf withRoomFor(ByteBuf held, int more) {
        int length = held.readableBytes() + more;
        if (length <= POOLED || held.alloc() instanceof UnpooledByteBufAllocator) {
            return held;
        }
        ByteBuf large = UnpooledByteBufAllocator.DEFAULT.directBuffer(
                UnpooledByteBufAllocator.DEFAULT.calculateNewCapacity(length, Integer.MAX_VALUE));
        large.writeBytes(held, held.readerIndex(), held.readableBytes());
        held.release();
        return large;
    }
}
