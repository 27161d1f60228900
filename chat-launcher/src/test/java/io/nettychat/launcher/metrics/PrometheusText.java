package io.nettychat.launcher.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the text format of Prometheus more strictly than Prometheus does: as {@code promtool check metrics} would have
 * it, with help and type before each family, names by the rules, families in one piece, sound histograms.
 */
final class PrometheusText {
    private static final Pattern HELP = Pattern.compile("# HELP ([a-z][a-z0-9_]*) (\\S.*\\.)");
    private static final Pattern TYPE = Pattern.compile("# TYPE ([a-z][a-z0-9_]*) (counter|gauge|histogram)");
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-z][a-z0-9_]*)(\\{(?:[a-z]+=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\",?)+})? (-?[0-9.E+-]+|\\+Inf|-Inf|NaN)");
    private static final Pattern BOUND = Pattern.compile("le=\"([^\"]+)\"");

    private final Map<String, Double> samples = new LinkedHashMap<>();
    private final Map<String, String> types = new LinkedHashMap<>();

    private PrometheusText() {}

    static PrometheusText parse(String text) {
        PrometheusText parsed = new PrometheusText();
        assertThat(text).endsWith("\n").doesNotContain("\r", "\n\n");
        Set<String> begun = new HashSet<>();
        String family = "";
        String helped = "";
        for (String line : text.lines().toList()) {
            Matcher help = HELP.matcher(line);
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (help.matches()) {
                helped = help.group(1);
                assertThat(begun.add(helped)).as("%s comes once", helped).isTrue();
            } else if (type.matches()) {
                family = type.group(1);
                assertThat(helped).as("help before type").isEqualTo(family);
                parsed.types.put(family, type.group(2));
                assertThat(family.endsWith("_total"))
                        .as(family)
                        .isEqualTo(type.group(2).equals("counter"));
            } else {
                assertThat(sample.matches()).as("a sample: %s", line).isTrue();
                String name = sample.group(1);
                assertThat(
                                Objects.equals(parsed.types.get(family), "histogram")
                                        ? name.replaceFirst("_(bucket|sum|count)$", "")
                                        : name)
                        .as("the family of %s", line)
                        .isEqualTo(family);
                String series = name + Objects.requireNonNullElse(sample.group(2), "");
                String number = sample.group(3).replace("+Inf", "Infinity");
                assertThat(parsed.samples.put(series, Double.parseDouble(number)))
                        .as("%s comes once", series)
                        .isNull();
            }
        }
        parsed.checkHistograms();
        return parsed;
    }

    private void checkHistograms() {
        types.forEach((family, type) -> {
            if (type.equals("histogram")) {
                double bound = Double.NEGATIVE_INFINITY;
                double count = 0;
                for (Map.Entry<String, Double> sample : samples.entrySet()) {
                    if (sample.getKey().startsWith(family + "_bucket")) {
                        Matcher le = BOUND.matcher(sample.getKey());
                        assertThat(le.find()).isTrue();
                        double next = Double.parseDouble(le.group(1).replace("+Inf", "Infinity"));
                        assertThat(next).as(sample.getKey()).isGreaterThan(bound);
                        assertThat(sample.getValue()).as(sample.getKey()).isGreaterThanOrEqualTo(count);
                        bound = next;
                        count = sample.getValue();
                    }
                }
                assertThat(bound).isInfinite();
                assertThat(value(family + "_count")).isEqualTo(count);
                assertThat(samples).containsKey(family + "_sum");
            }
        });
    }

    /** The value of a series, with its labels as they are written. */
    double value(String series) {
        assertThat(samples).containsKey(series);
        return Objects.requireNonNull(samples.get(series));
    }

    /** The type of each family. */
    Map<String, String> types() {
        return types;
    }
}
