package io.nettychat.model;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.SpoofChecker;
import com.ibm.icu.text.UnicodeSet;
import com.ibm.icu.util.VersionInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the file that {@link UnicodeTables} reads, from what ICU4J knows. It is run by hand, after the version of ICU4J
 * in the parent POM has been raised:
 *
 * <pre>
 * mvn -pl chat-core test -Dtest=UnicodeTablesTest -Dunicode.tables.write=true
 * </pre>
 *
 * Without the property the same test compares, so that the file cannot be stale unnoticed.
 */
final class UnicodeTablesGenerator {
    private static final int LONGEST_LINE_OF_SHIFTS = 100;

    private UnicodeTablesGenerator() {}

    /** Writes the file into the sources; the working directory is that of the module. */
    static void write() throws IOException {
        Files.writeString(Path.of("src/main/resources/io/nettychat/model", UnicodeTables.RESOURCE), tables());
    }

    static String tables() {
        StringBuilder out = new StringBuilder(80_000);
        out.append("# Unicode ").append(version(UCharacter.getUnicodeVersion()));
        out.append(", written by UnicodeTablesGenerator with ICU4J ");
        out.append(version(VersionInfo.ICU_VERSION)).append("; do not edit.\n");
        out.append("# Copyright (C) 1991 and later, Unicode, Inc.; license: https://www.unicode.org/license.txt\n");
        out.append(
                "# Sets first, then case folding (shift: all moved by so much; fold: to more than one), and last,\n");
        out.append("# without a word before it, what each code point looks like. All numbers are hexadecimal.\n");
        appendSet(out, "ignorable", "[:Default_Ignorable_Code_Point:]");
        appendSet(out, "pictographic", "[:Extended_Pictographic:]");
        appendSet(out, "virama", "[:Canonical_Combining_Class=Virama:]");
        appendSet(out, "joins-next", "[[:Joining_Type=Left_Joining:][:Joining_Type=Dual_Joining:]]");
        appendSet(out, "joins-previous", "[[:Joining_Type=Right_Joining:][:Joining_Type=Dual_Joining:]]");
        appendFolding(out);
        appendLookAlikes(out);
        return out.toString();
    }

    private static void appendSet(StringBuilder out, String name, String pattern) {
        out.append(name);
        for (UnicodeSet.EntryRange range : new UnicodeSet(pattern).ranges()) {
            out.append(' ').append(hex(range.codepoint));
            if (range.codepointEnd != range.codepoint) {
                out.append('-').append(hex(range.codepointEnd));
            }
        }
        out.append('\n');
    }

    private static void appendFolding(StringBuilder out) {
        Map<Integer, List<Integer>> byDistance = new TreeMap<>();
        Map<String, List<Integer>> byTarget = new TreeMap<>(codePointOrder());
        scalars().forEach(codePoint -> {
            String folded = UCharacter.foldCase(Character.toString(codePoint), true);
            int first = folded.codePointAt(0);
            if (first == codePoint) {
                return;
            }
            if (folded.length() == Character.charCount(first)) {
                byDistance
                        .computeIfAbsent(first - codePoint, distance -> new ArrayList<>())
                        .add(codePoint);
            } else {
                byTarget.computeIfAbsent(folded, target -> new ArrayList<>()).add(codePoint);
            }
        });
        byDistance.forEach((distance, sources) -> {
            String sign = distance < 0 ? "-" : "+";
            StringBuilder line = new StringBuilder();
            for (String range : ranges(sources)) {
                if (line.length() + range.length() > LONGEST_LINE_OF_SHIFTS) {
                    out.append("shift ").append(sign).append(hex(Math.abs(distance)));
                    out.append(':').append(line).append('\n');
                    line.setLength(0);
                }
                line.append(' ').append(range);
            }
            out.append("shift ").append(sign).append(hex(Math.abs(distance)));
            out.append(':').append(line).append('\n');
        });
        byTarget.forEach((target, sources) -> appendTarget(out, "fold ", target, sources));
    }

    private static void appendLookAlikes(StringBuilder out) {
        SpoofChecker checker =
                new SpoofChecker.Builder().setChecks(SpoofChecker.CONFUSABLE).build();
        Normalizer2 nfd = Normalizer2.getNFDInstance();
        Map<String, List<Integer>> byTarget = new TreeMap<>(codePointOrder());
        scalars().forEach(codePoint -> {
            String text = Character.toString(codePoint);
            String skeleton = checker.getSkeleton(text);
            // What has a decomposition is looked up by its parts; what is ignorable is dropped before.
            if (nfd.isNormalized(text) && !skeleton.isEmpty() && !skeleton.equals(text)) {
                byTarget.computeIfAbsent(skeleton, target -> new ArrayList<>()).add(codePoint);
            }
        });
        byTarget.forEach((target, sources) -> appendTarget(out, "", target, sources));
    }

    private static void appendTarget(StringBuilder out, String word, String target, List<Integer> sources) {
        out.append(word)
                .append(target.codePoints()
                        .mapToObj(UnicodeTablesGenerator::hex)
                        .collect(Collectors.joining(" ")));
        out.append(':');
        sources.forEach(codePoint -> out.append(' ').append(hex(codePoint)));
        out.append('\n');
    }

    /** Joins sorted code points that follow each other, or of which every second is there, three at the least. */
    private static List<String> ranges(List<Integer> sources) {
        List<String> ranges = new ArrayList<>();
        for (int i = 0; i < sources.size(); ) {
            int run = 1;
            int step = i + 1 < sources.size() ? sources.get(i + 1) - sources.get(i) : 0;
            while (step <= 2 && i + run < sources.size() && sources.get(i + run) == sources.get(i) + run * step) {
                run++;
            }
            if (run < 3) {
                ranges.add(hex(sources.get(i)));
                i++;
            } else {
                ranges.add(hex(sources.get(i)) + "-" + hex(sources.get(i + run - 1)) + (step == 2 ? "/2" : ""));
                i += run;
            }
        }
        return ranges;
    }

    /** Every code point but the surrogates. */
    static IntStream scalars() {
        return IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(codePoint -> codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
    }

    private static Comparator<String> codePointOrder() {
        return (left, right) ->
                Arrays.compare(left.codePoints().toArray(), right.codePoints().toArray());
    }

    private static String version(VersionInfo version) {
        return version.getMajor() + "." + version.getMinor();
    }

    private static String hex(int codePoint) {
        return Integer.toHexString(codePoint).toUpperCase(Locale.ROOT);
    }
}
