package io.nettychat.benchmarks.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlotsTest {
    private final Server ours = new Server(Server.OURS, "Netty Chat", "", Dialect.SIMPLE, port -> List.of());
    private final Server other = new Server("other", "A & <B>", "", Dialect.PLAIN, port -> List.of());

    @Test
    void aComparisonBecomesWellFormedPlots(@TempDir Path directory) throws Exception {
        Results results = new Results(List.of(ours, other), Workload.STANDARD);
        for (Workload load : Workload.STANDARD) {
            results.add(ours, load, SampleTest.sample(1000, 200_000));
        }
        results.fail(other, Workload.STANDARD.get(0), "did not start");

        List<Path> plots = Plots.comparison(results, directory);

        assertThat(plots).hasSize(3);
        for (Path plot : plots) {
            assertThat(DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(plot.toFile())
                            .getDocumentElement()
                            .getTagName())
                    .isEqualTo("svg");
        }
        assertThat(Report.tables(results)).contains("failed 1 times: did not start");
    }

    @Test
    void aSweepBecomesALine(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("sweep.svg");

        LineChart.write(
                file,
                "title",
                "subtitle",
                "x",
                List.of(new LineChart.Series(ours, List.of(new double[] {1, 3}, new double[] {10_000, 0.2}))));

        assertThat(Files.readString(file)).contains("<path", "10,000");
    }

    @Test
    void anAxisEmbracesItsValues() {
        Svg.Log axis = Svg.Log.around(0.23, 8.9, 0, 100);

        assertThat(axis.low()).isEqualTo(0.2);
        assertThat(axis.high()).isEqualTo(10);
        assertThat(axis.at(0.2)).isZero();
        assertThat(axis.at(10)).isEqualTo(100);
        assertThat(axis.ticks()).containsExactly(1.0, 10.0);
    }

    @Test
    void medianOfAnEvenNumberIsBetweenTheTwo() {
        Results.Cell cell = new Results(List.of(ours), Workload.STANDARD).at(ours, Workload.STANDARD.get(0));
        cell.samples().add(SampleTest.sample(1000, 100_000));
        cell.samples().add(SampleTest.sample(1000, 300_000));

        assertThat(cell.cpu()).isEqualTo(0.2);
    }
}
