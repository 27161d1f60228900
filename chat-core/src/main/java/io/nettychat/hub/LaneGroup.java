package io.nettychat.hub;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.Arrays;
import java.util.Iterator;

/**
 * The live readers of a room on one loop: a {@link ChannelGroup} whose members stand in a dense array, in which a broadcast
 * walks. Walking the hash map of Netty's own group costs a cache miss a member. Owned by its loop.
 *
 * <p>A sweep visits each member once, from the end of the array to its beginning, and may stop and go on later. Members
 * may leave while it is under way, and nobody is visited twice or left out:
 *
 * <pre>
 *   slot   0 … unvisited-1 | unvisited … size-1
 *            to be visited |   visited
 * </pre>
 */
final class LaneGroup extends SnapshotGroup {
    /** So many places at the beginning of a sweep are for those who speak. A power of two, so that a count may wrap. */
    private static final int FAVORED = 32;

    private Member[] members = new Member[4];
    private int size;
    private int unvisited;
    private int favors;

    LaneGroup(String name, EventExecutor loop) {
        super(name, loop);
    }

    /** Puts a member in, on the visited side of a sweep. */
    void admit(Member member) {
        if (size == members.length) {
            members = Arrays.copyOf(members, size * 2);
        }
        member.slot = size;
        members[size++] = member;
    }

    /** Takes a member out. */
    void dismiss(Member member) {
        int slot = member.slot;
        if (slot < unvisited) {
            unvisited--;
            move(unvisited, slot);
            slot = unvisited;
        }
        size--;
        move(size, slot);
        clear(size);
        if (size < members.length / 4 && members.length > 4) {
            members = Arrays.copyOf(members, members.length / 2);
        }
    }

    private void move(int from, int to) {
        Member moved = members[from];
        members[to] = moved;
        moved.slot = to;
    }

    @SuppressWarnings("NullAway") // slots from size on are never read
    private void clear(int slot) {
        members[slot] = null;
    }

    /**
     * Has a member visited among the first, from now on: who speaks is answered first, and what it says next is there
     * before the sweep is over. Speakers take the first places in turn, so that they do not push each other out.
     */
    void favor(Member member) {
        int slot = member.slot;
        int top = (slot < unvisited ? unvisited : size) - 1;
        if (slot <= top - FAVORED) {
            int place = top - (favors++ & (FAVORED - 1));
            Member displaced = members[place];
            move(slot, place);
            members[slot] = displaced;
            displaced.slot = slot;
        }
    }

    /** Begins a sweep over all members of this moment. */
    void beginSweep() {
        unvisited = size;
    }

    /** Returns whether a sweep has members left to visit. */
    boolean sweeping() {
        return unvisited > 0;
    }

    /** Returns whether the sweep under way has visited this live member. */
    boolean visited(Member member) {
        return member.slot >= unvisited;
    }

    /** Returns the next member of the sweep. */
    Member visitNext() {
        return members[--unvisited];
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Iterator<Channel> iterator() {
        return Arrays.stream(members, 0, size).map(member -> member.channel).iterator();
    }
}
