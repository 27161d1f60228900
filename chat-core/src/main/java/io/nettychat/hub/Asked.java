package io.nettychat.hub;

import org.jspecify.annotations.Nullable;

/** Which hook of the host is being asked, and about which room: for the log, so that the host finds it. Any thread. */
final class Asked {
    private final String role;
    private final @Nullable String room;
    private volatile Object hook;

    /**
     * @param role what it is to the hub, a constant
     * @param hook the host's object
     * @param room null when it is about none
     */
    Asked(String role, Object hook, @Nullable String room) {
        this.role = role;
        this.hook = hook;
        this.room = room;
    }

    /** The next of several is asked now. */
    void passTo(Object next) {
        hook = next;
    }

    String who() {
        return who(role, hook);
    }

    String where() {
        return where(room);
    }

    static String who(String role, Object hook) {
        String name = hook.getClass().getName();
        int hidden = name.indexOf('/'); // behind it is a number that the JVM gave to a lambda
        return "the " + role + " " + (hidden < 0 ? name : name.substring(0, hidden));
    }

    /** The name of a room is letters, digits and three signs: it can forge nothing. */
    static String where(@Nullable String room) {
        return room == null ? "" : " (room " + room + ")";
    }
}
