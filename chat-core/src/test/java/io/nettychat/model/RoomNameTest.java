package io.nettychat.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoomNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"lobby", "Lobby", "a", "room-1_b.c", ".hidden", "..a", "-", "_", "日本語", "Café", "٣", "𝒳"})
    void keepsLettersDigitsAndThreeSigns(String name) throws Rejected {
        assertThat(RoomName.parse(name).value()).isEqualTo(name);
    }

    @Test
    void composesWhatComesDecomposed() throws Rejected {
        assertThat(RoomName.parse("Cafe\u0301")).isEqualTo(RoomName.parse("Caf\u00E9"));
        assertThat(RoomName.parse("e\u0301".repeat(64)).value()).hasSize(64);
    }

    @Test
    void isCaseSensitive() throws Rejected {
        assertThat(RoomName.parse("lobby"))
                .isNotEqualTo(RoomName.parse("Lobby"))
                .hasToString("lobby");
        assertThat(RoomName.parse("lobby"))
                .isEqualTo(RoomName.parse("lobby"))
                .hasSameHashCodeAs(RoomName.parse("lobby"));
    }

    @Test
    void countsCodePoints() throws Rejected {
        assertThat(RoomName.parse("𝒳".repeat(64)).value()).hasSize(128);
    }

    static Stream<String> refused() {
        return Stream.of(
                "",
                " ",
                "a b",
                " lobby",
                "lobby\n",
                "a/b",
                "a\\b",
                "a|b",
                "a\u0000",
                "🦊",
                "a\u200Db",
                "a\u200Bb",
                "a\u202Eb",
                "\u3164",
                "q\u0301", // has no composed form
                "\u0301",
                "\uD800",
                "a\uDC00",
                "\uE000",
                "a".repeat(65),
                "𝒳".repeat(65),
                "a".repeat(100_000));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesAndSaysWhatIsAllowed(String raw) {
        Rejected rejected = catchThrowableOfType(Rejected.class, () -> RoomName.parse(raw));
        assertThat(rejected.code()).isEqualTo(ErrorCode.BAD_ROOM);
        assertThat(rejected.reason()).startsWith("The ").contains("1 to 64 letters and digits");
        assertThat(rejected.reason().chars()).as("safe to show and to log").allMatch(c -> c >= ' ' && c < 0x7F);
    }
}
