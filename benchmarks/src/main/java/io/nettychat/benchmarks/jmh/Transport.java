package io.nettychat.benchmarks.jmh;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;

/** How the loops of a benchmark talk to the operating system. */
public enum Transport {
    /** epoll where it can be had, else NIO. */
    AUTO,
    /** Linux. */
    EPOLL,
    /** The JDK's own. */
    NIO,
    /** Linux. */
    IO_URING;

    IoHandlerFactory io() {
        return switch (this) {
            case AUTO -> Epoll.isAvailable() ? EPOLL.io() : NIO.io();
            case EPOLL -> EpollIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
            case IO_URING -> IoUringIoHandler.newFactory();
        };
    }

    Class<? extends ServerChannel> listener() {
        return switch (this) {
            case AUTO -> Epoll.isAvailable() ? EPOLL.listener() : NIO.listener();
            case EPOLL -> EpollServerSocketChannel.class;
            case NIO -> NioServerSocketChannel.class;
            case IO_URING -> IoUringServerSocketChannel.class;
        };
    }
}
