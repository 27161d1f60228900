package io.nettychat.model;

import java.text.Normalizer;
import java.util.Collections;
import java.util.Iterator;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a user: what people see, and the keys that tell whether another name looks the same.
 *
 * <p>Two names are {@linkplain #equals equal} when their texts are; whether a person could take one for the other is
 * what {@link #looksLike} and {@link #keys} say. Immutable; any thread.
 */
public final class UserName {
    /** The longest name, in code points. */
    public static final int MAX_CHARS = 32;

    /**
     * The longest input looked at, in UTF-16 units: enough for {@link #MAX_CHARS} letters outside the BMP that each come
     * decomposed into four. It bounds the work that a frame full of "name" can cause.
     */
    private static final int MAX_RAW = 256;

    /**
     * How many marks may be stacked on one letter. Hebrew with points and accents, the deepest of the scripts in daily
     * use, reaches four; more is drawn over the lines above and below and hides what others wrote.
     */
    private static final int MAX_MARKS = 4;

    private static final String ALLOWED = " Use 1 to 32 letters, digits, signs, emoji and single spaces.";

    private static final Set<String> SERVER_KEYS = LookAlikes.keys("server");

    private final String value;
    /** One key or two: not as a set, which would be one more object for everybody who is here. */
    private final String key;

    private final String otherKey;

    private UserName(String value) {
        this.value = value;
        Iterator<String> keys = LookAlikes.keys(value).iterator();
        this.key = keys.next();
        this.otherKey = keys.hasNext() ? keys.next() : key;
    }

    /**
     * Reads a name as a user typed it. White space around it is dropped and inside it becomes one space, and the text is
     * normalised to NFKC; a name given back by {@link #value} is read as itself.
     *
     * @param raw what was typed
     * @throws Rejected with {@link ErrorCode#BAD_NAME} and a sentence that says what to change
     */
    public static UserName parse(String raw) throws Rejected {
        String trimmed = trim(raw);
        if (trimmed.length() > MAX_RAW) {
            throw tooLong();
        }
        String value = trim(oneSpace(Normalizer.normalize(withoutOrphanedStyles(trimmed), Normalizer.Form.NFKC)));
        if (value.isEmpty()) {
            throw bad("The name is empty.");
        }
        int[] codePoints = value.codePoints().toArray();
        if (codePoints.length > MAX_CHARS) {
            throw tooLong();
        }
        check(codePoints);
        return new UserName(value);
    }

    /** Returns the name as it is shown: trimmed, NFKC, 1 to {@link #MAX_CHARS} code points. */
    public String value() {
        return value;
    }

    /**
     * Returns one or two keys for a table of the names in use: two names that differ only in case, in characters that
     * look alike, in joiners or in white space share at least one. Not for people to see, and not to be stored: they
     * change with the version of Unicode.
     */
    public Set<String> keys() {
        return key.equals(otherKey) ? Set.of(key) : Set.of(key, otherKey);
    }

    /** Returns whether a person could take one name for the other; every name looks like itself. */
    public boolean looksLike(UserName other) {
        return !Collections.disjoint(keys(), other.keys());
    }

    /** Returns whether the name is, or looks like, that of the server. */
    public boolean isReserved() {
        return !Collections.disjoint(keys(), SERVER_KEYS);
    }

    /**
     * Returns this name with a number behind it, for those who cannot be asked for another name. When that would be too
     * long, the name is shortened first, and never inside what people see as one character.
     *
     * @param number what to append; 0 or more
     */
    public UserName withSuffix(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("number is " + number + "; it must be 0 or more");
        }
        String digits = Integer.toString(number);
        int end = endOfPrefix(MAX_CHARS - digits.length(), value.length());
        while (true) {
            try {
                return parse(value.substring(0, end) + digits);
            } catch (Rejected e) {
                // A joiner that needs the letter which is now gone: leave out one more character. Digits alone are a
                // name, so that this ends.
                end = endOfPrefix(MAX_CHARS, end - 1);
            }
        }
    }

    /** Returns where the longest run of whole characters ends that fits both limits (code points, UTF-16 units). */
    private int endOfPrefix(int maxCodePoints, int maxLength) {
        int end = 0;
        Matcher grapheme = Pattern.compile("\\X").matcher(value);
        while (grapheme.find()
                && grapheme.end() <= maxLength
                && value.codePointCount(0, grapheme.end()) <= maxCodePoints) {
            end = grapheme.end();
        }
        return end;
    }

    private static void check(int[] codePoints) throws Rejected {
        if (isMark(codePoints[0]) || Character.getType(codePoints[0]) == Character.COMBINING_SPACING_MARK) {
            throw bad("The name begins with a combining mark, which has no letter to stand on.");
        }
        int marks = 0;
        for (int i = 0; i < codePoints.length; i++) {
            int codePoint = codePoints[i];
            if (InvisibleCharacters.isOne(codePoint)) {
                if (!InvisibleCharacters.belongs(codePoints, i)) {
                    throw bad("The name contains an invisible or text-direction character (%s).", codePoint);
                }
                continue;
            }
            checkVisible(codePoint);
            marks = isMark(codePoint) ? marks + 1 : 0;
            if (marks > MAX_MARKS) {
                throw bad("The name has more than " + MAX_MARKS + " marks on one letter.");
            }
        }
    }

    private static void checkVisible(int codePoint) throws Rejected {
        switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                throw bad("The name contains a control character or a line break (%s).", codePoint);
            case Character.SURROGATE -> throw bad("The name contains half a character (%s).", codePoint);
            case Character.PRIVATE_USE ->
                throw bad("The name contains a character without a public meaning (%s).", codePoint);
            case Character.UNASSIGNED -> {
                // New emoji come every year, and the JDK learns of them late.
                if (!UnicodeTables.isPictographic(codePoint)) {
                    throw bad("The name contains a character that this server does not know (%s).", codePoint);
                }
            }
            default -> {
                if (codePoint == 0xFFFC || codePoint == 0xFFFD) {
                    throw bad("The name contains a placeholder for a lost character (%s).", codePoint);
                }
            }
        }
    }

    private static boolean isMark(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    /** Drops the emoji style behind a sign, such as ™, that NFKC is about to turn into letters. */
    private static String withoutOrphanedStyles(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int previous = ' ';
        for (int i = 0, codePoint; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = text.codePointAt(i);
            boolean orphaned = InvisibleCharacters.isStyle(codePoint)
                    && UnicodeTables.isPictographic(previous)
                    && !Normalizer.isNormalized(Character.toString(previous), Normalizer.Form.NFKC);
            if (!orphaned) {
                out.appendCodePoint(codePoint);
            }
            previous = codePoint;
        }
        return out.toString();
    }

    private static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isWhiteSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isWhiteSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** The property White_Space, all of which is in the BMP; {@link Character#isWhitespace} is another set. */
    private static boolean isWhiteSpace(char c) {
        return Character.isSpaceChar(c) || (c >= '\t' && c <= '\r') || c == 0x85;
    }

    private static String oneSpace(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean space = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean spaceBefore = space;
            space = Character.getType(c) == Character.SPACE_SEPARATOR;
            if (!space) {
                out.append(c);
            } else if (!spaceBefore) {
                out.append(' ');
            }
        }
        return out.toString();
    }

    private static Rejected tooLong() {
        return bad("The name is longer than " + MAX_CHARS + " characters.");
    }

    private static Rejected bad(String wrong, int codePoint) {
        return bad(String.format(wrong, String.format("U+%04X", codePoint)));
    }

    private static Rejected bad(String wrong) {
        return new Rejected(ErrorCode.BAD_NAME, wrong + ALLOWED);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UserName name && value.equals(name.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** Returns {@link #value}. */
    @Override
    public String toString() {
        return value;
    }
}
