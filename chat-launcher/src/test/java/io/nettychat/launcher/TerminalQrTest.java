package io.nettychat.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalQrTest {
    private static final String URL = "http://192.168.178.123:3000/";
    private static final int PIXELS = 8;

    @Test
    void halfBlocksCanBeScanned() throws Exception {
        List<String> rows = new ArrayList<>();
        for (String line : TerminalQr.draw(URL, StandardCharsets.UTF_8)) {
            rows.add(line.replace('\u2580', '\u2588').replace('\u2584', ' '));
            rows.add(line.replace('\u2584', '\u2588').replace('\u2580', ' '));
        }

        assertThat(scan(rows, 1)).isEqualTo(URL);
    }

    @Test
    void asciiCanBeScannedWhereTheTerminalHasNoBlocks() throws Exception {
        List<String> rows = TerminalQr.draw(URL, StandardCharsets.US_ASCII);

        assertThat(String.join("", rows)).matches("[# ]+");
        assertThat(scan(rows, 2)).isEqualTo(URL);
    }

    @Test
    void blocksAreUsedInOldCodePagesThatHaveThem() {
        assertThat(TerminalQr.draw(URL, Charset.forName("IBM437")).get(0)).matches("\u2588+");
    }

    @Test
    void tooLongATextIsNotDrawn() {
        assertThat(TerminalQr.draw("x".repeat(5_000), StandardCharsets.UTF_8)).isEmpty();
    }

    /** Photographs the terminal: every character that is not blank is light. */
    private static String scan(List<String> rows, int columnsPerModule) throws Exception {
        int width = rows.get(0).length() / columnsPerModule * PIXELS;
        int height = rows.size() * PIXELS;
        int[] pixels = new int[width * height];
        for (int y = 0; y < height; y++) {
            String row = rows.get(y / PIXELS);
            for (int x = 0; x < width; x++) {
                pixels[y * width + x] = row.charAt(x / PIXELS * columnsPerModule) == ' ' ? 0 : 0xffffff;
            }
        }
        BinaryBitmap photo = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(width, height, pixels)));
        return new QRCodeReader().decode(photo).getText();
    }
}
