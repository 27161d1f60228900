package io.nettychat.benchmarks.e2e;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What a connection costs that is joined to a room and says nothing: heap by class histogram (live objects after a full collection),
 * resident memory, processor time.
 *
 * <p>A tenth of the clients comes first and is not counted: the first connections also pay for classes, compiled code and pools.
 */
@Command(
        name = "idle",
        description = "Connects clients that say nothing, and measures what each of them costs.",
        sortOptions = false)
final class IdleConnections implements Callable<Integer> {
    private static final int SETTLE_SECONDS = 3;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(names = "--connections", description = "How many. Default: ${DEFAULT-VALUE}.")
    private int connections = 8000;

    @Option(names = "--room-size", description = "Members of each room. Default: ${DEFAULT-VALUE}.")
    private int roomSize = 50;

    private IdleConnections() {
        options.repeat = 1;
        options.measure = 10;
    }

    /** Heap is 0 for what is not a JVM. */
    private record Reading(long rssKb, long heapBytes) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Home home = new Home();
        List<Server> servers = new Servers(home, options, out).prepare(options.servers);
        Machine.describe(home, options, servers).forEach(out::println);
        Runner runner = new Runner(home, options, out);
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"server", "heap bytes", "RSS bytes", "CPU µs a second", "remarks"});
        for (int round = 0; round < options.repeat; round++) {
            for (Server server : servers) {
                try {
                    rows.add(measure(home, runner, server));
                } catch (IOException e) {
                    rows.add(new String[] {server.title(), "–", "–", "–", "failed: " + e.getMessage()});
                }
                out.println(String.join("  ", rows.get(rows.size() - 1)));
            }
        }
        String table = "\nFor each of " + connections + " idle connections, in rooms of " + roomSize + ":\n\n"
                + Report.align(rows);
        out.println(table);
        Files.writeString(home.results().resolve("idle.md"), table);
        return 0;
    }

    private String[] measure(Home home, Runner runner, Server server) throws IOException, InterruptedException {
        try (ServerProcess process = ServerProcess.start(server, options.serverCores, home.logs())) {
            Process first = hold(home, runner, process, server, connections / 10);
            Process second = null;
            try {
                Reading before = read(process.pid());
                second = hold(home, runner, process, server, connections);
                Reading after = read(process.pid());
                ProcFs.Cpu from = ProcFs.Cpu.of(process.pid());
                TimeUnit.MICROSECONDS.sleep((long) (options.measure * 1e6));
                double micros = ProcFs.Cpu.of(process.pid()).since(from) / 1000.0 / options.measure;
                int n = connections / roomSize * roomSize;
                return new String[] {
                    server.title(),
                    after.heapBytes == 0 ? "–" : "" + (after.heapBytes - before.heapBytes) / n,
                    "" + (after.rssKb - before.rssKb) * 1024 / n,
                    Report.number("%.2f", micros / n),
                    "RSS " + after.rssKb / 1024 + " MB in all"
                };
            } finally {
                end(first);
                end(second);
            }
        }
    }

    private Process hold(Home home, Runner runner, ServerProcess process, Server server, int clients)
            throws IOException, InterruptedException {
        Workload load =
                new Workload("idle", "idle", Math.max(1, clients / roomSize), roomSize, 1, 1, 0, Workload.TEXT, 0);
        Path errors = home.logs().resolve(server.name() + "-load.log");
        Process generator = Children.adopt(runner.generator(process, server, load, 0)
                .redirectError(errors.toFile())
                .start());
        String line = generator.inputReader().readLine();
        if (line == null) {
            throw new IOException(Runner.lastLine(errors));
        }
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        return generator;
    }

    private Reading read(long pid) {
        long heap = 0;
        Path jcmd = Path.of(options.java()).resolveSibling("jcmd");
        if (Files.isExecutable(jcmd)
                && ProcFs.read(Path.of("/proc/" + pid + "/comm")).startsWith("java")) {
            heap = heap(jcmd, pid);
        }
        return new Reading(ProcFs.rssKb(pid), heap);
    }

    private static long heap(Path jcmd, long pid) {
        try {
            Process process = new ProcessBuilder(jcmd.toString(), "" + pid, "GC.class_histogram")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.inputReader()
                    .lines()
                    .filter(line -> line.startsWith("Total"))
                    .mapToLong(line -> Long.parseLong(line.trim().split(" +", -1)[2]))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(@Nullable Process process) throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }
}
