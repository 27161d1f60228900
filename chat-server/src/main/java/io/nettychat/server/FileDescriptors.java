package io.nettychat.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many sockets the process can afford. */
final class FileDescriptors {
    /** Kept free for jars, logs and what the host has open. */
    private static final long RESERVE = 128;

    /** Some transports accept sixteen at once before anybody can turn one away. */
    private static final long LEAST_RESERVE = 24;

    /** Kept for pages and probes, which come and go beside the WebSockets; and as many of the reserve for redirects. */
    private static final int FOR_PAGES = 32;

    private FileDescriptors() {}

    /**
     * Returns how many sockets may be open at once. When descriptors run out, nothing in the process can open anything
     * any more, not even the class that would say so; therefore sockets stop before.
     */
    static int maxSockets() {
        try {
            if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
                return sockets(unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount());
            }
        } catch (LinkageError e) {
            return Integer.MAX_VALUE; // a runtime without the module jdk.management
        }
        return Integer.MAX_VALUE;
    }

    /** Where little is free, the reserve is a quarter of it: a chat for one person is none. */
    static int sockets(long free) {
        long reserve = Math.max(LEAST_RESERVE, Math.min(RESERVE, free / 4));
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, free - reserve));
    }

    /** Returns how many of the sockets may become WebSockets. */
    static int connections(int sockets) {
        return Math.max(1, sockets - Math.min(FOR_PAGES, sockets / 4));
    }

    /** Returns how many may be open on the second port, where nobody stays. */
    static int redirects(int sockets) {
        return Math.max(1, Math.min(FOR_PAGES, sockets / 4));
    }
}
