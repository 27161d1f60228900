package io.nettychat.model;

/**
 * Which characters that show nothing by themselves belong where they stand: the joiners that some scripts spell with,
 * and the ones that emoji are made of. Everywhere else they only make two names differ that look the same.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5892#appendix-A">RFC 5892, appendix A, on joiners</a>
 * @see <a href="https://www.unicode.org/reports/tr51/#Definitions">Unicode Technical Standard 51, on emoji</a>
 */
final class InvisibleCharacters {
    private static final int ZWNJ = 0x200C;
    private static final int ZWJ = 0x200D;
    private static final int TEXT_STYLE = 0xFE0E;
    private static final int EMOJI_STYLE = 0xFE0F;
    private static final int KEYCAP = 0x20E3;
    private static final int BLACK_FLAG = 0x1F3F4;
    private static final int CANCEL_TAG = 0xE007F;
    private static final int BRAILLE_BLANK = 0x2800;
    private static final int NULL_NOTEHEAD = 0x1D159;

    /** A flag of a region is written with a country (two letters) and a part of it (one to four letters or digits). */
    private static final int SHORTEST_TAG = 3;

    private static final int LONGEST_TAG = 6;

    private InvisibleCharacters() {}

    /** Whether the code point shows nothing, or changes how its neighbours are shown, and so needs a reason to be there. */
    static boolean isOne(int codePoint) {
        return UnicodeTables.isIgnorable(codePoint)
                || Character.getType(codePoint) == Character.FORMAT
                || codePoint == BRAILLE_BLANK
                || codePoint == NULL_NOTEHEAD;
    }

    /** Whether the one at {@code index} has such a reason. */
    static boolean belongs(int[] text, int index) {
        int codePoint = text[index];
        return switch (codePoint) {
            case ZWJ -> followsVirama(text, index) || joinsEmoji(text, index);
            case ZWNJ -> followsVirama(text, index) || partsCursiveLetters(text, index);
            case TEXT_STYLE, EMOJI_STYLE -> styles(text, index);
            default -> isTag(codePoint) ? isInFlagTag(text, index) : selectsShape(text, index);
        };
    }

    /** Whether the code point is one of the two that ask for an emoji in black and white or in colour. */
    static boolean isStyle(int codePoint) {
        return codePoint == TEXT_STYLE || codePoint == EMOJI_STYLE;
    }

    /** Whether it asks for one of several shapes of the letter before it. */
    private static boolean selectsShape(int[] text, int index) {
        if (index == 0) {
            return false;
        }
        int codePoint = text[index];
        int letter = text[index - 1];
        if (codePoint >= 0xE0100 && codePoint <= 0xE01EF) {
            // Ideographs have variants, in Japanese names above all.
            return Character.isIdeographic(letter);
        }
        return isMongolianSelector(codePoint)
                && !isMongolianSelector(letter)
                && Character.UnicodeScript.of(letter) == Character.UnicodeScript.MONGOLIAN;
    }

    private static boolean isMongolianSelector(int codePoint) {
        return codePoint >= 0x180B && codePoint <= 0x180F && codePoint != 0x180E;
    }

    private static boolean followsVirama(int[] text, int index) {
        return index > 0 && UnicodeTables.isVirama(text[index - 1]);
    }

    private static boolean partsCursiveLetters(int[] text, int index) {
        int before = index - 1;
        while (before >= 0 && isTransparent(text[before])) {
            before--;
        }
        int after = index + 1;
        while (after < text.length && isTransparent(text[after])) {
            after++;
        }
        return before >= 0
                && after < text.length
                && UnicodeTables.joinsNext(text[before])
                && UnicodeTables.joinsPrevious(text[after]);
    }

    /** Joining_Type T; the format characters that also have it are not allowed in names. */
    private static boolean isTransparent(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    private static boolean joinsEmoji(int[] text, int index) {
        int before = index - 1;
        if (before >= 0 && (text[before] == EMOJI_STYLE || isSkinTone(text[before]))) {
            before--;
        }
        return before >= 0
                && index + 1 < text.length
                && UnicodeTables.isPictographic(text[before])
                && UnicodeTables.isPictographic(text[index + 1]);
    }

    private static boolean isSkinTone(int codePoint) {
        return codePoint >= 0x1F3FB && codePoint <= 0x1F3FF;
    }

    private static boolean styles(int[] text, int index) {
        if (index == 0) {
            return false;
        }
        int previous = text[index - 1];
        boolean keycap = previous == '#' || previous == '*' || (previous >= '0' && previous <= '9');
        return UnicodeTables.isPictographic(previous)
                || (keycap && index + 1 < text.length && text[index + 1] == KEYCAP);
    }

    /** Tags are a second, invisible ASCII; they stay only as the name of a region behind a black flag, to its end. */
    private static boolean isInFlagTag(int[] text, int index) {
        int flag = index;
        while (flag >= 0 && isTag(text[flag])) {
            flag--;
        }
        int end = flag + 1;
        while (end < text.length && isTagLetter(text[end])) {
            end++;
        }
        int length = end - flag - 1;
        return flag >= 0
                && text[flag] == BLACK_FLAG
                && length >= SHORTEST_TAG
                && length <= LONGEST_TAG
                && end < text.length
                && text[end] == CANCEL_TAG
                && index <= end;
    }

    private static boolean isTag(int codePoint) {
        return codePoint >= 0xE0020 && codePoint <= CANCEL_TAG;
    }

    private static boolean isTagLetter(int codePoint) {
        int ascii = codePoint - 0xE0000;
        return (ascii >= 'a' && ascii <= 'z') || (ascii >= '0' && ascii <= '9');
    }
}
