package io.nettychat.benchmarks.e2e;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What each text carries so that its delivery can be checked: who sent it, the how-manieth of that sender it is, and when
 * it was meant to be sent.
 *
 * <p>It is one {@code ~} and 32 letters from {@code a} to {@code p}, four bits each. No server has a reason to escape
 * these, and eight of them decode with a handful of shifts: at some millions of deliveries a second the check must cost
 * nanoseconds.
 */
final class Mark {
    /** Bytes of a mark; no text can be shorter. */
    static final int LENGTH = 33;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long LETTERS = 0x6161616161616161L;

    private Mark() {}

    static void write(byte[] to, int at, int publisher, int counter, long nanos) {
        to[at] = '~';
        LONG.set(to, at + 1, letters(publisher));
        LONG.set(to, at + 9, letters(counter));
        LONG.set(to, at + 17, letters((int) (nanos >>> 32)));
        LONG.set(to, at + 25, letters((int) nanos));
    }

    /** Writes the eight letters of {@code value}, for an id that differs from message to message. */
    static void writeWord(byte[] to, int at, int value) {
        LONG.set(to, at, letters(value));
    }

    /**
     * Where the mark begins, or -1.
     *
     * @param hint where it began in an earlier frame, counted from {@code from}: nearly always right, and then nothing is searched
     */
    static int find(byte[] in, int from, int to, int hint) {
        int last = to - LENGTH;
        if (from + hint <= last && in[from + hint] == '~') {
            return from + hint;
        }
        for (int at = from; at <= last; at++) {
            if (in[at] == '~') {
                return at;
            }
        }
        return -1;
    }

    static int publisher(byte[] in, int mark) {
        return word(in, mark + 1);
    }

    static int counter(byte[] in, int mark) {
        return word(in, mark + 9);
    }

    static long nanos(byte[] in, int mark) {
        return (long) word(in, mark + 17) << 32 | (word(in, mark + 25) & 0xFFFFFFFFL);
    }

    private static int word(byte[] in, int at) {
        long x = (long) LONG.get(in, at) - LETTERS;
        x = (x | x >>> 4) & 0x00FF00FF00FF00FFL;
        x = (x | x >>> 8) & 0x0000FFFF0000FFFFL;
        return (int) (x | x >>> 16);
    }

    private static long letters(int value) {
        long x = value & 0xFFFFFFFFL;
        x = (x | x << 16) & 0x0000FFFF0000FFFFL;
        x = (x | x << 8) & 0x00FF00FF00FF00FFL;
        x = (x | x << 4) & 0x0F0F0F0F0F0F0F0FL;
        return x + LETTERS;
    }
}
