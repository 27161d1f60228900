import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prepares the page for the wire, with nothing but a JDK: {@code java Assets.java SOURCE VENDOR TARGET}.
 *
 * <p>Modules and styles lose their comments and indentation, and every file under {@code assets/} gets the hash of all of
 * them into its name, so that browsers may keep them for ever. What is asked for by a name that must not change
 * ({@code index.html}, {@code netty-chat.js}, {@code chat-client.js}) names the others by their hashes.
 */
public final class Assets {
    /** {@code from './x.js'}, {@code import './x.js'}, {@code import('./x.js')}. */
    private static final Pattern IMPORT =
            Pattern.compile("(\\bfrom\\s*|\\bimport\\s*\\(?\\s*)([\"'])(\\.{1,2}/[^\"']+)\\.js\\2");

    private static final Pattern LINK = Pattern.compile("((?:src|href)=\"assets/[^\"]+)\\.(js|css)\"");
    private static final String PRELOADS = "<!-- modules -->";

    /** Fetched when they are needed, not before the first view. */
    private static final Pattern LATE = Pattern.compile("assets/vendor/marked/.*");

    public static void main(String[] args) throws IOException {
        Path source = Path.of(args[0]);
        Path vendor = Path.of(args[1]);
        Path target = Path.of(args[2]);

        Map<String, byte[]> files = new TreeMap<>();
        read(source, "", true, files);
        read(vendor, "assets/vendor/", false, files);
        String hash = hash(files);

        clear(target);
        String preloads = files.keySet().stream()
                .filter(name -> name.startsWith("assets/") && name.endsWith(".js"))
                .filter(name -> !LATE.matcher(name).matches())
                .map(name -> "<link rel=\"modulepreload\" href=\"" + hashed(name, hash) + "\" />")
                .collect(Collectors.joining("\n    "));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            String name = file.getKey();
            byte[] content = file.getValue();
            if (name.endsWith(".js")) {
                content = link(IMPORT, content, match -> match.group(1) + match.group(2) + match.group(3) + toHashed(name, match.group(3), hash) + ".js" + match.group(2));
            } else if (name.endsWith(".html")) {
                content = link(LINK, content, match -> match.group(1) + "." + hash + "." + match.group(2) + '"');
                content = text(content).replace(PRELOADS, preloads).getBytes(StandardCharsets.UTF_8);
            }
            Path written = target.resolve(hashed(name, hash));
            Files.createDirectories(written.getParent());
            Files.write(written, content);
        }
    }

    /** Only what lies under {@code assets/} changes its name: an import from one of the others may lead there. */
    private static String toHashed(String importer, String imported, String hash) {
        boolean inside = importer.startsWith("assets/") || imported.startsWith("./assets/");
        return inside ? "." + hash : "";
    }

    private static String hashed(String name, String hash) {
        boolean asset = name.startsWith("assets/") && (name.endsWith(".js") || name.endsWith(".css"));
        int dot = name.lastIndexOf('.');
        return asset ? name.substring(0, dot) + "." + hash + name.substring(dot) : name;
    }

    private static void read(Path directory, String prefix, boolean ours, Map<String, byte[]> files) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = prefix + directory.relativize(file).toString().replace('\\', '/');
                byte[] content = Files.readAllBytes(file);
                boolean code = name.endsWith(".js") || name.endsWith(".css");
                files.put(name, ours && code ? tighten(text(content)).getBytes(StandardCharsets.UTF_8) : content);
            }
        }
    }

    /** Drops lines of comment, indentation and empty lines; code stays as it was written, line by line. */
    private static String tighten(String code) {
        StringBuilder kept = new StringBuilder(code.length());
        boolean comment = false;
        for (String line : code.split("\n")) {
            String bare = line.strip();
            comment = comment || bare.startsWith("/*");
            if (!comment && !bare.isEmpty() && !bare.startsWith("//")) {
                kept.append(bare).append('\n');
            }
            comment = comment && !bare.endsWith("*/");
        }
        return kept.toString();
    }

    private static byte[] link(Pattern pattern, byte[] content, java.util.function.Function<Matcher, String> replace) {
        Matcher matcher = pattern.matcher(text(content));
        return matcher.replaceAll(match -> Matcher.quoteReplacement(replace.apply((Matcher) match)))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String hash(Map<String, byte[]> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            files.forEach((name, content) -> {
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                digest.update(content);
            });
            return HexFormat.of().formatHex(digest.digest()).substring(0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }

    private static void clear(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }
}
