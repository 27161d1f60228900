package io.nettychat.benchmarks.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs every benchmark once, with the first of its parameters, as short as can be and in this process. Nothing is
 * measured; one that broke is noticed.
 */
class EveryBenchmarkRunsTest {
    private static final int MILLIS = 50;

    @BeforeAll
    static void needsEpoll() {
        assumeTrue(Epoll.isAvailable(), "some benchmarks measure what only epoll can do");
    }

    static Stream<BenchmarkListEntry> benchmarks() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return BenchmarkList.defaultList()
                .getAll(OutputFormatFactory.createFormatInstance(nowhere, VerboseMode.SILENT), List.of())
                .stream();
    }

    @ParameterizedTest
    @MethodSource("benchmarks")
    void runs(BenchmarkListEntry benchmark) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + benchmark.getUsername().replace(".", "\\.") + "$")
                .mode(benchmark.getMode())
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(MILLIS))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        if (benchmark.getParams().hasValue()) {
            benchmark.getParams().get().forEach((name, values) -> options.param(name, values[0]));
        }

        assertThat(new Runner(options.build()).run()).hasSize(1);
    }

    @AfterEach
    void closeWhatItLeftOpen() throws Exception {
        SocketBenchmark.closeAll();
    }
}
