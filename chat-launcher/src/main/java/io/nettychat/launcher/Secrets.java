package io.nettychat.launcher;

import java.util.regex.Pattern;

/** Keeps the password of an address out of what is printed and logged. */
final class Secrets {
    /** Up to the last at-sign: a password that holds one is wrong, and still nobody's business. */
    private static final Pattern USER_INFO = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://)([^\\s:@/]*:)?\\S*@");

    private Secrets() {}

    /** Replaces passwords in {@code scheme://user:password@host} and {@code scheme://password@host}; the user stays. */
    static String hide(String text) {
        return USER_INFO.matcher(text).replaceAll("$1$2***@");
    }
}
