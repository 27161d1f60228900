package io.nettychat.benchmarks.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SampleTest {
    static Sample sample(long deliveries, long cpuNanos) {
        return new Sample(2.5, deliveries, 7, cpuNanos, 0.9, 0.5, 640, 1.5, 2, 3, 4, 5, 1024, 12, 0, 0, true, 0, "");
    }

    @Test
    void aSampleSurvivesItsLine() {
        Sample sample = new Sample(
                2.5, 10, 7, 1234, 0.9, 0.5, 640, 1.5, 2, 3, 4, 5, 1024, -12, 1, 2, false, 3, "close frame 4001");

        assertThat(Sample.parse(sample.toLine())).isEqualTo(sample);
    }

    @Test
    void aSampleIsCleanOnlyWhenAllThatWasSentCame() {
        assertThat(sample(10, 20_000).isClean()).isTrue();
        assertThat(sample(10, 20_000).cpuMicrosPerDelivery()).isEqualTo(2);
        assertThat(sample(0, 20_000).isClean()).isFalse();
    }

    @Test
    void aLoadSurvivesItsArgument() {
        for (Workload load : Workload.STANDARD) {
            assertThat(Workload.parse(load.name(), load.title(), load.toArgument()))
                    .isEqualTo(load);
        }
    }
}
