package io.nettychat.benchmarks.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/** How a figure grows: both axes logarithmic, each line named at its end. */
final class LineChart {
    private static final double WIDTH = 760;
    private static final double HEIGHT = 430;
    private static final double LEFT = 64;
    private static final double RIGHT = WIDTH - 150;
    private static final double TOP = 84;
    private static final double BOTTOM = HEIGHT - 56;
    private static final double LABEL_HEIGHT = 15;

    /** Told apart by hue and lightness on light and dark paper, also by those who see fewer colours. */
    private static final String[] PEERS = {
        "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8c6bb1", "#a6761d"
    };

    private LineChart() {}

    /** A line: where it goes, {@code {x, y}} each, from left to right. */
    record Series(Server server, List<double[]> points) {}

    static void write(Path file, String title, String subtitle, String xTitle, List<Series> all) throws IOException {
        List<Series> series = all.stream().filter(s -> !s.points().isEmpty()).toList();
        if (series.isEmpty()) {
            return;
        }
        Svg svg = new Svg(WIDTH);
        svg.text(20, 32, "start", "title", title);
        svg.text(20, 52, "start", "soft", subtitle);
        Svg.Log x = axis(series, 0, LEFT, RIGHT);
        Svg.Log y = axis(series, 1, BOTTOM, TOP);
        for (double tick : y.ticks()) {
            svg.grid(LEFT, y.at(tick), RIGHT, y.at(tick));
            svg.text(LEFT - 8, y.at(tick) + 4, "end", "small", Svg.figure(tick));
        }
        for (double tick : x.ticks()) {
            svg.grid(x.at(tick), TOP, x.at(tick), BOTTOM);
            svg.text(x.at(tick), BOTTOM + 18, "middle", "small", String.format("%,d", Math.round(tick)));
        }
        svg.text((LEFT + RIGHT) / 2, BOTTOM + 40, "middle", "soft", xTitle);

        List<Label> labels = new ArrayList<>();
        int peers = 0;
        for (Series one : series) {
            boolean peer = !one.server().name().equals(Server.OURS)
                    && !one.server().name().equals(Server.FLOOR);
            String color = peer ? PEERS[peers++ % PEERS.length] : Svg.color(one.server());
            List<double[]> at = one.points().stream()
                    .map(point -> new double[] {x.at(point[0]), y.at(point[1])})
                    .toList();
            svg.path(at, color, peer ? 1.8 : 2.8);
            at.forEach(point -> svg.dot(point[0], point[1], peer ? 2.6 : 3.6, color));
            double[] last = at.get(at.size() - 1);
            labels.add(new Label(one.server().title(), color, last[0], last[1], peer));
        }
        name(svg, labels);
        svg.write(file, HEIGHT, title);
    }

    private record Label(String text, String color, double x, double y, boolean peer) {}

    /** Names go beside the ends of their lines, pushed apart where these are close. */
    private static void name(Svg svg, List<Label> labels) {
        double free = TOP - LABEL_HEIGHT;
        for (Label label :
                labels.stream().sorted(Comparator.comparingDouble(Label::y)).toList()) {
            double y = Math.max(label.y(), free + LABEL_HEIGHT);
            free = y;
            svg.line(label.x() + 5, label.y(), RIGHT + 14, y, label.color(), 1, 0.6);
            svg.dot(RIGHT + 18, y, 4, label.color());
            svg.text(RIGHT + 27, y + 4, "start", label.peer() ? "" : "strong", label.text());
        }
    }

    private static Svg.Log axis(List<Series> series, int coordinate, double from, double to) {
        double[] values = series.stream()
                .flatMap(one -> one.points().stream())
                .mapToDouble(point -> point[coordinate])
                .toArray();
        return Svg.Log.around(
                DoubleStream.of(values).min().orElse(1),
                DoubleStream.of(values).max().orElse(1),
                from,
                to);
    }
}
