package io.nettychat.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserNameTest {
    private static final String FAMILY = "\uD83D\uDC69\u200D\uD83D\uDC69\u200D\uD83D\uDC67";
    private static final String RAINBOW_FLAG = "\uD83C\uDFF3\uFE0F\u200D\uD83C\uDF08";
    private static final String SCOTLAND = flag("gbsct\u007F");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ana",
                "Jean-Luc O'Neill",
                "李小龍",
                "Łukasz",
                "עַלִּ֫יָה",
                "محمد",
                "หมู่",
                "Nguyễn",
                "__proto__",
                "a|b",
                "🦊",
                "\uD83D\uDC4B\uD83C\uDFFD", // waving hand, medium skin
                "\uD83C\uDDEA\uD83C\uDDF8", // flag of Spain
                FAMILY,
                RAINBOW_FLAG,
                "\uD83D\uDC69\uD83C\uDFFD\u200D\uD83D\uDCBB", // technologist, medium skin
                "\u2764\uFE0F", // heart in colour
                "1\uFE0F\u20E3", // keycap
                "\uD83E\uDEE0", // melting face, newer than JDK 17
                "\u0915\u094D\u200D\u0937", // Devanagari half form
                "\u0DC1\u0DCA\u200D\u0DBB\u0DD3", // Sri in Sinhala
                "\u0646\u0627\u0645\u0647\u200C\u0627\u06CC", // Persian
                "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645", // Persian
                "\u845B\uDB40\uDD00\u57CE", // ideographic variation
                "\u1820\u180B" // Mongolian variation
            })
    void keepsWhatPeopleAreCalled(String name) throws Rejected {
        assertThat(UserName.parse(name).value()).isEqualTo(name);
    }

    @Test
    void keepsTheFlagOfARegion() throws Rejected {
        assertThat(UserName.parse(SCOTLAND + " Ian").value()).isEqualTo(SCOTLAND + " Ian");
    }

    static Stream<Arguments> untidy() {
        return Stream.of(
                arguments("  Ana\t", "Ana"),
                arguments("\u3000Ana\u2003", "Ana"),
                arguments("\u2028\u0085Ana\r\n", "Ana"),
                arguments("Ana   Maria", "Ana Maria"),
                arguments("Ana\u00A0\u2003Maria", "Ana Maria"),
                arguments("Ａｎａ", "Ana"),
                arguments("ﬁn", "fin"),
                arguments("Jose\u0301", "Jos\u00E9"),
                arguments("Ana\u2122\uFE0F", "AnaTM"),
                arguments("\u2139\uFE0F", "i"));
    }

    @ParameterizedTest
    @MethodSource("untidy")
    void normalises(String raw, String expected) throws Rejected {
        assertThat(UserName.parse(raw).value()).isEqualTo(expected);
    }

    static Stream<String> refused() {
        return Stream.of(
                "",
                " ",
                "\u3000\t",
                "a".repeat(33),
                "🦊".repeat(33),
                "x" + " ".repeat(70_000) + "y",
                "\uFDFA\uFDFA", // becomes longer by NFKC
                "a\u0000b",
                "a\tb",
                "a\nb",
                "a\u007Fb",
                "a\u0085b",
                "a\u2028b",
                "a\u2029b",
                "a\u202Eb", // right-to-left override
                "a\u2066b\u2069", // isolate
                "a\u200Eb", // left-to-right mark
                "a\u061Cb", // Arabic letter mark
                "a\u200Bb", // zero width space
                "a\u2060b", // word joiner
                "\uFEFFab", // byte order mark
                "a\u00ADb", // soft hyphen
                "a\u034Fb", // grapheme joiner
                "a\u200Db", // joiner between Latin letters
                "a\u200Cb",
                "ab\u200D",
                "\u200Dab",
                "\u2764\u200Da", // joiner between an emoji and a letter
                "\u0646\u200C", // non-joiner with nothing behind it
                "\u0627\u200C\u0646", // alef joins nothing after it
                "a\uFE0F",
                "\u2764\uFE0F\uFE0F",
                "1\uFE0F",
                "a\uDB40\uDD00", // variation of a letter that has none
                "a\u180B",
                "\u1820\u180B\u180B",
                "\u180E",
                "a\uDB40\uDC61", // tag letter
                flag("gbsct"), // without its end
                flag("gbsct\u007F") + flag("gbsct\u007F").substring(2), // a second one behind its end
                flag("hiddentext\u007F"),
                flag("GBSCT\u007F"),
                "\u3164", // Hangul filler
                "\u115F\u1160",
                "\u2800", // Braille blank
                "\uD834\uDD59", // null notehead
                "\uD800",
                "a\uDC00b",
                "\uE000", // private use
                "\uFFFF",
                "\uFFFD",
                "a\uFFFCb",
                "\u0301a", // mark first
                "\u093Fa", // spacing mark first
                "\u00B4x", // becomes a space and a mark
                "a\u0316\u0317\u0318\u0319\u031C", // five marks
                "a" + "\u0489".repeat(20));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesAndSaysWhatIsAllowed(String raw) {
        Rejected rejected = catchThrowableOfType(Rejected.class, () -> UserName.parse(raw));
        assertThat(rejected.code()).isEqualTo(ErrorCode.BAD_NAME);
        assertThat(rejected.reason()).startsWith("The name ").contains("1 to 32");
        assertThat(rejected.reason().chars()).as("safe to show and to log").allMatch(c -> c >= ' ' && c < 0x7F);
    }

    @Test
    void countsCodePoints() throws Rejected {
        assertThat(UserName.parse("🦊".repeat(32)).value()).hasSize(64);
        assertThat(UserName.parse("e\u0301".repeat(32)).value()).hasSize(32);
    }

    @ParameterizedTest
    @CsvSource({
        "Ian,ian",
        "Ian,IAN",
        "Ian,lan",
        "IAN,lAN",
        "Ian,1an",
        "admin,аdmin", // Cyrillic a
        "ADMIN,аdmin",
        "Mike,Μike", // Greek capital Mu
        "mike,Μike",
        "modern,rnodern",
        "paypal,рауραl",
        "Strasse,Straße",
        "ΣΊΣΥΦΟΣ,σίσυφος",
        "O0,0O",
        "Ana Maria,AnaMaria",
        "José,JOSE\u0301",
        "Ana,Ａｎａ",
        "\u2764,\u2764\uFE0F",
        "İstanbul,i̇stanbul",
        "Ꭺna,Ana" // Cherokee
    })
    void findsNamesThatPeopleWouldConfuse(String one, String other) throws Rejected {
        assertThat(UserName.parse(one).looksLike(UserName.parse(other))).isTrue();
        assertThat(UserName.parse(other).looksLike(UserName.parse(one))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"Ana,Anna", "lan,ian", "José,Jose", "Ana,Ana1", "a.b,a-b", "李,季", "🦊,🐻"})
    void keepsApartWhatDiffersToTheEye(String one, String other) throws Rejected {
        assertThat(UserName.parse(one).looksLike(UserName.parse(other))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server",
                "Server",
                "SERVER",
                "ѕеrvеr",
                "ЅЕRVЕR",
                "ｓｅｒｖｅｒ",
                "s e r v e r",
                "ⓢⓔⓡⓥⓔⓡ",
                "𝓼𝓮𝓻𝓿𝓮𝓻",
                "ꮪerver"
            })
    void reservesTheNameOfTheServer(String name) throws Rejected {
        assertThat(UserName.parse(name).isReserved()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "servers", "server1", "observer", "Ana"})
    void reservesNothingElse(String name) throws Rejected {
        assertThat(UserName.parse(name).isReserved()).isFalse();
    }

    @Test
    void suffixIsAppended() throws Rejected {
        assertThat(UserName.parse("Ana").withSuffix(2).value()).isEqualTo("Ana2");
        assertThat(UserName.parse("Ana").withSuffix(10).value()).isEqualTo("Ana10");
        assertThatThrownBy(() -> UserName.parse("Ana").withSuffix(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void suffixShortensALongNameBetweenWholeCharacters() throws Rejected {
        assertThat(UserName.parse("a".repeat(32)).withSuffix(7).value()).isEqualTo("a".repeat(31) + "7");
        assertThat(UserName.parse("a".repeat(28) + RAINBOW_FLAG).withSuffix(7).value())
                .isEqualTo("a".repeat(28) + "7");
        assertThat(UserName.parse("a".repeat(30) + " b").withSuffix(42).value()).isEqualTo("a".repeat(30) + "42");
        String persian = "\u0646".repeat(29) + "\u0645\u200C\u0645";
        assertThat(UserName.parse(persian).withSuffix(7).value()).isEqualTo("\u0646".repeat(29) + "7");
    }

    @Test
    void suffixOfOneEndlessCharacterIsTheNumber() throws Rejected {
        String chain = "\u2764" + "\u200D\u2764".repeat(15) + "\uFE0F";
        assertThat(UserName.parse(chain).withSuffix(3).value()).isEqualTo("3");
    }

    @Test
    void equalWhenTheTextIs() throws Rejected {
        assertThat(UserName.parse(" Ana ")).isEqualTo(UserName.parse("Ana")).hasSameHashCodeAs(UserName.parse("Ana"));
        assertThat(UserName.parse("Ana")).isNotEqualTo(UserName.parse("ana")).hasToString("Ana");
    }

    @Test
    void everyCharacterThatIsANameHasAKey() {
        UnicodeTablesGenerator.scalars()
                .mapToObj(Character::toString)
                .flatMap(text -> parsed(text).stream())
                .forEach(name -> assertThat(name.keys()).doesNotContain(""));
    }

    @Test
    void randomNamesKeepTheRules() {
        Random random = new Random(7);
        int accepted = 0;
        for (int round = 0; round < 50_000; round++) {
            Optional<UserName> parsed = parsed(randomText(random));
            if (parsed.isEmpty()) {
                continue;
            }
            accepted++;
            UserName name = parsed.get();
            String value = name.value();
            assertThat(parsed(value)).as("read again").contains(name);
            assertThat(value.codePointCount(0, value.length())).isBetween(1, 32);
            assertThat(Normalizer.isNormalized(value, Normalizer.Form.NFKC)).isTrue();
            assertThat(name.looksLike(name)).isTrue();
            Stream.of(
                            value.toUpperCase(Locale.ROOT),
                            value.toLowerCase(Locale.ROOT),
                            Normalizer.normalize(value, Normalizer.Form.NFKD))
                    .flatMap(variant -> parsed(variant).stream())
                    .forEach(variant -> assertThat(name.looksLike(variant))
                            .as("%s and %s", name, variant)
                            .isTrue());
            String suffixed = name.withSuffix(random.nextInt(1_000)).value();
            assertThat(suffixed.codePointCount(0, suffixed.length())).isBetween(1, 32);
        }
        assertThat(accepted).isGreaterThan(5_000);
    }

    /** Text of a few neighbouring blocks, salted with what the rule is about. */
    private static String randomText(Random random) {
        int[] salt = {' ', 0x200D, 0x200C, 0xFE0F, 0x0301, 0x1F9D1, 0x1F3FD, 0x2764, 'I', 'l', '0', 0x20E3, 0x345};
        int block = random.nextInt(4) == 0 ? 0x1F300 + random.nextInt(0x600) : random.nextInt(0x3000);
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i >= 0; i--) {
            text.appendCodePoint(
                    random.nextInt(6) == 0 ? salt[random.nextInt(salt.length)] : block + random.nextInt(64));
        }
        return text.toString();
    }

    private static Optional<UserName> parsed(String raw) {
        try {
            return Optional.of(UserName.parse(raw));
        } catch (Rejected e) {
            return Optional.empty();
        }
    }

    /** A black flag and what is given, as tags. */
    private static String flag(String ascii) {
        StringBuilder text = new StringBuilder("\uD83C\uDFF4");
        ascii.chars().forEach(c -> text.appendCodePoint(0xE0000 + c));
        return text.toString();
    }
}
