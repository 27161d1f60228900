package io.nettychat.launcher.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The dashboard of the documentation asks for figures that there are. */
class DashboardTest {
    private static final Path DASHBOARD = Path.of("../docs/grafana-dashboard.json");
    private static final Pattern METRIC = Pattern.compile("\\b(?:netty_chat|jvm|process)_[a-z_]+\\b");
    private static final Pattern LABEL = Pattern.compile("by \\(([a-z]+)\\)");

    @Test
    void everyQueryAsksForAFigureThatThereIs() throws IOException {
        String scraped = new ServerMetrics("1").scrape();
        Set<String> told = PrometheusText.parse(scraped).types().keySet();
        Set<String> asked = new TreeSet<>();
        for (String query : queries()) {
            assertThat(query.chars().filter(c -> c == '(').count())
                    .as(query)
                    .isEqualTo(query.chars().filter(c -> c == ')').count());
            Matcher metric = METRIC.matcher(query);
            assertThat(metric.find()).as("a figure in %s", query).isTrue();
            String family = metric.group().replaceFirst("_(bucket|sum|count)$", "");
            assertThat(told).as("the figure in %s", query).contains(family);
            Matcher label = LABEL.matcher(query);
            if (label.find() && !Set.of("instance", "le").contains(label.group(1))) {
                assertThat(scraped).as("the label in %s", query).contains(family + "{" + label.group(1) + "=");
            }
            asked.add(family);
        }
        Set<String> own = told.stream()
                .filter(name -> name.startsWith("netty_chat_"))
                .filter(name ->
                        !name.startsWith("netty_chat_rooms_")) // coming and going, which the dashboard leaves out
                .filter(name -> !name.equals("netty_chat_readers_fell_behind_total"))
                .collect(Collectors.toSet());
        assertThat(asked).as("nothing that there is is left out").containsAll(own);
    }

    /** All strings called "expr", from a document that is sound JSON to its end. */
    private static Set<String> queries() throws IOException {
        Set<String> queries = new TreeSet<>();
        try (JsonParser parser =
                JsonFactory.builder().build().createParser(ObjectReadContext.empty(), Files.readAllBytes(DASHBOARD))) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING && "expr".equals(parser.currentName())) {
                    queries.add(parser.getString());
                }
            }
        }
        assertThat(queries).isNotEmpty();
        return queries;
    }
}
