package io.nettychat.disk;

import io.nettychat.model.Draft;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A process that talks in some rooms until it is killed, and writes a line for each message that was acknowledged: room,
 * seq, id. Arguments: directory, durability, which start it is.
 */
final class Talker {
    private static final int ROOMS = 3;
    private static final int AT_ONCE = 40;

    private Talker() {}

    public static void main(String[] arguments) throws Exception {
        DiskLog log = DiskLog.in(Path.of(arguments[0]))
                .durability(Durability.valueOf(arguments[1]))
                .history(1_000_000)
                .segmentBytes(100_000)
                .open();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        OpenedRoom[] rooms = new OpenedRoom[ROOMS];
        for (int i = 0; i < ROOMS; i++) {
            rooms[i] = new OpenedRoom(log, "room" + i);
            for (int n = 0; n < AT_ONCE; n++) {
                talk(rooms[i], "room" + i, arguments[2] + "-" + n + "-", 0, out);
            }
        }
        Thread.currentThread().join(); // until somebody ends the process
    }

    /** Says the next thing when the one before is acknowledged. */
    private static void talk(OpenedRoom room, String name, String prefix, int count, PrintStream out) {
        String id = prefix + count;
        room.append(OpenedRoom.ADA, new Draft("said " + id, id)).thenAccept(became -> {
            out.println(name + " " + became.seq() + " " + id);
            talk(room, name, prefix, count + 1, out);
        });
    }
}
