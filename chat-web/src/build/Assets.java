import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prepares the page for the wire, with nothing but a JDK: {@code java Assets.java SOURCE VENDOR TARGET}.
 *
 * <p>The source runs in a browser as it is, as some forty modules. Here they are put together into a few files, in the
 * order of their imports and each in a function of its own; comments and indentation go, and what may be cached for ever
 * gets the hash of everything into its name. Names that others depend on ({@code index.html}, {@code netty-chat.js},
 * {@code chat-client.js}) stay, and lead to the hashed ones.
 *
 * <p>It understands the imports and exports that this project writes, and no others: named ones, at the start of a line.
 */
public final class Assets {
    private static final String FROM = "\\s*from\\s*[\"']([^\"']+)[\"'];?";
    private static final Pattern IMPORT = Pattern.compile("\\bimport\\s*\\{([^}]*)}" + FROM);
    private static final Pattern EFFECT = Pattern.compile("\\bimport\\s*[\"']([^\"']+)[\"'];?");
    private static final Pattern PASS_ON = Pattern.compile("\\bexport\\s*\\{([^}]*)}" + FROM);
    private static final Pattern EXPORTS = Pattern.compile("\\bexport\\s*\\{([^}]*)};?");
    private static final Pattern DECLARED =
            Pattern.compile("(?m)^export\\s+((?:async\\s+)?(?:const|let|function|class)\\s+([\\w$]+))");
    private static final Pattern LAZY = Pattern.compile("\\bimport\\(\\s*'([^']+)'\\s*\\)");
    private static final Pattern ALL_IMPORTS = Pattern.compile("\\b(?:import|export)\\s*(?:\\{[^}]*}\\s*from\\s*)?[\"']([^\"']+)[\"']");
    private static final Pattern LINK = Pattern.compile("((?:src|href)=\"assets/)([^\".]+)\\.(js|css)\"");

    private final Map<String, String> modules = new TreeMap<>();
    private final Map<String, byte[]> others = new TreeMap<>();
    private final Map<String, String> written = new LinkedHashMap<>();
    private String hash = "";

    public static void main(String[] args) throws IOException {
        Assets assets = new Assets();
        assets.read(Path.of(args[0]), "", true);
        assets.read(Path.of(args[1]), "assets/vendor/", false);
        assets.hash = assets.hash();
        assets.link();
        assets.write(Path.of(args[2]));
    }

    /** Which file a module goes to: the client alone, what draws, what is fetched later, and the pages themselves. */
    private static String chunkOf(String module) {
        if (module.startsWith("assets/client/")) {
            return "client";
        }
        if (module.startsWith("assets/ui/") || module.startsWith("assets/vendor/lit-html/") || module.startsWith("assets/vendor/reactive-element/")) {
            return "ui";
        }
        if (module.startsWith("assets/admin")) {
            return "admin";
        }
        return module.substring(module.lastIndexOf('/') + 1, module.length() - ".js".length());
    }

    private void link() {
        Map<String, Set<String>> chunks = new TreeMap<>();
        modules.keySet().stream().filter(name -> name.startsWith("assets/")).forEach(name -> {
            Set<String> chunk = chunks.computeIfAbsent(chunkOf(name), key -> new LinkedHashSet<>());
            inOrder(name, chunk);
        });
        chunks.forEach((name, members) -> written.put("assets/" + name + "." + hash + ".js", chunk(name, members)));
        modules.keySet().stream()
                .filter(name -> !name.startsWith("assets/"))
                .forEach(name -> written.put(name, entry(name)));
    }

    /** A module after those it imports, as far as they are in the same file. */
    private void inOrder(String module, Set<String> sorted) {
        if (sorted.contains(module)) {
            return;
        }
        for (String imported : imports(module)) {
            if (chunkOf(imported).equals(chunkOf(module))) {
                inOrder(imported, sorted);
            }
        }
        sorted.add(module);
    }

    private List<String> imports(String module) {
        List<String> found = new ArrayList<>();
        Matcher matcher = ALL_IMPORTS.matcher(modules.get(module));
        while (matcher.find()) {
            found.add(resolve(module, matcher.group(1)));
        }
        return found;
    }

    private String chunk(String name, Set<String> members) {
        if (members.size() == 1 && name.contains(".")) {
            return modules.get(members.iterator().next()); // somebody else's bundle, such as marked.esm
        }
        StringBuilder out = new StringBuilder();
        neighbours(members, name).forEach(other ->
                out.append("import { modules as ").append(other).append(" } from './").append(other).append('.').append(hash).append(".js';\n"));
        out.append("export const modules = {};\n");
        for (String member : members) {
            List<String> exported = new ArrayList<>();
            String code = body(member, name, exported);
            out.append("modules['").append(member).append("'] = (() => {\n").append(code);
            out.append("return { ").append(String.join(", ", exported)).append(" };\n})();\n");
        }
        return out.toString();
    }

    private Set<String> neighbours(Set<String> members, String chunk) {
        return members.stream()
                .flatMap(member -> imports(member).stream())
                .map(Assets::chunkOf)
                .filter(other -> !other.equals(chunk))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** A module as the inside of a function: imports become constants, exports a list of what to return. */
    private String body(String module, String chunk, List<String> exported) {
        String code = modules.get(module);
        code = replace(PASS_ON, code, match -> {
            for (String one : match.group(1).split(",")) {
                exported.add(alias(one)[1] + ": " + access(resolve(module, match.group(2)), chunk) + "." + alias(one)[0]);
            }
            return "";
        });
        code = replace(IMPORT, code, match ->
                "const {" + constants(match.group(1)) + "} = " + access(resolve(module, match.group(2)), chunk) + ";");
        code = replace(EFFECT, code, match -> "");
        code = replace(EXPORTS, code, match -> {
            for (String one : match.group(1).split(",")) {
                exported.add(alias(one)[1] + ": " + alias(one)[0]);
            }
            return "";
        });
        code = replace(DECLARED, code, match -> {
            exported.add(match.group(2));
            return match.group(1);
        });
        return replace(LAZY, code, match ->
                "import('./" + chunkOf(resolve(module, match.group(1))) + "." + hash + ".js')");
    }

    /** A file with a stable name: it takes what it needs from the others and exports it by real exports. */
    private String entry(String module) {
        StringBuilder taken = new StringBuilder();
        String code = modules.get(module);
        for (String other : neighbours(Set.of(module), "")) {
            taken.append("import { modules as ").append(other).append(" } from './assets/").append(other).append('.').append(hash).append(".js';\n");
        }
        code = replace(PASS_ON, code, match ->
                "export const {" + constants(match.group(1)) + "} = " + access(resolve(module, match.group(2)), "") + ";");
        code = replace(IMPORT, code, match ->
                "const {" + constants(match.group(1)) + "} = " + access(resolve(module, match.group(2)), "") + ";");
        return taken + code;
    }

    private static String access(String module, String chunk) {
        return (chunkOf(module).equals(chunk) ? "modules" : chunkOf(module)) + "['" + module + "']";
    }

    /** {@code a, b as c} as a pattern: {@code a, b: c}. */
    private static String constants(String names) {
        return Stream.of(names.split(","))
                .filter(name -> !name.isBlank())
                .map(name -> alias(name)[0].equals(alias(name)[1]) ? alias(name)[0] : alias(name)[0] + ": " + alias(name)[1])
                .collect(Collectors.joining(", ", " ", " "));
    }

    private static String[] alias(String name) {
        String[] parts = name.strip().split("\\s+as\\s+");
        return new String[] {parts[0], parts[parts.length - 1]};
    }

    private static String resolve(String importer, String specifier) {
        Path directory = Path.of(importer).getParent();
        Path resolved = (directory == null ? Path.of("") : directory).resolve(specifier).normalize();
        return resolved.toString().replace('\\', '/');
    }

    private void read(Path directory, String prefix, boolean ours) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = prefix + directory.relativize(file).toString().replace('\\', '/');
                byte[] content = Files.readAllBytes(file);
                String text = new String(content, StandardCharsets.UTF_8);
                if (name.endsWith(".js")) {
                    modules.put(name, ours ? tighten(text) : text.replaceFirst("\\s*//# sourceMappingURL=.*\\s*$", "\n"));
                } else {
                    others.put(name, name.endsWith(".css") ? tighten(text).getBytes(StandardCharsets.UTF_8) : content);
                }
            }
        }
    }

    private void write(Path target) throws IOException {
        clear(target);
        for (Map.Entry<String, byte[]> file : others.entrySet()) {
            String name = file.getKey();
            byte[] content = file.getValue();
            if (name.endsWith(".css")) {
                name = name.replaceFirst("\\.css$", "." + hash + ".css");
            } else if (name.equals("index.html") || name.equals("admin.html")) {
                content = index(new String(content, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
            }
            put(target.resolve(name), content);
        }
        for (Map.Entry<String, String> file : written.entrySet()) {
            put(target.resolve(file.getKey()), file.getValue().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The page names the files by their hashes, and asks for the modules before it has read them. */
    private String index(String html) {
        String preloads = Stream.of("client", "ui")
                .map(name -> "<link rel=\"modulepreload\" href=\"assets/" + name + "." + hash + ".js\" />")
                .collect(Collectors.joining("\n    "));
        return replace(LINK, html, match -> match.group(1) + match.group(2) + "." + hash + "." + match.group(3) + '"')
                .replace("<!-- modules -->", preloads);
    }

    private static void put(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    /** Drops lines of comment, indentation and empty lines; code stays as it was written, line by line. */
    private static String tighten(String code) {
        StringBuilder kept = new StringBuilder(code.length());
        boolean comment = false;
        for (String line : code.split("\n")) {
            String bare = line.strip().replaceFirst("^/\\*.*?\\*/\\s*", "");
            comment = comment || bare.startsWith("/*");
            if (!comment && !bare.isEmpty() && !bare.startsWith("//")) {
                kept.append(bare).append('\n');
            }
            comment = comment && !bare.endsWith("*/");
        }
        return kept.toString();
    }

    private interface Replacement {
        String of(Matcher match);
    }

    private static String replace(Pattern pattern, String text, Replacement replacement) {
        Matcher matcher = pattern.matcher(text);
        StringBuilder out = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(out, Matcher.quoteReplacement(replacement.of(matcher)));
        }
        return matcher.appendTail(out).toString();
    }

    private String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            modules.forEach((name, code) -> digest.update((name + '\0' + code + '\0').getBytes(StandardCharsets.UTF_8)));
            others.forEach((name, content) -> digest.update(content));
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
}
