package io.nettychat.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files from a directory and from a jar. */
class StaticFilesTest {
    private static final String MAP = "\n  {\"imports\":{\"a\":\"./ä.js\"}}\n";
    private static final Map<String, String> FILES = Map.of(
            "META-INF/resources/chat/index.html",
            "<!doctype html><script type=\"importmap\">" + MAP + "</script><script src=x></script>",
            "META-INF/resources/chat/assets/app.js",
            "export const a = 1;\n".repeat(100),
            "META-INF/resources/chat/assets/app.0123abcd.js",
            "export {};",
            "META-INF/resources/chat/assets/app.0123abcd.js.br",
            "as brotli",
            "META-INF/resources/chat/assets/app.0123abcd.js.gz",
            "as gzip",
            "META-INF/resources/other/secret.txt",
            "not for you",
            "application.properties",
            "password=x");

    @TempDir
    Path dir;

    @Test
    void servesADirectory() throws Exception {
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Path path = dir.resolve(file.getKey());
            Files.createDirectories(path.resolve(".."));
            Files.writeString(path, file.getValue());
        }
        check(dir.toUri().toURL());
    }

    @Test
    void servesAJar() throws Exception {
        Path jar = dir.resolve("page.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (Map.Entry<String, String> each : FILES.entrySet()) {
                out.putNextEntry(new JarEntry(each.getKey()));
                out.write(each.getValue().getBytes(UTF_8));
            }
        }
        check(jar.toUri().toURL());
    }

    @Test
    void isEmptyWithoutAPage() throws IOException {
        try (URLClassLoader loader = new URLClassLoader(new URL[] {dir.toUri().toURL()}, null);
                StaticFiles files = StaticFiles.load(loader, Origins.sameOnly())) {
            assertThat(files.isEmpty()).isTrue();
            assertThat(files.answer("/", get("/"), "localhost")).isNull();
            assertThatCode(() -> WarmUp.run(files)).doesNotThrowAnyException();
        }
    }

    private static void check(URL root) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(new URL[] {root}, null);
                StaticFiles files = StaticFiles.load(loader, Origins.sameOnly())) {
            FullHttpResponse page = answer(files, "/");
            String hash = Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(MAP.getBytes(UTF_8)));
            assertThat(page.headers().get(HttpHeaderNames.CONTENT_SECURITY_POLICY))
                    .contains("script-src 'self' 'sha256-" + hash + "';");
            page.release();

            FullHttpResponse module = answer(files, "/assets/app.js");
            assertThat(module.headers().get(HttpHeaderNames.CONTENT_TYPE)).isEqualTo("text/javascript; charset=utf-8");
            assertThat(module.headers().get(HttpHeaderNames.CACHE_CONTROL)).isEqualTo("no-cache");
            assertThat(module.headers().contains(HttpHeaderNames.CONTENT_SECURITY_POLICY))
                    .isFalse();
            assertThat(module.content().toString(UTF_8)).startsWith("export const");
            module.release();

            FullHttpResponse hashed = answer(files, "/assets/app.0123abcd.js");
            assertThat(hashed.headers().get(HttpHeaderNames.CACHE_CONTROL)).contains("immutable");
            assertThat(hashed.headers().contains(HttpHeaderNames.CONTENT_ENCODING))
                    .isFalse();
            hashed.release();
            sendsWhatTheBuildHasCompressed(files);

            assertThat(files.answer("/../other/secret.txt", get("/"), "localhost"))
                    .isNull();
            assertThat(files.answer("/application.properties", get("/"), "localhost"))
                    .isNull();
            assertThat(files.answer("/assets", get("/"), "localhost")).isNull();
        }
    }

    private static void sendsWhatTheBuildHasCompressed(StaticFiles files) {
        String path = "/assets/app.0123abcd.js";
        Set<String> tags = new HashSet<>();
        for (String accepted : List.of("gzip, deflate, br, zstd", "gzip;q=0.9, br;q=0.8", "br;q=0, deflate")) {
            FullHttpRequest request = get(path);
            request.headers().set(HttpHeaderNames.ACCEPT_ENCODING, accepted);
            FullHttpResponse response = Objects.requireNonNull(files.answer(path, request, "chat.example"));
            String coding = response.headers().get(HttpHeaderNames.CONTENT_ENCODING, "none");
            assertThat(response.content().toString(UTF_8))
                    .isEqualTo(
                            switch (coding) {
                                case "br" -> "as brotli";
                                case "gzip" -> "as gzip";
                                default -> "export {};";
                            });
            assertThat(response.headers().get(HttpHeaderNames.VARY)).isEqualToIgnoringCase("accept-encoding");
            tags.add(coding + response.headers().get(HttpHeaderNames.ETAG));
            response.release();

            String tag = Objects.requireNonNull(response.headers().get(HttpHeaderNames.ETAG));
            request.headers().set(HttpHeaderNames.IF_NONE_MATCH, tag);
            FullHttpResponse again = Objects.requireNonNull(files.answer(path, request, "chat.example"));
            assertThat(again.status()).isEqualTo(HttpResponseStatus.NOT_MODIFIED);
            again.release();
        }
        assertThat(tags).hasSize(3).anyMatch(tag -> tag.startsWith("br")).anyMatch(tag -> tag.startsWith("gzip"));
        assertThat(files.answer(path + ".br", get(path), "chat.example")).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                              | IDENTITY",
                "gzip                          | GZIP",
                "br                            | BROTLI",
                "gzip, deflate, br             | BROTLI",
                "gzip;q=1.0, br;q=0.5          | GZIP",
                "br;q=0, gzip;q=0              | IDENTITY",
                "*                             | BROTLI",
                "br;q=0, *                     | GZIP",
                "*;q=0                         | IDENTITY",
                "identity, br;q=0.5            | IDENTITY",
                "identity;q=0, gzip;q=0.1      | GZIP",
                "GZIP ; Q=0.3                  | GZIP",
                "br;q=high, gzip               | GZIP",
                "zstd, deflate                 | IDENTITY",
            })
    void takesWhatTheClientLikesBest(@Nullable String accepted, ContentCoding expected) {
        List<String> header = accepted == null ? List.of() : List.of(accepted);
        assertThat(ContentCoding.choose(header, EnumSet.allOf(ContentCoding.class)))
                .isEqualTo(expected);
        assertThat(ContentCoding.choose(header, EnumSet.of(ContentCoding.IDENTITY)))
                .isEqualTo(ContentCoding.IDENTITY);
    }

    private static FullHttpResponse answer(StaticFiles files, String path) {
        FullHttpResponse response = files.answer(path, get(path), "chat.example");
        if (response == null) {
            throw new AssertionError("nothing at " + path);
        }
        return response;
    }

    private static FullHttpRequest get(String path) {
        FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path);
        request.headers().set(HttpHeaderNames.HOST, "localhost");
        return request;
    }
}
