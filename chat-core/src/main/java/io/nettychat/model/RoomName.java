package io.nettychat.model;

import java.text.Normalizer;

/**
 * The name of a room, case-sensitive. Equal names are one room. Immutable; any thread.
 */
public final class RoomName {
    /** The longest name, in code points. */
    public static final int MAX_CHARS = 64;

    /** The longest input looked at, in UTF-16 units: enough for every name to come decomposed. */
    private static final int MAX_RAW = 4 * MAX_CHARS;

    private final String value;

    private RoomName(String value) {
        this.value = value;
    }

    /**
     * Reads the name of a room and normalises it to NFC, so that it is one room on every keyboard.
     *
     * @param raw the name as the client sent it
     * @throws Rejected with {@link ErrorCode#BAD_ROOM} and a sentence that says what is allowed
     */
    public static RoomName parse(String raw) throws Rejected {
        if (raw.isEmpty()) {
            throw bad("The room has no name.");
        }
        if (raw.length() > MAX_RAW) {
            throw tooLong();
        }
        String value = Normalizer.isNormalized(raw, Normalizer.Form.NFC)
                ? raw
                : Normalizer.normalize(raw, Normalizer.Form.NFC);
        int count = 0;
        for (int i = 0, codePoint; i < value.length(); i += Character.charCount(codePoint)) {
            codePoint = value.codePointAt(i);
            if (!isAllowed(codePoint)) {
                throw bad(String.format(
                        "The name of the room contains a character that cannot be used (U+%04X).", codePoint));
            }
            count++;
        }
        if (count > MAX_CHARS) {
            throw tooLong();
        }
        return new RoomName(value);
    }

    private static boolean isAllowed(int codePoint) {
        if (codePoint < 0x80) {
            return (codePoint >= 'a' && codePoint <= 'z')
                    || (codePoint >= 'A' && codePoint <= 'Z')
                    || (codePoint >= '0' && codePoint <= '9')
                    || codePoint == '-'
                    || codePoint == '_'
                    || codePoint == '.';
        }
        // The Hangul fillers are letters and show nothing.
        return Character.isLetterOrDigit(codePoint) && !UnicodeTables.isIgnorable(codePoint);
    }

    private static Rejected tooLong() {
        return bad("The name of the room is longer than " + MAX_CHARS + " characters.");
    }

    private static Rejected bad(String wrong) {
        return new Rejected(
                ErrorCode.BAD_ROOM,
                wrong + " Use 1 to 64 letters and digits, and \"-\", \"_\" and \".\" between them.");
    }

    /** Returns the name: NFC, 1 to {@link #MAX_CHARS} code points. */
    public String value() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RoomName name && value.equals(name.value);
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
