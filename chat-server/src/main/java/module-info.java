/** The Netty pipeline of Netty Chat, and the server that is started in three lines. */
module io.nettychat.server {
    requires static transitive org.jspecify;
    requires transitive io.nettychat.core;
    requires io.nettychat.web; // without it the page would not be found on the module path
    requires io.netty.codec;
    requires io.netty.codec.haproxy;
    requires transitive io.netty.codec.http; // a host puts its codec in front of a ChatPipeline
    requires transitive io.netty.handler; // a host may bring its own SslContext
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    requires io.netty.transport.classes.io_uring;
    requires io.netty.transport.classes.kqueue;
    requires jdk.management;
    requires org.slf4j;
    requires tools.jackson.core;

    exports io.nettychat.server;
}
