package io.nettychat.hub;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.local.LocalAddress;
import io.nettychat.WebSocketBytes;
import java.net.SocketAddress;

/**
 * A channel whose peer takes as many bytes as the test wants, so that Netty's own outbound buffer and watermarks are what
 * is tested. Like a TCP channel it sends what it can of what was flushed and keeps the rest, be it half a buffer.
 */
final class TestSocket extends AbstractChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false);

    private final ChannelConfig config = new DefaultChannelConfig(this);
    private final Runnable onRead;
    final WebSocketBytes sent = new WebSocketBytes();
    private boolean open = true;
    private boolean connected = true;
    private long takes = Long.MAX_VALUE;
    /** How often the operating system would have been called. */
    int sends;
    /** What else happens while it is called, such as that time passes. */
    Runnable whileSending = () -> {};

    TestSocket(Runnable onRead) {
        super(null);
        this.onRead = onRead;
        config.setWriteBufferWaterMark(new WriteBufferWaterMark(8 * 1024, 16 * 1024));
    }

    /** Has the peer take no more than so many bytes from now on. On the channel's loop. */
    void take(long bytes) {
        takes = bytes;
        ((Unsafe0) unsafe()).goOn();
    }

    boolean isBlocked() {
        return takes == 0;
    }

    /** Takes bytes that do not go through the channel, as {@link Wire#send} says. */
    int send(ByteBuf bytes) {
        if (unsafe().outboundBuffer() == null || unsafe().outboundBuffer().totalPendingWriteBytes() != 0) {
            return Wire.THROUGH_CHANNEL;
        }
        byte[] taken = new byte[(int) Math.min(takes, bytes.readableBytes())];
        bytes.getBytes(bytes.readerIndex(), taken);
        sent.add(taken);
        takes -= taken.length;
        if (taken.length > 0) {
            sends++;
            whileSending.run();
        }
        return taken.length;
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) {
        boolean sending = false;
        for (ByteBuf next = (ByteBuf) in.current(); next != null; next = (ByteBuf) in.current()) {
            int length = (int) Math.min(takes, next.readableBytes());
            if (length == 0 && next.isReadable()) {
                break;
            }
            byte[] bytes = new byte[length];
            next.getBytes(next.readerIndex(), bytes);
            sent.add(bytes);
            sending |= length > 0;
            takes -= length;
            if (next.readableBytes() == 0) {
                in.remove();
            } else {
                in.removeBytes(length);
            }
        }
        if (sending) {
            sends++;
            whileSending.run();
        }
    }

    private final class Unsafe0 extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            throw new UnsupportedOperationException();
        }

        void goOn() {
            if (isOpen()) {
                flush0();
            }
        }
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new Unsafe0();
    }

    @Override
    protected void doBeginRead() {
        onRead.run();
    }

    @Override
    protected void doClose() {
        open = false;
        connected = false;
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true;
    }

    @Override
    protected void doRegister(ChannelPromise promise) {
        promise.setSuccess();
    }

    @Override
    protected void doBind(SocketAddress local) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected SocketAddress localAddress0() {
        return new LocalAddress("server");
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return new LocalAddress("client");
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return connected;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }
}
