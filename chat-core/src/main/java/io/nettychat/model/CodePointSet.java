package io.nettychat.model;

import java.util.Arrays;

/** A set of code points, as sorted ranges that do not touch. */
final class CodePointSet {
    private final int[] firsts;
    private final int[] lasts;

    private CodePointSet(int[] firsts, int[] lasts) {
        this.firsts = firsts;
        this.lasts = lasts;
    }

    /** Reads sorted ranges to the end of the line: {@code AD 34F 200B-200F}. */
    static CodePointSet read(TableReader in) {
        int[] firsts = new int[256];
        int[] lasts = new int[256];
        int size = 0;
        do {
            if (size == firsts.length) {
                firsts = Arrays.copyOf(firsts, 2 * size);
                lasts = Arrays.copyOf(lasts, 2 * size);
            }
            firsts[size] = in.number();
            lasts[size] = in.skip('-') ? in.number() : firsts[size];
            size++;
        } while (in.skip(' '));
        in.expect('\n');
        return new CodePointSet(Arrays.copyOf(firsts, size), Arrays.copyOf(lasts, size));
    }

    boolean contains(int codePoint) {
        int at = Arrays.binarySearch(firsts, codePoint);
        return at >= 0 || (at < -1 && codePoint <= lasts[-at - 2]);
    }
}
