package io.nettychat.model;

import java.nio.charset.StandardCharsets;

/**
 * Reads the text of the tables byte by byte. It is read while the server starts, when all code is still interpreted: a
 * reader that cuts lines and parts out as strings takes ten times as long.
 */
final class TableReader {
    private final byte[] text;
    private int at;

    TableReader(byte[] text) {
        this.text = text;
    }

    /** Goes to the next line that is not a comment; false at the end. */
    boolean nextLine() {
        while (at < text.length && text[at] == '#') {
            while (text[at++] != '\n') {
                // the rest of the comment
            }
        }
        return at < text.length;
    }

    /** Reads the word in lower case that the line begins with, and the space behind it; empty when there is none. */
    String word() {
        int start = at;
        if (text[at] < 'a') {
            return "";
        }
        while (text[at] != ' ') {
            at++;
        }
        String word = new String(text, start, at - start, StandardCharsets.US_ASCII);
        at++;
        return word;
    }

    /** Reads a hexadecimal number, in upper case and perhaps with a sign, up to what is none of its digits. */
    int number() {
        boolean negative = text[at] == '-';
        if (negative || text[at] == '+') {
            at++;
        }
        int number = 0;
        while (true) {
            int c = text[at];
            if (c >= '0' && c <= '9') {
                number = (number << 4) + c - '0';
            } else if (c >= 'A' && c <= 'F') {
                number = (number << 4) + c - 'A' + 10;
            } else {
                return negative ? -number : number;
            }
            at++;
        }
    }

    /** Reads over one separator, if it is the next byte. */
    boolean skip(char separator) {
        boolean found = text[at] == separator;
        if (found) {
            at++;
        }
        return found;
    }

    /** Reads over a separator that must be the next byte. */
    void expect(char separator) {
        if (!skip(separator)) {
            throw new IllegalStateException("the tables of Unicode are damaged at byte " + at);
        }
    }
}
