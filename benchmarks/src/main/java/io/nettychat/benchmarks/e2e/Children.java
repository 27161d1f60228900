package io.nettychat.benchmarks.e2e;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Processes that must not outlive this one, however it ends. */
final class Children {
    private static final Set<Process> LIVING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> LIVING.forEach(Process::destroyForcibly)));
    }

    private Children() {}

    static Process adopt(Process child) {
        LIVING.add(child);
        var unused = child.onExit().thenRun(() -> LIVING.remove(child));
        return child;
    }
}
