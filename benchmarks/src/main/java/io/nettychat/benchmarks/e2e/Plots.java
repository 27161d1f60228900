package io.nettychat.benchmarks.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The plots of a comparison. */
final class Plots {
    private Plots() {}

    /** Draws what the results have something for and returns the files. */
    static List<Path> comparison(Results results, Path directory) throws IOException {
        List<Workload> closed =
                results.loads().stream().filter(load -> !load.isOpen()).toList();
        List<Workload> open = results.loads().stream().filter(Workload::isOpen).toList();
        List<Path> files = new ArrayList<>();
        Function<Results.Cell, DotChart.Cell> cpu = cell -> new DotChart.Cell(
                cell.cpu(), cell.min(Sample::cpuMicrosPerDelivery), cell.max(Sample::cpuMicrosPerDelivery));
        String method = "µs of server CPU for each verified delivery, one core, 64-byte texts; median, line from lowest"
                + " to highest run; lower is better";
        if (!closed.isEmpty()) {
            Path file = directory.resolve("cpu-per-delivery.svg");
            write(file, "What a delivery costs at full load", method, results, closed, cpu);
            files.add(file);
        }
        if (!open.isEmpty()) {
            Path file = directory.resolve("cpu-per-delivery-open.svg");
            write(file, "What a delivery costs at a fixed rate", method, results, open, cpu);
            files.add(file);
            Path latency = directory.resolve("latency.svg");
            write(
                    latency,
                    "How long a message takes at a fixed rate",
                    "ms from the intended time of sending to receipt, over all members; dot: 99th percentile, line: from"
                            + " the median to the 99.9th; lower is better",
                    results,
                    open,
                    cell -> new DotChart.Cell(
                            millis(cell, Sample::p99), millis(cell, Sample::p50), millis(cell, Sample::p999)));
            files.add(latency);
        }
        return files;
    }

    private static double millis(Results.Cell cell, ToDoubleFunction<Sample> micros) {
        return cell.median(micros) / 1000;
    }

    private static void write(
            Path file,
            String title,
            String subtitle,
            Results results,
            List<Workload> loads,
            Function<Results.Cell, DotChart.Cell> figure)
            throws IOException {
        List<Server> rows = results.ranked();
        List<DotChart.Panel> panels = loads.stream()
                .map(load -> new DotChart.Panel(
                        load.title(),
                        rows.stream()
                                .map(server -> figure.apply(results.at(server, load)))
                                .toList()))
                .toList();
        DotChart.write(file, title, subtitle, rows, panels);
    }

    /** Copies plots to where the documentation shows them from. */
    static void publish(List<Path> plots, Home home) throws IOException {
        Path images = Files.createDirectories(home.root().resolve("docs/images"));
        for (Path plot : plots) {
            Files.copy(plot, images.resolve(plot.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
