package io.nettychat.benchmarks.e2e;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How the cost of a delivery grows with members, rooms, batch depth and text size: one of them varies, the rest stays. */
@Command(
        name = "sweep",
        description =
                "Measures how the cost of a delivery grows with members, rooms, messages in flight and text size.",
        sortOptions = false)
final class Sweep implements Callable<Integer> {
    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(
            names = "--axes",
            split = ",",
            paramLabel = "NAME",
            description = "members, rooms, depth, text. Default: all.")
    private List<String> axes = new ArrayList<>();

    private Sweep() {
        options.repeat = 1;
        options.warmUp = 4;
        options.measure = 3;
        options.servers = new ArrayList<>(List.of(Server.OURS, Server.FLOOR, "bun", "ws", "netty"));
    }

    /** What is varied, over which values, and the load at each. */
    private record Axis(
            String name, String title, String fixed, String xTitle, List<Integer> values, IntFunction<Workload> load) {
        Workload at(int value) {
            return load.apply(value);
        }
    }

    private static final List<Axis> AXES = List.of(
            new Axis(
                    "members",
                    "Larger rooms",
                    "one room, at most 10 speaking, 4 messages in flight each, 64-byte texts",
                    "members of the room",
                    List.of(1, 3, 10, 30, 100, 300, 1000, 3000, 10_000),
                    n -> Workload.closed("members-" + n, n + " members", n, Math.min(n, 10), 4)),
            new Axis(
                    "rooms",
                    "More rooms",
                    "rooms of 5, one speaking in each, 1 message in flight, 64-byte texts",
                    "rooms",
                    List.of(1, 3, 10, 30, 100, 300, 1000, 2000),
                    n -> new Workload("rooms-" + n, n + " rooms", n, 5, 1, 1, 0, Workload.TEXT, 0)),
            new Axis(
                    "depth",
                    "Deeper batches",
                    "32 clients, all speaking, 64-byte texts",
                    "messages in flight for each client",
                    List.of(1, 2, 4, 8, 16, 32, 64, 128, 256),
                    n -> Workload.closed("depth-" + n, n + " in flight", 32, 32, n)),
            new Axis(
                    "text",
                    "Longer texts",
                    "100 clients, 10 speaking, 4 messages in flight each",
                    "bytes of each text",
                    List.of(64, 128, 256, 512, 1024, 2048, 4000),
                    n -> Workload.closed("text-" + n, n + " bytes", 100, 10, 4).withText(n)));

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Home home = new Home();
        List<Server> servers = new Servers(home, options, out).prepare(options.servers);
        List<String> machine = Machine.describe(home, options, servers);
        machine.forEach(out::println);
        List<Path> plots = new ArrayList<>();
        boolean clean = true;
        StringBuilder report = new StringBuilder();
        for (Axis axis : AXES) {
            if (!axes.isEmpty() && !axes.contains(axis.name())) {
                continue;
            }
            List<Workload> loads = axis.values().stream().map(axis::at).toList();
            Results results = new Runner(home, options, out).run(servers, loads);
            clean &= results.isClean();
            String table = table(axis, results);
            out.println(table);
            report.append(table);
            Report.writeCsv(results, home.results().resolve("sweep-" + axis.name() + ".csv"));
            plots.add(plot(axis, results, home));
        }
        Files.writeString(
                home.results().resolve("sweep.md"),
                report + "\n"
                        + String.join(
                                "\n", machine.stream().map(line -> "- " + line).toList()) + "\n");
        if (options.publish) {
            Plots.publish(plots, home);
        }
        out.println("written to " + home.results());
        return clean ? 0 : 1;
    }

    private static Path plot(Axis axis, Results results, Home home) throws IOException {
        List<LineChart.Series> series = new ArrayList<>();
        for (Server server : results.servers()) {
            List<double[]> points = new ArrayList<>();
            for (int value : axis.values()) {
                Results.Cell cell = results.at(server, axis.at(value));
                if (!cell.isEmpty()) {
                    points.add(new double[] {value, cell.cpu()});
                }
            }
            series.add(new LineChart.Series(server, points));
        }
        Path file = home.results().resolve("sweep-" + axis.name() + ".svg");
        LineChart.write(
                file,
                axis.title() + ": what a delivery costs",
                "µs of server CPU for each verified delivery; " + axis.fixed(),
                axis.xTitle(),
                series);
        return file;
    }

    private static String table(Axis axis, Results results) {
        List<String[]> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(axis.xTitle()));
        results.servers().forEach(server -> head.add(server.title()));
        head.add("");
        rows.add(head.toArray(String[]::new));
        for (int value : axis.values()) {
            List<String> row = new ArrayList<>(List.of(String.format(Locale.ROOT, "%,d", value)));
            for (Server server : results.servers()) {
                row.add(Report.number("%.3f", results.at(server, axis.at(value)).cpu()));
            }
            row.add("");
            rows.add(row.toArray(String[]::new));
        }
        return "\n### " + axis.title() + "\n\nµs of server CPU for each verified delivery; " + axis.fixed() + ".\n\n"
                + Report.align(rows);
    }
}
