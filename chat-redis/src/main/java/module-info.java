/** The log of Netty Chat kept in Redis. */
@SuppressWarnings("requires-automatic") // the Redis client has no module descriptor of its own
module io.nettychat.redis {
    requires static transitive org.jspecify;
    requires transitive io.nettychat.core;
    requires io.netty.common;
    requires lettuce.core;
    requires org.slf4j;

    exports io.nettychat.redis;
}
