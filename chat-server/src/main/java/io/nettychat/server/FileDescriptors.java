package io.nettychat.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many sockets the process can afford. */
final class FileDescriptors {
    /** Kept free for jars, logs and what the host has open. */
    private static final long RESERVE = 128;

    private static final int FEW = 16;

    private FileDescriptors() {}

    /**
     * Returns how many sockets may be open at once. When descriptors run out, nothing in the process can open anything
     * any more, not even the class that would say so; therefore sockets stop before.
     */
    static int maxSockets() {
        try {
            if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
                long free = unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount();
                return (int) Math.min(Integer.MAX_VALUE, Math.max(FEW, free - RESERVE));
            }
        } catch (LinkageError e) {
            return Integer.MAX_VALUE; // a runtime without the module jdk.management
        }
        return Integer.MAX_VALUE;
    }
}
