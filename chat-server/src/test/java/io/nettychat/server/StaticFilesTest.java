package io.nettychat.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
            assertThat(files.answer("/", get("/"))).isNull();
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
            hashed.release();

            assertThat(files.answer("/../other/secret.txt", get("/"))).isNull();
            assertThat(files.answer("/application.properties", get("/"))).isNull();
            assertThat(files.answer("/assets", get("/"))).isNull();
        }
    }

    private static FullHttpResponse answer(StaticFiles files, String path) {
        FullHttpResponse response = files.answer(path, get(path));
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
