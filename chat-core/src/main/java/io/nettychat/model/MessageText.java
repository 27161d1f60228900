package io.nettychat.model;

/** The rule for what can be said. Any thread. */
public final class MessageText {
    private MessageText() {}

    /**
     * Refuses text that is empty, too long or not plain text. One pass and no allocation: every message goes through it.
     *
     * @param text what is to be said
     * @param maxChars the longest text, in code points
     * @param maxBytes the longest text, in bytes of UTF-8
     * @throws Rejected with {@link ErrorCode#TOO_LARGE} when it is longer than one of the limits; with
     *     {@link ErrorCode#BAD_FRAME} when it is empty, has control characters other than tab and newline, or has half of
     *     a surrogate pair
     */
    public static void check(String text, int maxChars, int maxBytes) throws Rejected {
        int length = text.length();
        if (length == 0) {
            throw new Rejected(
                    ErrorCode.BAD_FRAME, "The text is empty. Say something of 1 to " + maxChars + " characters.");
        }
        // A code point has at most two units, and a unit at least one byte: no need to read what cannot fit.
        if (length > 2L * maxChars || length > maxBytes) {
            throw tooLarge(maxChars, maxBytes);
        }
        int i = 0;
        while (i < length && isPlainAscii(text.charAt(i))) {
            i++;
        }
        int chars = i;
        long bytes = i;
        while (i < length) {
            char c = text.charAt(i++);
            chars++;
            if (c < 0x80) {
                if (!isPlainAscii(c)) {
                    throw control(c);
                }
                bytes++;
            } else if (c < 0x800) {
                if (c < 0xA0) {
                    throw control(c);
                }
                bytes += 2;
            } else if (!Character.isSurrogate(c)) {
                bytes += 3;
            } else if (Character.isHighSurrogate(c) && i < length && Character.isLowSurrogate(text.charAt(i))) {
                i++;
                bytes += 4;
            } else {
                throw new Rejected(
                        ErrorCode.BAD_FRAME,
                        "The text contains half a character (a lone surrogate). Send whole Unicode characters.");
            }
        }
        if (chars > maxChars || bytes > maxBytes) {
            throw tooLarge(maxChars, maxBytes);
        }
    }

    private static boolean isPlainAscii(char c) {
        return (c >= ' ' && c < 0x7F) || c == '\n' || c == '\t';
    }

    private static Rejected control(char c) {
        return new Rejected(
                ErrorCode.BAD_FRAME,
                String.format("The text contains a control character (U+%04X). ", (int) c)
                        + "Only tab and newline (U+000A, without U+000D) are allowed.");
    }

    private static Rejected tooLarge(int maxChars, int maxBytes) {
        return new Rejected(
                ErrorCode.TOO_LARGE,
                "The text is too long. Send at most " + maxChars + " characters and " + maxBytes
                        + " bytes of UTF-8, or cut it into several messages.");
    }
}
