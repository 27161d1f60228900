package io.nettychat.server;

import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the server talks to the operating system. One value decides; nothing else in the server depends on it. */
public enum Transport {
    /** epoll on Linux, kqueue on macOS and BSD, NIO wherever neither can be loaded. */
    AUTO(NioIoHandler.class, NioServerSocketChannel.class),
    /** Linux. Needs the native library {@code netty-transport-native-epoll} of the machine. */
    EPOLL(EpollIoHandler.class, EpollServerSocketChannel.class),
    /** macOS and BSD. Needs the native library {@code netty-transport-native-kqueue} of the machine. */
    KQUEUE(KQueueIoHandler.class, KQueueServerSocketChannel.class),
    /** Linux 5.11 or newer. Needs the native library {@code netty-transport-native-io_uring} of the machine. */
    IO_URING(IoUringIoHandler.class, IoUringServerSocketChannel.class),
    /** The JDK's own, everywhere. */
    NIO(NioIoHandler.class, NioServerSocketChannel.class);

    private final Class<? extends IoHandler> handlerType;
    private final Class<? extends ServerChannel> serverChannel;

    Transport(Class<? extends IoHandler> handlerType, Class<? extends ServerChannel> serverChannel) {
        this.handlerType = handlerType;
        this.serverChannel = serverChannel;
    }

    /** Returns whether this transport works on this machine. Loads its native library on the first call. */
    public boolean isAvailable() {
        return obstacle() == null;
    }

    /**
     * Returns what {@link #AUTO} stands for on this machine, or this transport itself.
     *
     * @throws IllegalStateException when this transport does not work here; the message says why and what does
     */
    Transport resolve() {
        if (this == AUTO) {
            return EPOLL.isAvailable() ? EPOLL : KQUEUE.isAvailable() ? KQUEUE : NIO;
        }
        Throwable cause = obstacle();
        if (cause != null) {
            throw new IllegalStateException(
                    "The transport " + name().toLowerCase(Locale.ROOT) + " is not available here: " + rootMessage(cause)
                            + ". Choose auto or nio.",
                    cause);
        }
        return this;
    }

    private @Nullable Throwable obstacle() {
        return switch (this) {
            case EPOLL -> Epoll.isAvailable() ? null : Epoll.unavailabilityCause();
            case KQUEUE -> KQueue.isAvailable() ? null : KQueue.unavailabilityCause();
            case IO_URING -> IoUring.isAvailable() ? null : IoUring.unavailabilityCause();
            case AUTO, NIO -> null;
        };
    }

    IoHandlerFactory ioHandlerFactory() {
        return switch (this) {
            case EPOLL -> EpollIoHandler.newFactory();
            case KQUEUE -> KQueueIoHandler.newFactory();
            case IO_URING -> IoUringIoHandler.newFactory();
            case AUTO, NIO -> NioIoHandler.newFactory();
        };
    }

    /** Returns the option that limits what the kernel keeps unsent for a socket, null where there is none. */
    @Nullable
    ChannelOption<Long> unsentLimit() {
        return switch (this) {
            case EPOLL -> EpollChannelOption.TCP_NOTSENT_LOWAT;
            case IO_URING -> IoUringChannelOption.TCP_NOTSENT_LOWAT;
            case AUTO, KQUEUE, NIO -> null;
        };
    }

    Class<? extends ServerChannel> serverChannel() {
        return serverChannel;
    }

    /** Finds the transport that the loops of a host work with, because its channels must be of the same kind. */
    static Transport of(IoEventLoopGroup loops) {
        for (Transport transport : new Transport[] {EPOLL, KQUEUE, IO_URING, NIO}) {
            if (loops.isIoType(transport.handlerType)) {
                return transport;
            }
        }
        throw new IllegalArgumentException("The event loop group works with none of epoll, kqueue, io_uring and NIO: "
                + loops.getClass().getName() + ". Give a MultiThreadIoEventLoopGroup with one of these.");
    }

    private static String rootMessage(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
