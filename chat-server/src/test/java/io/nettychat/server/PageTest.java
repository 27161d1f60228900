package io.nettychat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nettychat.server.RawClient.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is served over HTTP, with the real page on the class path. */
class PageTest {
    private static ChatServer server;

    @BeforeAll
    static void start() {
        server = ChatServer.builder()
                .port(0)
                .allowedOrigin("https://blog.example")
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void servesThePageUnderAStrictPolicy() throws IOException {
        Response response = get("/");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(response.header("cache-control")).isEqualTo("no-cache");
        assertThat(response.header("date")).matches("\\w{3}, \\d{2} \\w{3} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT");
        assertThat(response.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(response.header("referrer-policy")).isEqualTo("no-referrer");
        assertThat(response.header("cross-origin-opener-policy")).isEqualTo("same-origin");
        assertThat(response.header("content-security-policy"))
                .startsWith("default-src 'none'; script-src 'self' 'sha256-")
                .contains("connect-src 'self' ws://localhost wss://localhost;")
                .doesNotContain("unsafe");
        assertThat(response.body()).contains("<script type=\"importmap\">");
        assertThat(get("/index.html?utm=x").body()).isEqualTo(response.body());
    }

    @Test
    void doesNotSendAgainWhatTheBrowserHas() throws IOException {
        String etag = get("/").header("etag");
        Response again = get("/", "If-None-Match: \"other\", W/" + etag);
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.content()).isEmpty();
        assertThat(again.header("etag")).isEqualTo(etag);
        assertThat(get("/", "If-None-Match: \"other\"").status()).isEqualTo(200);
    }

    @Test
    void compressesForThoseWhoAsk() throws IOException {
        Response plain = get("/");
        Response compressed = get("/", "Accept-Encoding: br;q=0.5, gzip");
        assertThat(compressed.header("content-encoding")).isEqualTo("gzip");
        assertThat(compressed.header("vary")).contains("accept-encoding");
        assertThat(compressed.header("etag")).isNotEqualTo(plain.header("etag"));
        assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed.content())).readAllBytes())
                .isEqualTo(plain.content());
        // Where the page was built without an encoder for it there is no brotli.
        assertThat(get("/", "Accept-Encoding: gzip, br").header("content-encoding"))
                .isIn("br", "gzip");
        assertThat(get("/", "Accept-Encoding: gzip;q=0").header("content-encoding"))
                .isEmpty();
    }

    @Test
    void answersHeadWithoutABody() throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Response head = client.response(false);
            client.send(RawClient.get("/"));
            Response full = client.response();
            assertThat(head.header("content-length")).isEqualTo(full.header("content-length"));
            assertThat(head.header("etag")).isEqualTo(full.header("etag"));
        }
    }

    @Test
    void answersTheNextRequestOnTheSameConnection() throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            for (int i = 0; i < 3; i++) {
                client.send(RawClient.get("/healthz"));
                assertThat(client.response().status()).isEqualTo(200);
            }
            client.send(RawClient.get("/healthz", "Connection: close"));
            assertThat(client.response().header("connection")).isEqualTo("close");
            client.awaitEnd();
        }
    }

    @Test
    void letsAllowedSitesUseTheModules() throws IOException {
        assertThat(get("/", "Origin: https://blog.example").header("access-control-allow-origin"))
                .isEqualTo("https://blog.example");
        assertThat(get("/", "Origin: https://evil.example").header("access-control-allow-origin"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/../../etc/passwd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "//index.html",
                "/META-INF/resources/chat/index.html",
                "/index.html/",
                "/assets/",
                "/io/nettychat/server/ChatServer.class",
                "/index.html%00.png"
            })
    void knowsNothingElse(String target) throws IOException {
        Response response = get(target);
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.header("content-type")).startsWith("text/plain");
    }

    @Test
    void understandsAbsoluteTargets() throws IOException {
        assertThat(get("http://localhost/healthz").status()).isEqualTo(200);
        assertThat(get("http://LOCALHOST/nothing").status()).isEqualTo(404);
        assertThat(get("http://elsewhere.example/").status()).isEqualTo(400);
        assertThat(get("file:///etc/passwd").status()).isEqualTo(400);
    }

    @Test
    void answersOperators() throws IOException {
        assertThat(get("/healthz").status()).isEqualTo(200);
        assertThat(get("/readyz").status()).isEqualTo(200);
        Response metrics = get("/metrics");
        assertThat(metrics.header("content-type")).startsWith("text/plain; version=0.0.4");
        assertThat(metrics.body()).contains("chat_up 1\n").contains("chat_connections ");
        try (RawClient old = RawClient.connect(server.port())) {
            old.send("GET /healthz HTTP/1.0\r\n\r\n");
            assertThat(old.response().status()).isEqualTo(200);
            old.awaitEnd();
        }
    }

    /** What asks by POST does not look at health; it looks for what can be done to the server. */
    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/readyz", "/metrics"})
    void operatorsOnlyAsk(String path) throws IOException {
        for (String method : List.of("POST", "DELETE", "OPTIONS", "TRACE", "get")) {
            try (RawClient client = RawClient.connect(server.port())) {
                client.send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
                Response response = client.response();
                assertThat(response.status()).as(method).isEqualTo(405);
                assertThat(response.header("allow")).isEqualTo("GET, HEAD");
                client.awaitEnd();
            }
        }
        try (RawClient client = RawClient.connect(server.port())) {
            client.send("HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.response(false).status()).isEqualTo(200);
        }
    }

    @Test
    void showsTheMetricsOfTheHost() throws IOException {
        try (ChatServer own =
                        ChatServer.builder().port(0).scrape(() -> "own 7\n").start();
                RawClient client = RawClient.connect(own.port())) {
            client.send(RawClient.get("/metrics"));
            assertThat(client.response().body()).isEqualTo("own 7\n");
        }
    }

    @Test
    @Timeout(30)
    void isDoneWithAClientThatAsksAndNeverReads() throws IOException {
        String many = RawClient.get("/").repeat(1_000);
        try (ChatServer strict = ChatServer.builder()
                        .port(0)
                        .times(new HttpDeadline.Times(5_000, 5_000, 500))
                        .start();
                RawClient client = RawClient.connect(strict.port(), 4096)) {
            assertThatThrownBy(() -> {
                        while (true) {
                            client.send(many);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    private static Response get(String target, String... headers) throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send(RawClient.get(target, headers));
            return client.response();
        }
    }
}
