package io.nettychat.benchmarks.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A drawing that follows the reader's light or dark theme. */
final class Svg {
    private static final String STYLE = """
            <style>
              svg { --paper: #ffffff; --ink: #1f2328; --soft: #59636e; --grid: #d8dee4; --ours: #cf222e; --control: #1a7f37; --peer: #57749b; }
              @media (prefers-color-scheme: dark) {
                svg { --paper: #0d1117; --ink: #e6edf3; --soft: #9198a1; --grid: #2f3742; --ours: #ff7b72; --control: #56d364; --peer: #8fb3e0; }
              }
              text { font: 12px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: var(--ink); }
              .title { font-size: 17px; font-weight: 600; }
              .panel { font-size: 13px; font-weight: 600; }
              .soft { fill: var(--soft); }
              .small { font-size: 11px; fill: var(--soft); }
              .strong { font-weight: 600; }
              .grid { stroke: var(--grid); stroke-width: 1; }
            </style>
            """;

    private final double width;
    private final StringBuilder body = new StringBuilder();

    Svg(double width) {
        this.width = width;
    }

    void text(double x, double y, String anchor, String classes, String text) {
        body.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>%n",
                x,
                y,
                anchor,
                classes,
                escape(text)));
    }

    void grid(double x1, double y1, double x2, double y2) {
        body.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"grid\"/>%n",
                x1,
                y1,
                x2,
                y2));
    }

    void line(double x1, double y1, double x2, double y2, String color, double thickness, double opacity) {
        body.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\""
                        + " stroke-opacity=\"%.2f\" stroke-linecap=\"round\"/>%n",
                x1,
                y1,
                x2,
                y2,
                color,
                thickness,
                opacity));
    }

    void path(List<double[]> points, String color, double thickness) {
        StringBuilder d = new StringBuilder();
        for (double[] point : points) {
            d.append(d.isEmpty() ? 'M' : 'L').append(String.format(Locale.ROOT, "%.1f %.1f", point[0], point[1]));
        }
        body.append(String.format(
                Locale.ROOT,
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%.1f\" stroke-linejoin=\"round\"/>%n",
                d,
                color,
                thickness));
    }

    void dot(double x, double y, double radius, String color) {
        body.append(String.format(
                Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\"/>%n", x, y, radius, color));
    }

    void write(Path file, double height, String description) throws IOException {
        Files.writeString(
                file,
                String.format(
                                Locale.ROOT,
                                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\""
                                        + " role=\"img\" aria-label=\"%s\">%n",
                                width,
                                height,
                                width,
                                height,
                                escape(description))
                        + STYLE
                        + String.format(
                                Locale.ROOT,
                                "<rect width=\"%.0f\" height=\"%.0f\" rx=\"8\" fill=\"var(--paper)\"/>%n",
                                width,
                                height)
                        + body
                        + "</svg>\n");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    /** Three figures, as many as these measurements are worth. */
    static String figure(double value) {
        if (value >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        int digits = value >= 10 ? 1 : value >= 1 ? 2 : value >= 0.1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** A logarithmic axis. */
    record Log(double low, double high, double from, double to) {
        /** An axis whose ends are 1, 2 or 5 times a power of ten and embrace the values. */
        static Log around(double min, double max, double from, double to) {
            double low = step(min, false);
            double high = step(Math.max(max, min * 1.0001), true);
            return new Log(low, high <= low ? low * 10 : high, from, to);
        }

        double at(double value) {
            double clamped = Math.min(Math.max(value, low), high);
            return from + (to - from) * Math.log(clamped / low) / Math.log(high / low);
        }

        /** Powers of ten; 2 and 5 times them as well when there is room. */
        List<Double> ticks() {
            List<Double> ticks = new ArrayList<>();
            double decades = Math.log10(high / low);
            for (int e = (int) Math.floor(Math.log10(low)) - 1; e <= Math.ceil(Math.log10(high)); e++) {
                for (int m : decades <= 1.6 ? new int[] {1, 2, 5} : new int[] {1}) {
                    double tick = m * Math.pow(10, e);
                    if (tick >= low * 0.999 && tick <= high * 1.001) {
                        ticks.add(tick);
                    }
                }
            }
            return ticks;
        }

        private static double step(double value, boolean up) {
            double power = Math.pow(10, Math.floor(Math.log10(value)));
            double[] steps = {1, 2, 5, 10};
            if (up) {
                for (double m : steps) {
                    if (m * power >= value) {
                        return m * power;
                    }
                }
            }
            double below = power;
            for (double m : steps) {
                if (m * power <= value) {
                    below = m * power;
                }
            }
            return below;
        }
    }

    /** The colour of a server in a plot of servers. */
    static String color(Server server) {
        return switch (server.name()) {
            case Server.OURS -> "var(--ours)";
            case Server.FLOOR -> "var(--control)";
            default -> "var(--peer)";
        };
    }
}
