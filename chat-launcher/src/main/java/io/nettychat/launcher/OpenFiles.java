package io.nettychat.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * How many connections the limit of open files leaves room for. A server that accepts until no descriptor is left can
 * open nothing else either, not even the class it needs next; so some are kept back.
 */
final class OpenFiles {
    /** For jars, libraries, event loops, the listener, logs, and a connection that is being refused. */
    private static final int KEPT_BACK = 128;

    private static final String LINE = "Max open files";

    private OpenFiles() {}

    /** Returns the room for connections; empty where the system does not tell. */
    static OptionalInt roomForConnections() {
        try {
            // The file says what ulimit says; the management beans do as well, but take a tenth of a second to load.
            return parse(Files.readString(Path.of("/proc/self/limits"), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }

    static OptionalInt parse(String limits) {
        return limits.lines()
                .filter(line -> line.startsWith(LINE))
                .map(line -> line.substring(LINE.length()).strip().split("\\s+", 2)[0])
                .filter(soft -> !soft.equals("unlimited"))
                .mapToInt(soft -> (int) Math.min(Long.parseLong(soft), Integer.MAX_VALUE))
                .map(soft -> Math.max(soft - KEPT_BACK, soft / 2))
                .findFirst();
    }
}
