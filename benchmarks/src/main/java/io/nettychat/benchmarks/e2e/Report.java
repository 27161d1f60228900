package io.nettychat.benchmarks.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Turns results into a table for people and CSV for programs. */
final class Report {
    private static final String[] HEAD = {
        "server",
        "CPU µs/delivery",
        "min–max",
        "× floor",
        "deliveries/s",
        "p50 ms",
        "p99 ms",
        "p99.9 ms",
        "RSS MB",
        "bytes",
        "server core",
        "load core",
        "check"
    };

    private Report() {}

    /** One table for each load, as Markdown that is also readable in a terminal. */
    static String tables(Results results) {
        StringBuilder out = new StringBuilder();
        for (Workload load : results.loads()) {
            out.append("\n### ").append(load.title()).append("\n\n");
            List<String[]> rows = new ArrayList<>();
            rows.add(HEAD);
            double floor = results.servers().stream()
                    .filter(server -> server.name().equals(Server.FLOOR))
                    .mapToDouble(server -> results.at(server, load).cpu())
                    .findFirst()
                    .orElse(Double.NaN);
            for (Server server : results.ranked(load)) {
                rows.add(row(server, results.at(server, load), floor));
            }
            out.append(align(rows));
        }
        return out.toString();
    }

    private static String[] row(Server server, Results.Cell cell, double floor) {
        return new String[] {
            server.title(),
            number("%.3f", cell.cpu()),
            number("%.3f", cell.min(Sample::cpuMicrosPerDelivery)) + "–"
                    + number("%.3f", cell.max(Sample::cpuMicrosPerDelivery)),
            number("%.2f", cell.cpu() / floor),
            number("%,.0f", cell.median(Sample::deliveriesPerSecond)),
            number("%.2f", cell.median(Sample::p50) / 1000),
            number("%.2f", cell.median(Sample::p99) / 1000),
            number("%.2f", cell.median(Sample::p999) / 1000),
            number("%.0f", cell.median(Sample::rssKb) / 1024),
            number("%.0f", cell.median(sample -> (double) sample.bytes() / sample.deliveries())),
            number("%.0f %%", 100 * cell.median(Sample::serverBusy)),
            number("%.0f %%", 100 * cell.median(Sample::loadBusy)),
            check(cell)
        };
    }

    static String check(Results.Cell cell) {
        if (!cell.failures().isEmpty()) {
            return "failed " + cell.failures().size() + " times: "
                    + cell.failures().get(0);
        }
        return cell.samples().stream()
                .filter(sample -> !sample.isClean())
                .findFirst()
                .or(() -> cell.samples().stream()
                        .filter(sample -> !sample.sameOrder())
                        .findFirst())
                .or(() -> cell.samples().stream().findFirst())
                .map(Report::check)
                .orElse("not run");
    }

    /** What is to be said about the deliveries of a run. */
    static String check(Sample sample) {
        if (sample.isClean()) {
            return sample.sameOrder() ? "all delivered, one order" : "all delivered, orders differ";
        }
        return "LOST " + sample.lost() + ", repeated " + sample.repeated() + ", closed " + sample.closed() + " "
                + sample.note();
    }

    static String number(String format, double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, value);
    }

    static String align(List<String[]> rows) {
        int columns = rows.get(0).length;
        int[] width = new int[columns];
        for (String[] row : rows) {
            for (int c = 0; c < columns; c++) {
                width[c] = Math.max(width[c], row[c].length());
            }
        }
        StringBuilder out = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            for (int c = 0; c < columns; c++) {
                String cell = rows.get(r)[c];
                String pad = " ".repeat(width[c] - cell.length());
                boolean left = c == 0 || c == columns - 1;
                out.append("| ").append(left ? cell + pad : pad + cell).append(' ');
            }
            out.append("|\n");
            if (r == 0) {
                for (int c = 0; c < columns; c++) {
                    boolean left = c == 0 || c == columns - 1;
                    out.append('|').append("-".repeat(width[c] + 1)).append(left ? '-' : ':');
                }
                out.append("|\n");
            }
        }
        return out.toString();
    }

    /** Every run, one line each. */
    static void writeCsv(Results results, Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("load,server,run,cpuMicrosPerDelivery," + String.join(",", Sample.columns()));
        for (Workload load : results.loads()) {
            for (Server server : results.servers()) {
                int run = 0;
                for (Sample sample : results.at(server, load).samples()) {
                    List<String> values = new ArrayList<>(List.of(
                            load.name(),
                            server.name(),
                            "" + ++run,
                            String.format(Locale.ROOT, "%.5f", sample.cpuMicrosPerDelivery())));
                    values.addAll(sample.values());
                    lines.add(
                            String.join(",", values.stream().map(Report::quoted).toList()));
                }
            }
        }
        Files.write(file, lines);
    }

    private static String quoted(String value) {
        return value.matches("[^\",\n]*") ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
