package io.nettychat.model;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What names need to know of Unicode and the JDK does not say: look-alikes, case folding, emoji, joining types. Read
 * once, on first use, from a text file that {@code UnicodeTablesGenerator} (among the tests) writes with ICU4J.
 *
 * <p>A server that warms up before it binds should touch a name first, so that the first user does not wait for it.
 */
final class UnicodeTables {
    /** The name of the file beside this class. */
    static final String RESOURCE = "unicode-tables.txt";

    private static final UnicodeTables LOADED = load();

    private final CodePointSet ignorable;
    private final CodePointSet pictographic;
    private final CodePointSet virama;
    private final CodePointSet joinsNext;
    private final CodePointSet joinsPrevious;
    private final CodePointMap folding;
    private final CodePointMap lookAlikes;

    private UnicodeTables(TableReader in) throws IOException {
        Map<String, CodePointSet> sets = new HashMap<>();
        CodePointMap.Builder foldings = new CodePointMap.Builder();
        CodePointMap.Builder prototypes = new CodePointMap.Builder();
        while (in.nextLine()) {
            String word = in.word();
            switch (word) {
                case "" -> prototypes.readTargets(in);
                case "fold" -> foldings.readTargets(in);
                case "shift" -> foldings.readShifted(in);
                default -> sets.put(word, CodePointSet.read(in));
            }
        }
        ignorable = set(sets, "ignorable");
        pictographic = set(sets, "pictographic");
        virama = set(sets, "virama");
        joinsNext = set(sets, "joins-next");
        joinsPrevious = set(sets, "joins-previous");
        folding = foldings.build();
        lookAlikes = prototypes.build();
    }

    private static CodePointSet set(Map<String, CodePointSet> sets, String name) throws IOException {
        CodePointSet set = sets.get(name);
        if (set == null) {
            throw new IOException(RESOURCE + " has no line that begins with " + name);
        }
        return set;
    }

    private static UnicodeTables load() {
        try (InputStream in = UnicodeTables.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new FileNotFoundException(RESOURCE + " is missing beside " + UnicodeTables.class.getName());
            }
            return new UnicodeTables(new TableReader(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it is {@code Default_Ignorable_Code_Point}: shown as nothing at all, and dropped from keys. */
    static boolean isIgnorable(int codePoint) {
        return LOADED.ignorable.contains(codePoint);
    }

    /** Whether it is {@code Extended_Pictographic}: an emoji, or kept free for one to come. */
    static boolean isPictographic(int codePoint) {
        return LOADED.pictographic.contains(codePoint);
    }

    /** Whether its canonical combining class is {@code Virama}. */
    static boolean isVirama(int codePoint) {
        return LOADED.virama.contains(codePoint);
    }

    /** Whether its {@code Joining_Type} is L or D: in a cursive script it reaches out to the letter after it. */
    static boolean joinsNext(int codePoint) {
        return LOADED.joinsNext.contains(codePoint);
    }

    /** Whether its {@code Joining_Type} is R or D: in a cursive script it reaches out to the letter before it. */
    static boolean joinsPrevious(int codePoint) {
        return LOADED.joinsPrevious.contains(codePoint);
    }

    /** Appends the full case folding, not the Turkic one. */
    static void appendFolded(StringBuilder out, int codePoint) {
        LOADED.folding.appendTo(out, codePoint);
    }

    /** Appends the prototype that the code point, in NFD, looks like. */
    static void appendPrototype(StringBuilder out, int codePoint) {
        LOADED.lookAlikes.appendTo(out, codePoint);
    }
}
