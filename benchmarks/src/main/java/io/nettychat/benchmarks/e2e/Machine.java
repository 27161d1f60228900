package io.nettychat.benchmarks.e2e;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where and with what a comparison ran: figures without this cannot be repeated. */
final class Machine {
    private Machine() {}

    /** Lines for a report. */
    static List<String> describe(Home home, BenchOptions options, List<Server> servers) {
        List<String> lines = new ArrayList<>();
        lines.add("Machine: " + cpu() + ", " + Runtime.getRuntime().availableProcessors() + " processors, " + memory());
        lines.add("Kernel: Linux " + System.getProperty("os.version") + ", " + System.getProperty("os.arch")
                + ", all traffic over loopback");
        lines.add("Load generator: JDK " + System.getProperty("java.runtime.version") + ", Netty "
                + Servers.mavenVersion("netty") + ", pinned to processor " + options.loadCores + "; servers to "
                + options.serverCores);
        lines.add("JVM of the servers: "
                + Home.firstLine(Path.of("."), options.java(), "-version").orElse(options.java()) + ", "
                + options.jvmArgs);
        for (Server server : servers) {
            lines.add(server.title() + ": " + server.version());
        }
        lines.add("Commit: " + commit(home));
        lines.add(String.format(
                Locale.ROOT,
                "Runs: %d of each, interleaved; %.0f s of warm-up, %.0f s measured; %s",
                options.repeat,
                options.warmUp,
                options.measure,
                Instant.now().truncatedTo(ChronoUnit.MINUTES)));
        return lines;
    }

    private static String cpu() {
        Matcher name = Pattern.compile("model name\\s*:\\s*(.*)").matcher(ProcFs.read(Path.of("/proc/cpuinfo")));
        return name.find() ? name.group(1) : "unknown processor";
    }

    private static String memory() {
        Matcher kb = Pattern.compile("MemTotal:\\s*(\\d+)").matcher(ProcFs.read(Path.of("/proc/meminfo")));
        return kb.find() ? Math.round(Long.parseLong(kb.group(1)) / 1048576.0) + " GB" : "unknown memory";
    }

    private static String commit(Home home) {
        return Home.firstLine(home.root(), "git", "describe", "--always", "--dirty", "--abbrev=10")
                .orElse("unknown");
    }
}
