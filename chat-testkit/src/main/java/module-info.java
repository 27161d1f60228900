/** For the tests of a host: a server on a free port, and clients that say and await. */
module io.nettychat.testkit {
    requires static transitive org.jspecify;
    requires transitive io.nettychat.server;
    requires java.net.http;
    requires tools.jackson.core;

    exports io.nettychat.testkit;
}
