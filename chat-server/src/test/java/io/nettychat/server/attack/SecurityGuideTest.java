package io.nettychat.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The security page names a test for each of its promises: all of them exist. */
class SecurityGuideTest {
    private static final Path ROOT = Path.of("..");
    private static final Path GUIDE = ROOT.resolve("docs/security.md");
    private static final String CORE = "chat-core/src/test/java/io/nettychat/";
    private static final String SERVER = "chat-server/src/test/java/io/nettychat/server/";
    private static final Map<String, String> DIRECTORIES = Map.of(
            "hub", CORE + "hub",
            "model", CORE + "model",
            "protocol", CORE + "protocol",
            "server", SERVER,
            "attack", SERVER + "attack",
            "conformance", SERVER + "conformance",
            "jwt", "chat-jwt/src/test/java/io/nettychat/jwt",
            "launcher", "chat-launcher/src/test/java/io/nettychat/launcher",
            "e2e", "e2e/src/test/java/io/nettychat/e2e");

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        String guide = Files.readString(GUIDE);
        List<MatchResult> named = Pattern.compile("`(\\w+)/(\\w+)#(\\w+)`")
                .matcher(guide)
                .results()
                .toList();
        assertThat(named).hasSizeGreaterThan(50);
        assertThat(Pattern.compile("`[^`\n]*#[^`\n]*`").matcher(guide).results().count())
                .as("nothing looks like a test and is not looked for")
                .isEqualTo(named.size());
        for (MatchResult test : named) {
            Path source = ROOT.resolve(DIRECTORIES.getOrDefault(test.group(1), test.group(1)))
                    .resolve(test.group(2) + ".java");
            assertThat(source).as(test.group()).exists();
            assertThat(Files.readString(source)).as(test.group()).contains(" void " + test.group(3) + "(");
        }
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        for (String page : List.of(
                "README.md",
                "CONTRIBUTING.md",
                "SECURITY.md",
                "docs/security.md",
                "docs/protocol.md",
                "docs/operating.md",
                "docs/embedding.md")) {
            Path from = ROOT.resolve(page);
            for (MatchResult link : Pattern.compile("]\\(([^)#:]+)(?:#([^)]*))?\\)")
                    .matcher(Files.readString(from))
                    .results()
                    .toList()) {
                Path to = from.resolveSibling(link.group(1));
                assertThat(to).as(page + " " + link.group()).exists();
                if (link.group(2) != null) {
                    assertThat(Files.readString(to).lines().map(SecurityGuideTest::anchor))
                            .as(page + " " + link.group())
                            .contains(link.group(2));
                }
            }
        }
    }

    /** The name of a heading in a link. */
    private static String anchor(String line) {
        return line.startsWith("#")
                ? line.replaceFirst("^#+ ", "")
                        .toLowerCase(java.util.Locale.ROOT)
                        .replaceAll("[^\\w -]", "")
                        .replace(' ', '-')
                : "";
    }
}
