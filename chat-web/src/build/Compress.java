import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Puts {@code name.gz} and {@code name.br} beside every file of the page that becomes smaller by it: {@code java
 * Compress.java TARGET}. The server sends them as they are. On a machine that brotli's native library is not made for,
 * the page is complete all the same and goes out with gzip.
 */
public final class Compress {
    /** Pictures are compressed already. */
    private static final Pattern TEXT = Pattern.compile(".*\\.(?:html|js|css|svg|webmanifest|json|txt)");

    /** Below this an answer fits a packet, whatever one does. */
    private static final int WORTH_IT = 512;

    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]);
        boolean brotli = Brotli4jLoader.isAvailable();
        if (!brotli) {
            System.err.println("*** The page is built WITHOUT brotli: no encoder for " + System.getProperty("os.name")
                    + " on " + System.getProperty("os.arch") + ". Browsers will get gzip, about a seventh more. ("
                    + Brotli4jLoader.getUnavailabilityCause() + ")");
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            byte[] content = Files.readAllBytes(file);
            if (content.length >= WORTH_IT && TEXT.matcher(file.getFileName().toString()).matches()) {
                keep(file, ".gz", gzip(content), content.length);
                if (brotli) {
                    Encoder.Parameters best = new Encoder.Parameters().setQuality(11).setMode(Encoder.Mode.TEXT);
                    keep(file, ".br", Encoder.compress(content, best), content.length);
                }
            }
        }
    }

    private static void keep(Path file, String suffix, byte[] compressed, int size) throws IOException {
        if (compressed.length < size) {
            Files.write(file.resolveSibling(file.getFileName() + suffix), compressed);
        }
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(content.length / 2);
        try (OutputStream out = new GZIPOutputStream(bytes) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            out.write(content);
        }
        return bytes.toByteArray();
    }
}
