package io.nettychat.launcher;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/**
 * A QR code made of characters. The light modules are what is drawn: on a dark terminal they come out light, and
 * a scanner wants dark on light (most read the negative as well, which is what a light terminal shows).
 */
final class TerminalQr {
    /** The margin a scanner needs; the standard asks for 4, a phone's camera is content with 2. */
    private static final int QUIET = 2;

    private static final String BLOCKS = "\u2588\u2580\u2584";

    private TerminalQr() {}

    /**
     * Draws a text.
     *
     * @param charset what the terminal is written in; where it has no half blocks, every module becomes "##" or blanks
     * @return the lines; none if the text is too long for a QR code
     */
    static List<String> draw(String text, Charset charset) {
        ByteMatrix dark;
        try {
            dark = Encoder.encode(text, ErrorCorrectionLevel.L).getMatrix();
        } catch (WriterException e) {
            return List.of();
        }
        boolean blocks = charset.newEncoder().canEncode(BLOCKS);
        List<String> lines = new ArrayList<>();
        for (int y = -QUIET; y < dark.getHeight() + QUIET; y += blocks ? 2 : 1) {
            StringBuilder line = new StringBuilder();
            for (int x = -QUIET; x < dark.getWidth() + QUIET; x++) {
                boolean upper = isLight(dark, x, y);
                if (blocks) {
                    boolean lower = isLight(dark, x, y + 1);
                    line.append(upper ? lower ? '\u2588' : '\u2580' : lower ? '\u2584' : ' ');
                } else {
                    line.append(upper ? "##" : "  ");
                }
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static boolean isLight(ByteMatrix dark, int x, int y) {
        boolean inside = x >= 0 && y >= 0 && x < dark.getWidth() && y < dark.getHeight();
        return !inside || dark.get(x, y) == 0;
    }
}
