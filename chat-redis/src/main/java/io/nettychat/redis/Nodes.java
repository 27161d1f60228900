package io.nettychat.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which nodes live. Each counts a beat up in Redis; one whose beat stands still for as many looks as {@link #MOST_LOOKS} is
 * dead. Looks that Redis does not answer do not count, so that nobody dies because Redis was away. Looks are taken by the
 * timer, one after the other; {@link #sighted} may be called from any thread.
 */
final class Nodes {
    private static final Logger log = LoggerFactory.getLogger(Nodes.class);

    static final int BEAT_SECONDS = 5;

    /** So that a node that died is noticed after 15 to 20 seconds. */
    private static final int MOST_LOOKS = 3;

    private final RedisLog redis;
    private final Map<String, Sight> others = new ConcurrentHashMap<>();
    private volatile List<String> dead = List.of();
    private volatile boolean beating;
    private long beat;
    private boolean known;

    /** When a node was seen to live. */
    private record Sight(String beat, int looks) {}

    Nodes(RedisLog redis) {
        this.redis = redis;
    }

    /** Somebody is on these nodes: they are to be watched. */
    void sighted(Collection<String> nodes) {
        for (String node : nodes) {
            if (!node.equals(redis.node())) {
                others.putIfAbsent(node, new Sight("", 0));
            }
        }
    }

    void beat() {
        if (beating) {
            return;
        }
        beating = true;
        List<String> buried = dead;
        List<String> arguments = new ArrayList<>();
        arguments.add(redis.node());
        arguments.add(Long.toString(++beat));
        arguments.addAll(buried);
        redis.link().run(Script.BEAT, redis.key("alive"), arguments).whenComplete((bytes, failure) -> {
            try {
                if (failure == null) {
                    dead = List.of();
                    look(new Fields(bytes));
                }
            } catch (RuntimeException e) {
                log.error("cannot read who lives", e);
            } finally {
                beating = false;
            }
        });
    }

    private void look(Fields in) {
        boolean knewMe = in.text().equals("1");
        Map<String, String> beats = new HashMap<>();
        while (in.hasMore()) {
            beats.put(in.text(), in.text());
        }
        beats.remove(redis.node());
        Set<String> watched = new HashSet<>(others.keySet());
        watched.addAll(beats.keySet());
        List<String> died = new ArrayList<>();
        for (String node : watched) {
            String now = beats.getOrDefault(node, "");
            Sight before = others.get(node);
            if (before == null || (!now.isEmpty() && !now.equals(before.beat()))) {
                others.put(node, new Sight(now, 0));
            } else if (before.looks() + 1 >= MOST_LOOKS) {
                others.remove(node);
                died.add(node);
            } else {
                others.put(node, new Sight(before.beat(), before.looks() + 1));
            }
        }
        dead = List.copyOf(died);
        for (String node : died) {
            log.info("the node {} does not live any more", node);
            redis.nodeDied(node);
        }
        if (known && !knewMe) {
            redis.tellAgain();
        }
        known = true;
    }
}
