package io.nettychat.benchmarks.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;

/** Servers below each other, loads side by side, each with a logarithmic axis of its own. */
final class DotChart {
    private static final double WIDTH = 1010;
    private static final double LABELS = 132;
    private static final double GAP = 30;
    private static final double TOP = 96;
    private static final double ROW = 25;

    private DotChart() {}

    /**
     * A load.
     *
     * @param cells one for each server, in the order of the rows
     */
    record Panel(String title, List<Cell> cells) {}

    /**
     * A figure of a server.
     *
     * @param value where the large dot is; NaN: not run
     * @param low where the thin line begins
     * @param high where it ends
     */
    record Cell(double value, double low, double high) {}

    static void write(Path file, String title, String subtitle, List<Server> rows, List<Panel> panels)
            throws IOException {
        Svg svg = new Svg(WIDTH);
        svg.text(20, 32, "start", "title", title);
        svg.text(20, 52, "start", "soft", subtitle);
        double bottom = TOP + ROW * rows.size();
        for (int r = 0; r < rows.size(); r++) {
            Server server = rows.get(r);
            String classes = server.name().equals(Server.OURS) ? "strong" : "";
            svg.text(20, TOP + ROW * (r + 0.5) + 4, "start", classes, server.title());
        }
        double width = (WIDTH - 20 - LABELS - GAP * panels.size()) / panels.size();
        for (int p = 0; p < panels.size(); p++) {
            double left = LABELS + GAP * 0.6 + p * (width + GAP);
            panel(svg, panels.get(p), rows, left, left + width, bottom);
        }
        svg.write(file, bottom + 40, title);
    }

    private static void panel(Svg svg, Panel panel, List<Server> rows, double left, double right, double bottom) {
        svg.text(left, TOP - 16, "start", "panel", panel.title());
        double[] all = panel.cells().stream()
                .flatMapToDouble(cell -> DoubleStream.of(cell.value, cell.low, cell.high))
                .filter(value -> value > 0)
                .toArray();
        if (all.length == 0) {
            return;
        }
        Svg.Log axis = Svg.Log.around(
                DoubleStream.of(all).min().orElse(1), DoubleStream.of(all).max().orElse(1), left, right - 40);
        for (double tick : axis.ticks()) {
            svg.grid(axis.at(tick), TOP - 4, axis.at(tick), bottom);
            svg.text(axis.at(tick), bottom + 16, "middle", "small", tick(tick));
        }
        for (int r = 0; r < rows.size(); r++) {
            Cell cell = panel.cells().get(r);
            double y = TOP + ROW * (r + 0.5);
            String color = Svg.color(rows.get(r));
            if (!(cell.value > 0)) {
                svg.text(left, y + 4, "start", "small", "–");
                continue;
            }
            svg.line(left, y, axis.at(cell.value), y, color, 6, 0.22);
            svg.line(axis.at(cell.low), y, axis.at(cell.high), y, color, 2, 1);
            svg.dot(axis.at(cell.value), y, 5, color);
            String classes = rows.get(r).name().equals(Server.OURS) ? "strong" : "soft";
            svg.text(axis.at(Math.max(cell.value, cell.high)) + 9, y + 4, "start", classes, Svg.figure(cell.value));
        }
    }

    private static String tick(double value) {
        return value >= 1 ? String.format("%,d", Math.round(value)) : String.valueOf((float) value);
    }
}
