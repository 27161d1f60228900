package io.nettychat.redis;

import io.nettychat.model.Role;
import io.nettychat.model.User;
import io.nettychat.spi.Signal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Who is in a room on which node. The room is told of each user once, however many nodes have it, and that it is gone when
 * the last of them says so. Owned by the home loop of the room.
 */
final class Here {
    private static final char ROLE = '\n';

    private final String node;
    private final Consumer<Signal> tail;
    /** By user: its name and role, as this node has it. */
    private final Map<String, String> mine = new HashMap<>(4);
    /** By user. */
    private final Map<String, Place> others = new LinkedHashMap<>(4);

    /** Where a user is besides here, and under which name the room knows it. */
    private static final class Place {
        String label = "";
        final Set<String> nodes = new HashSet<>(2);
    }

    Here(String node, Consumer<Signal> tail) {
        this.node = node;
        this.tail = tail;
    }

    boolean isEmptyHere() {
        return mine.isEmpty();
    }

    /**
     * Returns the user of a signal as a row has it: the name of one who is here with a role is followed by that, on a line of
     * its own, which no name can have.
     */
    static User row(Signal signal) {
        User user = signal.user();
        return signal.kind() == Signal.Kind.HERE && signal.role() != Role.MEMBER
                ? new User(user.id(), user.name() + ROLE + signal.role().slug())
                : user;
    }

    private static Signal signal(Signal.Kind kind, String userId, String label) {
        int end = label.indexOf(ROLE);
        Role role = end < 0 ? null : Role.of(label.substring(end + 1));
        User user = new User(userId, end < 0 ? label : label.substring(0, end));
        return new Signal(kind, user, role == null ? Role.MEMBER : role);
    }

    /** Remembers what this node tells. */
    void told(Signal signal) {
        User user = signal.user();
        if (signal.kind() == Signal.Kind.HERE) {
            mine.put(user.id(), row(signal).name());
        } else if (signal.kind() == Signal.Kind.GONE) {
            mine.remove(user.id());
        }
    }

    /** Another node, or this one, has told something that is kept. */
    void apply(Turn.Row row) {
        if (row.node().equals(node)) {
            return;
        }
        if (row.kind() == 'H') {
            come(row.node(), row.user());
        } else if (row.kind() == 'G') {
            go(row.node(), row.user().id());
        }
    }

    private void come(String on, User user) {
        Place place = others.computeIfAbsent(user.id(), id -> new Place());
        place.nodes.add(on);
        if (!place.label.equals(user.name())) {
            place.label = user.name();
            tail.accept(signal(Signal.Kind.HERE, user.id(), place.label));
        }
    }

    private void go(String from, String userId) {
        Place place = others.get(userId);
        if (place != null && place.nodes.remove(from) && place.nodes.isEmpty()) {
            others.remove(userId);
            tail.accept(signal(Signal.Kind.GONE, userId, place.label));
        }
    }

    /**
     * Takes over all that Redis has.
     *
     * @return what Redis has wrong of this node
     */
    List<Turn.Row> applyAll(Map<String, String> all) {
        Map<String, String> wrong = new HashMap<>(mine);
        List<Turn.Row> repairs = new ArrayList<>();
        Set<String> there = new HashSet<>();
        all.forEach((field, name) -> {
            String on = field.substring(0, RedisLog.NODE_CHARS);
            String userId = field.substring(RedisLog.NODE_CHARS);
            if (!on.equals(node)) {
                there.add(field);
                come(on, new User(userId, name));
            } else if (!name.equals(wrong.remove(userId))) {
                String known = mine.get(userId);
                repairs.add(
                        known == null
                                ? new Turn.Row('G', node, new User(userId, ""))
                                : new Turn.Row('H', node, new User(userId, known)));
            }
        });
        wrong.forEach((userId, name) -> repairs.add(new Turn.Row('H', node, new User(userId, name))));
        List<Turn.Row> gone = new ArrayList<>();
        others.forEach((userId, place) -> place.nodes.forEach(on -> {
            if (!there.contains(on + userId)) {
                gone.add(new Turn.Row('G', on, new User(userId, "")));
            }
        }));
        gone.forEach(this::apply);
        return repairs;
    }

    /** Returns which other nodes have somebody here. */
    Set<String> nodes() {
        Set<String> nodes = new HashSet<>();
        others.values().forEach(place -> nodes.addAll(place.nodes));
        return nodes;
    }

    /** Returns what is to be kept when a node is dead. */
    List<Turn.Row> goneWith(String dead) {
        List<Turn.Row> rows = new ArrayList<>();
        others.forEach((userId, place) -> {
            if (place.nodes.contains(dead)) {
                rows.add(new Turn.Row('G', dead, new User(userId, "")));
            }
        });
        rows.forEach(row -> go(dead, row.user().id()));
        return rows;
    }
}
