package io.nettychat.redis;

import io.lettuce.core.RedisURI;
import java.util.ArrayList;
import java.util.List;

/**
 * Where Redis is.
 *
 * @param seeds one address, or those of some nodes of a cluster
 * @param cluster whether it is a cluster
 */
record RedisAddress(List<RedisURI> seeds, boolean cluster) {
    /** What Redis lists our connections as. */
    private static final String NAME = "netty-chat";

    private static final String FORMS = "use redis://HOST:PORT, rediss://HOST:PORT (TLS),"
            + " redis-sentinel://HOST:PORT,HOST:PORT#MASTER, or redis-cluster://HOST:PORT,HOST:PORT"
            + " (rediss-cluster with TLS)";

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException when it is none; the message is for people and names no password
     */
    static RedisAddress parse(String uri) {
        try {
            if (uri.startsWith("redis-cluster://")) {
                return cluster(uri.substring("redis-cluster://".length()), "redis://");
            }
            if (uri.startsWith("rediss-cluster://")) {
                return cluster(uri.substring("rediss-cluster://".length()), "rediss://");
            }
            RedisURI one = RedisURI.create(uri);
            one.setClientName(NAME);
            return new RedisAddress(List.of(one), false);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("this is not the address of a Redis; " + FORMS, e);
        }
    }

    private static RedisAddress cluster(String rest, String scheme) {
        String path = rest;
        String tail = "";
        int slash = rest.indexOf('/');
        int query = rest.indexOf('?');
        int end = slash >= 0 ? slash : query;
        if (end >= 0) {
            path = rest.substring(0, end);
            tail = rest.substring(end);
        }
        int at = path.lastIndexOf('@');
        String credentials = at < 0 ? "" : path.substring(0, at + 1);
        List<RedisURI> seeds = new ArrayList<>();
        for (String host : path.substring(at + 1).split(",", -1)) {
            if (host.isBlank()) {
                throw new IllegalArgumentException("a host is missing");
            }
            RedisURI seed = RedisURI.create(scheme + credentials + host + tail);
            seed.setClientName(NAME);
            seeds.add(seed);
        }
        return new RedisAddress(seeds, true);
    }

    /** Returns the address for people: without passwords, and without the name of the client, which nobody gave. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (RedisURI seed : seeds) {
            text.append(text.isEmpty() ? "" : ", ").append(seed);
        }
        return asGiven(text.toString());
    }

    /** Takes the name of our connections out of a text in which addresses stand: nobody has given it. */
    static String asGiven(String text) {
        String parameter = "clientName=" + NAME;
        return text.replace("?" + parameter + "&", "?")
                .replace("?" + parameter, "")
                .replace("&" + parameter, "");
    }
}
