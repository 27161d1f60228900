package io.nettychat.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.SpoofChecker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/**
 * Holds the tables and the code that reads them against ICU4J. Where the JDK normalises, only characters that it has
 * heard of are compared: the others are not allowed in names.
 */
class UnicodeTablesTest {
    private static final SpoofChecker ICU =
            new SpoofChecker.Builder().setChecks(SpoofChecker.CONFUSABLE).build();

    @Test
    void fileIsWhatTheGeneratorWrites() throws IOException {
        if (Boolean.getBoolean("unicode.tables.write")) {
            UnicodeTablesGenerator.write();
            return;
        }
        assertThat(file()).isEqualTo(UnicodeTablesGenerator.tables());
    }

    @Test
    void fileIsSmall() throws IOException {
        assertThat(file().length()).isLessThan(80_000);
    }

    @Test
    void skeletonOfEveryCodePointIsThatOfIcu() {
        List<String> wrong = UnicodeTablesGenerator.scalars()
                .filter(Character::isDefined)
                .mapToObj(Character::toString)
                .filter(text -> !LookAlikes.skeleton(text).equals(ICU.getSkeleton(text)))
                .toList();
        assertThat(wrong).isEmpty();
    }

    @Test
    void skeletonOfRandomTextIsThatOfIcu() {
        Random random = new Random(39);
        int[] known = UnicodeTablesGenerator.scalars()
                .filter(codePoint -> Character.isDefined(codePoint)
                        && Character.getType(codePoint) != Character.PRIVATE_USE
                        && !Character.isIdeographic(codePoint))
                .toArray();
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            random.ints(1 + random.nextInt(12), 0, known.length).forEach(at -> text.appendCodePoint(known[at]));
            String skeleton = ICU.getSkeleton(text);
            if (skeleton.codePoints().allMatch(Character::isDefined)) {
                assertThat(LookAlikes.skeleton(text.toString())).isEqualTo(skeleton);
            }
        }
    }

    @Test
    void foldingOfEveryCodePointIsThatOfIcu() {
        List<String> wrong = UnicodeTablesGenerator.scalars()
                .mapToObj(Character::toString)
                .filter(text -> !LookAlikes.fold(text).equals(UCharacter.foldCase(text, true)))
                .toList();
        assertThat(wrong).isEmpty();
    }

    @Test
    void propertiesOfEveryCodePointAreThoseOfIcu() {
        agree(
                UnicodeTables::isIgnorable,
                codePoint -> UCharacter.hasBinaryProperty(codePoint, UProperty.DEFAULT_IGNORABLE_CODE_POINT));
        agree(
                UnicodeTables::isPictographic,
                codePoint -> UCharacter.hasBinaryProperty(codePoint, UProperty.EXTENDED_PICTOGRAPHIC));
        agree(UnicodeTables::isVirama, codePoint -> UCharacter.getCombiningClass(codePoint) == 9);
        agree(
                UnicodeTables::joinsNext,
                codePoint ->
                        joins(codePoint, UCharacter.JoiningType.LEFT_JOINING, UCharacter.JoiningType.DUAL_JOINING));
        agree(
                UnicodeTables::joinsPrevious,
                codePoint ->
                        joins(codePoint, UCharacter.JoiningType.RIGHT_JOINING, UCharacter.JoiningType.DUAL_JOINING));
    }

    private static boolean joins(int codePoint, int one, int other) {
        int type = UCharacter.getIntPropertyValue(codePoint, UProperty.JOINING_TYPE);
        return type == one || type == other;
    }

    private static void agree(IntPredicate ours, IntPredicate theirs) {
        List<String> wrong = UnicodeTablesGenerator.scalars()
                .filter(codePoint -> ours.test(codePoint) != theirs.test(codePoint))
                .mapToObj(Integer::toHexString)
                .toList();
        assertThat(wrong).isEmpty();
    }

    private static String file() throws IOException {
        try (InputStream in = UnicodeTables.class.getResourceAsStream(UnicodeTables.RESOURCE)) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
