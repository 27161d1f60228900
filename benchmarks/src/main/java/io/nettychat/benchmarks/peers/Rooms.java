package io.nettychat.benchmarks.peers;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is in which room, for the peers that have no such thing of their own. Safe for any thread.
 *
 * @param <M> what the peer calls a connection
 */
final class Rooms<M> {
    private final Map<String, Set<M>> members = new ConcurrentHashMap<>();

    /** Puts {@code member} into the room and returns the live set of all who are in it. */
    Set<M> join(String room, M member) {
        Set<M> set = members.computeIfAbsent(room, name -> ConcurrentHashMap.newKeySet());
        set.add(member);
        return set;
    }
}
