package io.nettychat.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.server.RawClient.Response;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who gets a WebSocket and who is told why not. */
class HandshakeTest {
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
    private static final String VERSION = "Sec-WebSocket-Version: 13\r\n";
    private static final String KEY = "Sec-WebSocket-Key: " + RawClient.KEY + "\r\n";
    private static final String HOST = "Host: localhost\r\n";

    private static ChatServer server;

    @BeforeAll
    static void start() {
        server = ChatServer.builder()
                .port(0)
                .allowedOrigin("https://blog.example", "http://old.example:80")
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refused("version 8", 426, get("/chat", HOST, UPGRADE, "Sec-WebSocket-Version: 8\r\n", KEY)),
                refused("no version", 426, get("/chat", HOST, UPGRADE, KEY)),
                refused("two versions", 426, get("/chat", HOST, UPGRADE, VERSION, VERSION, KEY)),
                refused("no upgrade", 426, get("/chat", HOST, VERSION, KEY)),
                refused(
                        "another upgrade",
                        426,
                        get("/chat", HOST, "Connection: Upgrade\r\nUpgrade: h2c\r\n", VERSION, KEY)),
                refused("no connection", 426, get("/chat", HOST, "Upgrade: websocket\r\n", VERSION, KEY)),
                refused("no key", 400, get("/chat", HOST, UPGRADE, VERSION)),
                refused("two keys", 400, get("/chat", HOST, UPGRADE, VERSION, KEY, KEY)),
                refused("a short key", 400, get("/chat", HOST, UPGRADE, VERSION, "Sec-WebSocket-Key: YQ==\r\n")),
                refused(
                        "a key that is no Base64",
                        400,
                        get("/chat", HOST, UPGRADE, VERSION, "Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!!!\r\n")),
                refused("two hosts to choose from", 400, get("http://evil.example/chat", HOST, UPGRADE, VERSION, KEY)),
                refused("a host with a query", 400, get("http://localhost?x=/chat", HOST, UPGRADE, VERSION, KEY)),
                refused("a target that is no path", 400, get("chat", HOST, UPGRADE, VERSION, KEY)),
                refused("no host", 400, get("/chat", UPGRADE, VERSION, KEY)),
                refused("two hosts", 400, get("/chat", HOST, HOST, UPGRADE, VERSION, KEY)),
                refused("a host that is none", 400, get("/chat", "Host: a;b\r\n", UPGRADE, VERSION, KEY)),
                refused("HTTP/1.0", 505, "GET /chat HTTP/1.0\r\n" + HOST + UPGRADE + VERSION + KEY + "\r\n"),
                refused("POST", 405, "POST /chat HTTP/1.1\r\n" + HOST + UPGRADE + VERSION + KEY + "\r\n"),
                refused("HEAD", 405, "HEAD /chat HTTP/1.1\r\n" + HOST + UPGRADE + VERSION + KEY + "\r\n"),
                refused("a body", 400, get("/chat", HOST, UPGRADE, VERSION, KEY, "Content-Length: 3\r\n") + "abc"),
                refused(
                        "a large head",
                        431,
                        get("/chat", HOST, UPGRADE, VERSION, KEY, "X: " + "x".repeat(9000) + "\r\n")),
                refused("a long target", 414, get("/chat?" + "x".repeat(100 * 1024), HOST, UPGRADE, VERSION, KEY)),
                refused(
                        "a large body",
                        413,
                        get("/chat", HOST, UPGRADE, VERSION, KEY, "Content-Length: 100000\r\n") + "x".repeat(100_000)),
                refused("a broken header", 400, get("/chat", HOST, UPGRADE, VERSION, KEY, "no colon\r\n")),
                refused("a broken query", 400, get("/chat?room=%zz", HOST, UPGRADE, VERSION, KEY)),
                refused(
                        "a foreign origin",
                        403,
                        get("/chat", HOST, UPGRADE, VERSION, KEY, "Origin: https://evil.example\r\n")),
                refused("the origin null", 403, get("/chat", HOST, UPGRADE, VERSION, KEY, "Origin: null\r\n")),
                refused("an empty origin", 403, get("/chat", HOST, UPGRADE, VERSION, KEY, "Origin:\r\n")),
                refused(
                        "two origins",
                        403,
                        get(
                                "/chat",
                                HOST,
                                UPGRADE,
                                VERSION,
                                KEY,
                                "Origin: http://localhost\r\nOrigin: http://localhost\r\n")),
                refused(
                        "another port",
                        403,
                        get("/chat", HOST, UPGRADE, VERSION, KEY, "Origin: http://localhost:81\r\n")),
                refused(
                        "another sub-protocol",
                        400,
                        get("/chat", HOST, UPGRADE, VERSION, KEY, "Sec-WebSocket-Protocol: mqtt, soap\r\n")),
                refused("garbage", 400, "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("refusals")
    void refusesSaysWhyAndCloses(String name, int status, String request) throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send(request);
            Response response = client.response(!request.startsWith("HEAD"));
            assertThat(response.status()).as(name).isEqualTo(status);
            assertThat(response.header("connection")).isEqualTo("close");
            assertThat(response.header("content-type")).startsWith("text/plain");
            if (!request.startsWith("HEAD")) {
                assertThat(response.body()).isNotBlank();
            }
            if (status == 426) {
                assertThat(response.header("sec-websocket-version")).isEqualTo("13");
            }
            client.awaitEnd();
        }
        assertThat(server.connections()).isZero();
    }

    static Stream<Arguments> welcome() {
        return Stream.of(
                Arguments.of("no origin, as programs send none", ""),
                Arguments.of("the same origin", "Origin: http://localhost\r\n"),
                Arguments.of("the same origin behind TLS", "Origin: https://LOCALHOST\r\n"),
                Arguments.of("an allowed origin", "Origin: https://blog.example\r\n"),
                Arguments.of("an allowed origin with its default port", "Origin: http://old.example\r\n"),
                Arguments.of("compression offered", "Sec-WebSocket-Extensions: permessage-deflate\r\n"),
                Arguments.of("several connection tokens", "Connection: keep-alive\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("welcome")
    void upgrades(String name, String header) throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send(get("/chat?room=handshake", HOST, UPGRADE, VERSION, KEY, header));
            Response response = client.response();
            assertThat(response.status()).as(name).isEqualTo(101);
            assertThat(response.header("sec-websocket-accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            assertThat(response.header("sec-websocket-extensions")).isEmpty();
            assertThat(response.header("sec-websocket-protocol")).isEmpty();
            assertThat(client.read().text())
                    .as("the welcome of the simple dialect")
                    .contains("\"server\"");
        }
    }

    @Test
    void choosesChatV1FromAnyListThatHasIt() throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send(RawClient.handshake(
                    "/chat", "Sec-WebSocket-Protocol: soap", "Sec-WebSocket-Protocol: mqtt,chat.v1 , x"));
            assertThat(client.response().header("sec-websocket-protocol")).isEqualTo("chat.v1");
            client.text("{\"type\":\"hello\",\"name\":\"picky\"}");
            assertThat(client.read().text()).contains("\"welcome\"");
        }
    }

    @Test
    void servesNothingElseOverAnUpgrade() throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send(RawClient.handshake("/other"));
            assertThat(client.response().status()).isEqualTo(404);
        }
    }

    private static String get(String target, String... headers) {
        return "GET " + target + " HTTP/1.1\r\n" + String.join("", headers) + "\r\n";
    }

    private static Arguments refused(String name, int status, String request) {
        return Arguments.of(name, status, request);
    }
}
