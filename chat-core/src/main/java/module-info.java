/** The message protocol, the rooms and the broadcast engine of Netty Chat. */
module io.nettychat.core {
    requires static transitive org.jspecify;
    requires transitive io.netty.buffer;
    requires transitive io.netty.common;
    requires transitive io.netty.transport;
    requires org.slf4j;
    requires tools.jackson.core;

    exports io.nettychat.hub;
    exports io.nettychat.model;
    exports io.nettychat.protocol;
    exports io.nettychat.spi;
}
