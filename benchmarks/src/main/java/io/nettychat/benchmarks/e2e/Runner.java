package io.nettychat.benchmarks.e2e;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Runs servers under loads, each run with a fresh server and a fresh generator, and collects what they measure. */
final class Runner {
    private static final long PATIENCE_SECONDS = 240;

    private final Home home;
    private final BenchOptions options;
    private final PrintStream out;

    Runner(Home home, BenchOptions options, PrintStream out) {
        this.home = home;
        this.options = options;
        this.out = out;
    }

    /**
     * Each server under each load, {@code --repeat} times, and interleaved: what changes on the machine while this runs
     * falls on all servers alike. Every other round goes backwards, so that no server always follows the same one.
     */
    Results run(List<Server> servers, List<Workload> loads) throws InterruptedException {
        Results results = new Results(servers, loads);
        int total = options.repeat * loads.size() * servers.size();
        int done = 0;
        for (int round = 0; round < options.repeat; round++) {
            for (Workload load : loads) {
                for (int i = 0; i < servers.size(); i++) {
                    Server server = servers.get(round % 2 == 0 ? i : servers.size() - 1 - i);
                    out.printf(Locale.ROOT, "[%d/%d] %-12s %-12s ", ++done, total, load.name(), server.name());
                    out.flush();
                    try {
                        Sample sample = once(server, load);
                        results.add(server, load, sample);
                        out.printf(
                                Locale.ROOT,
                                "%8.3f µs/delivery %,12.0f/s  p99 %8.2f ms  cores %3.0f %% / %3.0f %%  %s%n",
                                sample.cpuMicrosPerDelivery(),
                                sample.deliveriesPerSecond(),
                                sample.p99() / 1000,
                                100 * sample.serverBusy(),
                                100 * sample.loadBusy(),
                                Report.check(sample));
                    } catch (IOException e) {
                        results.fail(server, load, String.valueOf(e.getMessage()));
                        out.println("failed: " + e.getMessage());
                    }
                }
            }
        }
        return results;
    }

    /** One run. Fails when the server does not start, refuses clients, or the generator cannot finish. */
    Sample once(Server server, Workload load) throws IOException, InterruptedException {
        try (ServerProcess process = ServerProcess.start(server, options.serverCores, home.logs())) {
            Path errors = home.logs().resolve(server.name() + "-load.log");
            Process generator = Children.adopt(generator(process, server, load, options.measure)
                    .redirectError(errors.toFile())
                    .start());
            Thread watch = watch(generator);
            try {
                List<String> lines = generator.inputReader().lines().toList();
                generator.waitFor();
                for (String line : lines) {
                    if (Sample.isLine(line)) {
                        return Sample.parse(line);
                    }
                }
                throw new IOException(lastLine(errors));
            } finally {
                watch.interrupt();
                generator.destroyForcibly();
            }
        }
    }

    /** A generator that is to be started against a running server. */
    ProcessBuilder generator(ServerProcess process, Server server, Workload load, double measure) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-XX:+UseSerialGC",
                "-Dio.netty.leakDetection.level=disabled",
                "-cp",
                System.getProperty("java.class.path"),
                LoadGenerator.class.getName()));
        command.addAll(new LoadGenerator.Order(
                        process.port(),
                        process.pid(),
                        server.dialect(),
                        load,
                        options.warmUp,
                        measure,
                        options.serverCores,
                        options.loadCores,
                        options.groupedSends)
                .toArguments());
        return new ProcessBuilder(ServerProcess.pinned(options.loadCores, command));
    }

    private static Thread watch(Process generator) {
        Thread watch = new Thread(() -> {
            try {
                if (!generator.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    generator.destroyForcibly();
                }
            } catch (InterruptedException e) {
                // it has ended in time
            }
        });
        watch.setDaemon(true);
        watch.start();
        return watch;
    }

    /** The last line of a log, which says why a generator gave up. */
    static String lastLine(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return lines.isEmpty()
                ? "the load generator took more than " + PATIENCE_SECONDS + " s"
                : lines.get(lines.size() - 1);
    }
}
