package io.nettychat.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "0s, PT0S",
        "500ms, PT0.5S",
        "30s, PT30S",
        "5m, PT5M",
        "24h, PT24H",
        "7d, PT168H",
        "' 1s ', PT1S"
    })
    void readsNumberAndUnit(String text, Duration expected) {
        assertThat(Durations.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "m", "5 m", "-5m", "1.5h", "5M", "5min", "PT5M", "99999999999999999999s", "٥m"})
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("is not a duration");
    }

    @ParameterizedTest
    @ValueSource(strings = {"36501d", "999999999999999d", "999999999999999h"})
    void refusesWhatNobodyLivesToSee(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).hasMessageContaining("is longer than 36500d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0ms"})
    void refusesZeroWhereItMeansNothing(String text) {
        assertThatThrownBy(() -> new Durations.Positive().convert(text)).hasMessageContaining("longer than 0");
    }
}
