/** The log of Netty Chat kept in files. */
module io.nettychat.disk {
    requires static transitive org.jspecify;
    requires transitive io.nettychat.core;
    requires org.slf4j;

    exports io.nettychat.disk;
}
