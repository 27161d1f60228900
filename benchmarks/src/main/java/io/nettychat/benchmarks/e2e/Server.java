package io.nettychat.benchmarks.e2e;

import java.util.List;
import java.util.function.IntFunction;

/**
 * A server that can be started.
 *
 * @param name for the command line and CSV
 * @param title for people
 * @param version what exactly was run
 * @param dialect how to speak to it
 * @param command the command line for a port
 */
record Server(String name, String title, String version, Dialect dialect, IntFunction<List<String>> command) {
    /** The name of ours. */
    static final String OURS = "netty-chat";

    /** The name of the physical control. */
    static final String FLOOR = "floor";
}
