package io.nettychat.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageTextTest {
    private static final int CHARS = 4_000;
    private static final int BYTES = 16 * 1024;

    static Stream<String> allowed() {
        return Stream.of(
                "a",
                " ",
                "\n",
                "one\n\ttwo",
                "~\u00A0é日🦊",
                "\u202Eabc",
                "a".repeat(CHARS),
                "é".repeat(CHARS),
                "日".repeat(CHARS),
                "🦊".repeat(CHARS));
    }

    @ParameterizedTest
    @MethodSource
    void allowed(String text) {
        assertThatCode(() -> MessageText.check(text, CHARS, BYTES)).doesNotThrowAnyException();
    }

    static Stream<String> notPlainText() {
        return Stream.of(
                "",
                "\u0000",
                "a\rb",
                "a\r\nb",
                "a\u001B[31m",
                "a\u007F",
                "a\u0080",
                "é\u009Fé",
                "é\u0007",
                "é\u007F",
                "\uD800",
                "a\uD83Eb",
                "a\uDD8Ab",
                "\uDD8A\uD83E",
                "🦊\uD83E");
    }

    @ParameterizedTest
    @MethodSource("notPlainText")
    void refusesWhatIsNotPlainText(String text) {
        Rejected rejected = catchThrowableOfType(Rejected.class, () -> MessageText.check(text, CHARS, BYTES));
        assertThat(rejected.code()).isEqualTo(ErrorCode.BAD_FRAME);
        assertThat(rejected.reason()).startsWith("The text ").endsWith(".");
        assertThat(rejected.reason().chars()).as("safe to show and to log").allMatch(c -> c >= ' ' && c < 0x7F);
    }

    static Stream<String> tooLong() {
        return Stream.of(
                "a".repeat(CHARS + 1), "é".repeat(CHARS + 1), "🦊".repeat(CHARS + 1), "a".repeat(CHARS * 2 + 1));
    }

    @ParameterizedTest
    @MethodSource("tooLong")
    void refusesTooManyCharacters(String text) {
        Rejected rejected = catchThrowableOfType(Rejected.class, () -> MessageText.check(text, CHARS, BYTES));
        assertThat(rejected.code()).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(rejected.reason()).contains("4000 characters").contains("16384 bytes");
    }

    @Test
    void refusesTooManyBytes() {
        assertThatCode(() -> MessageText.check("日".repeat(3) + "a", 100, 10)).doesNotThrowAnyException();
        assertThat(catchThrowableOfType(Rejected.class, () -> MessageText.check("日".repeat(3) + "aa", 100, 10))
                        .code())
                .isEqualTo(ErrorCode.TOO_LARGE);
    }

    @Test
    void countsAsTheEncoderDoes() {
        Random random = new Random(9);
        int[] starts = {0x20, 0x60, 0xA0, 0x7E0, 0x800, 0xD7C0, 0xE000, 0xFFC0, 0x10000, 0x10FFC0};
        for (int round = 0; round < 5_000; round++) {
            StringBuilder builder = new StringBuilder();
            for (int i = random.nextInt(30); i >= 0; i--) {
                builder.appendCodePoint(starts[random.nextInt(starts.length)] + random.nextInt(31));
            }
            String text = builder.toString();
            int chars = text.codePointCount(0, text.length());
            int bytes = text.getBytes(StandardCharsets.UTF_8).length;
            assertThatCode(() -> MessageText.check(text, chars, bytes)).doesNotThrowAnyException();
            assertThat(catchThrowableOfType(Rejected.class, () -> MessageText.check(text, chars - 1, bytes))
                            .code())
                    .isEqualTo(ErrorCode.TOO_LARGE);
            assertThat(catchThrowableOfType(Rejected.class, () -> MessageText.check(text, chars, bytes - 1))
                            .code())
                    .isEqualTo(ErrorCode.TOO_LARGE);
        }
    }
}
