package io.nettychat.launcher;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What somebody may have meant who wrote a name that there is not. */
public final class Suggestions {
    private static final int MOST = 3;
    /** Names that are further away than this have nothing to do with what was written. */
    private static final int NONE = 1_000;

    private Suggestions() {}

    /** Returns that there is nothing of this name, and what there is that comes near. */
    public static String unknown(String kind, String written, Collection<String> names) {
        return "Unknown " + kind + " '" + written + "'" + question(written, names);
    }

    /**
     * Returns the question to put behind that, empty when nothing comes near.
     *
     * @param written as it was written; dashes in front, a value behind {@code =} and case do not matter
     * @param names what there is
     */
    static String question(String written, Collection<String> names) {
        String bare = bare(written);
        int best = names.stream()
                .mapToInt(name -> distance(bare, bare(name)))
                .min()
                .orElse(NONE);
        if (best >= NONE) {
            return "";
        }
        List<String> nearest = names.stream()
                .filter(name -> distance(bare, bare(name)) == best)
                .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
                .limit(MOST)
                .toList();
        return "; did you mean " + String.join(" or ", nearest) + "?";
    }

    private static String bare(String name) {
        int value = name.indexOf('=');
        String key = value < 0 ? name : name.substring(0, value);
        return key.replaceFirst("^-+", "").replace('_', '-').toLowerCase(Locale.ROOT);
    }

    /** A slip of the hand is nearest, then the beginning of a name, then a word of it. */
    private static int distance(String written, String name) {
        int slips = slips(written, name);
        if (slips <= Math.max(1, written.length() / 4)) {
            return slips;
        }
        if (written.length() > 1 && name.startsWith(written)) {
            return 100;
        }
        return List.of(name.split("-", -1)).contains(written) ? 200 : NONE;
    }

    /**
     * How many characters are too many, missing, wrong or in the place of their neighbour (the optimal string alignment
     * distance).
     */
    private static int slips(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        Arrays.setAll(last, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int wrong = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(last[j - 1] + wrong, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = row;
        }
        return last[b.length()];
    }
}
