package io.nettychat.server;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How a body is put on the wire, the smallest first.
 * <a href="https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1">RFC 9110, 8.4.1</a>
 */
enum ContentCoding {
    BROTLI("br", "-br"),
    GZIP("gzip", "-gz"),
    IDENTITY("identity", "");

    private final String token;
    private final String mark;

    ContentCoding(String token, String mark) {
        this.token = token;
        this.mark = mark;
    }

    /** The name in {@code Accept-Encoding} and {@code Content-Encoding}. */
    String token() {
        return token;
    }

    /** What tells the entity tag of this form from that of the others. */
    String mark() {
        return mark;
    }

    /**
     * Chooses by <a href="https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3">RFC 9110, 12.5.3</a>: what the client
     * likes best, and of several it likes the same, the smallest. Who accepts nothing that is there gets the body as it
     * is.
     *
     * @param accepted the values of {@code Accept-Encoding}
     * @param available the forms that are there, {@link #IDENTITY} always among them
     */
    static ContentCoding choose(List<String> accepted, Set<ContentCoding> available) {
        ContentCoding best = IDENTITY;
        double liked = 0;
        if (!accepted.isEmpty()) {
            for (ContentCoding coding : values()) {
                double quality = available.contains(coding) ? coding.quality(accepted) : 0;
                if (quality > liked) {
                    liked = quality;
                    best = coding;
                }
            }
        }
        return best;
    }

    private double quality(List<String> accepted) {
        // Not named, it is not wanted; except the body as it is, which is the last resort.
        double quality = this == IDENTITY ? 0.001 : 0;
        boolean named = false;
        for (String list : accepted) {
            for (String one : list.split(",", -1)) {
                String[] parts = one.strip().split(";", 2);
                String name = parts[0].strip().toLowerCase(Locale.ROOT);
                boolean exact = name.equals(token) || (this == GZIP && name.equals("x-gzip"));
                if (exact || (!named && name.equals("*"))) {
                    quality = parts.length == 1 ? 1 : weight(parts[1]);
                    named |= exact;
                }
            }
        }
        return quality;
    }

    /** The number of {@code q=0.5}; what cannot be read is no wish at all. */
    private static double weight(String parameter) {
        String bare = parameter.replace(" ", "").replace("\t", "").toLowerCase(Locale.ROOT);
        if (!bare.matches("q=(?:0(?:\\.\\d{0,3})?|1(?:\\.0{0,3})?)")) {
            return 0;
        }
        return Double.parseDouble(bare.substring(2));
    }
}
