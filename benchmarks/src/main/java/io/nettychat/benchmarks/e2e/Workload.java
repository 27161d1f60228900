package io.nettychat.benchmarks.e2e;

import java.util.Arrays;
import java.util.List;

/**
 * Who is connected and how they speak.
 *
 * @param name for the command line, file names and CSV
 * @param title for people
 * @param rooms number of rooms
 * @param members clients in each room
 * @param speakers how many of them speak
 * @param inFlight closed loop: messages of each speaker that are under way; the next is sent when its own copy of one comes back. 0: open loop
 * @param rate open loop: messages a second, over all rooms, sent by the clock whatever comes back. 0: closed loop
 * @param text bytes of each text
 * @param stuck further members of each room that never read
 */
record Workload(
        String name, String title, int rooms, int members, int speakers, int inFlight, int rate, int text, int stuck) {

    static final int TEXT = 64;

    /** The loads of the comparison. */
    static final List<Workload> STANDARD = List.of(
            closed("all-1", "32 clients, all speaking, 1 in flight", 32, 32, 1),
            closed("all-64", "32 clients, all speaking, 64 in flight", 32, 32, 64),
            closed("crowd-4", "1,000 clients, 10 speaking, 4 in flight", 1000, 10, 4),
            open("crowd-50", "1,000 clients, 50 messages a second", 1, 1000, 10, 50),
            open("rooms-2000", "1,000 rooms of 5, 2,000 messages a second", 1000, 5, 5, 2000));

    Workload {
        if (rooms < 1 || members < 1 || speakers < 1 || speakers > members) {
            throw new IllegalArgumentException("a load needs rooms, members, and speakers among the members");
        }
        if (inFlight > 0 == rate > 0) {
            throw new IllegalArgumentException("a load is either closed (in flight) or open (rate)");
        }
        if (text < Mark.LENGTH) {
            throw new IllegalArgumentException("a text of less than " + Mark.LENGTH + " bytes cannot be checked");
        }
    }

    static Workload closed(String name, String title, int members, int speakers, int inFlight) {
        return new Workload(name, title, 1, members, speakers, inFlight, 0, TEXT, 0);
    }

    static Workload open(String name, String title, int rooms, int members, int speakers, int rate) {
        return new Workload(name, title, rooms, members, speakers, 0, rate, TEXT, 0);
    }

    Workload withText(int bytes) {
        return new Workload(name, title, rooms, members, speakers, inFlight, rate, bytes, stuck);
    }

    Workload withRate(int perSecond) {
        return new Workload(name, title, rooms, members, speakers, inFlight, perSecond, text, stuck);
    }

    Workload withStuck(int clients) {
        return new Workload(name, title, rooms, members, speakers, inFlight, rate, text, clients);
    }

    /** The numbers in one word, for another process. */
    String toArgument() {
        return String.join(
                ",",
                List.of(rooms, members, speakers, inFlight, rate, text, stuck).stream()
                        .map(String::valueOf)
                        .toList());
    }

    /** Reads {@link #toArgument()}. */
    static Workload parse(String name, String title, String argument) {
        int[] n = Arrays.stream(argument.split(",", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
        if (n.length != 7) {
            throw new IllegalArgumentException(
                    "a load is rooms,members,speakers,inFlight,rate,text,stuck and not " + argument);
        }
        return new Workload(name, title, n[0], n[1], n[2], n[3], n[4], n[5], n[6]);
    }

    boolean isOpen() {
        return rate > 0;
    }

    int clients() {
        return rooms * (members + stuck);
    }
}
