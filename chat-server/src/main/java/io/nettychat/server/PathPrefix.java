package io.nettychat.server;

import java.util.regex.Pattern;

/** Rules for the path under which everything is served. */
final class PathPrefix {
    private static final Pattern RULE = Pattern.compile("(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*");

    private PathPrefix() {}

    /**
     * Returns the prefix without a slash at its end; empty for none.
     *
     * @throws IllegalArgumentException when it is no path
     */
    static String check(String prefix) {
        String bare = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
        if (!RULE.matcher(bare).matches()) {
            throw new IllegalArgumentException(
                    "\"" + prefix + "\" is no path to put everything under. It begins with /,"
                            + " and between slashes stand letters, digits, and any of . _ ~ - (not at the beginning: .); for"
                            + " example /chat-app");
        }
        return bare;
    }
}
