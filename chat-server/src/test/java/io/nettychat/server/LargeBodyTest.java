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
import org.junit.jupiter.params.provider.ValueSource;

/** Requests with more of a body than anything here takes. */
class LargeBodyTest {
    private static final String MUCH = "Content-Length: 1000000\r\n";

    private static ChatServer server;

    @BeforeAll
    static void start() {
        server = ChatServer.builder().port(0).start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Arguments> largeBodies() {
        String sent = "x".repeat(100_000);
        String chunk = "400\r\n" + "x".repeat(1024) + "\r\n";
        return Stream.of(
                Arguments.of("with a length", "POST", MUCH, sent),
                Arguments.of("behind a GET", "GET", MUCH, sent),
                Arguments.of("only announced", "POST", MUCH, ""),
                Arguments.of("asked for first", "POST", MUCH + "Expect: 100-continue\r\n", ""),
                Arguments.of("the last request anyway", "POST", MUCH + "Connection: close\r\n", sent),
                Arguments.of("in chunks", "POST", "Transfer-Encoding: chunked\r\n", chunk.repeat(100)),
                Arguments.of("one huge chunk", "POST", "Transfer-Encoding: chunked\r\n", "7fffffff\r\n" + sent));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("largeBodies")
    void areRefusedWithWordsThatCanBeRead(String name, String method, String headers, String body) throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send(method + " / HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n" + body);
            Response response = client.response();
            assertThat(response.status()).as(name).isEqualTo(413);
            assertThat(response.header("connection")).isEqualTo("close");
            assertThat(response.header("content-type")).startsWith("text/plain");
            assertThat(response.body()).contains("body");
            assertThat(client.socket().getInputStream().read())
                    .as("an end, and no reset that could overtake the answer")
                    .isNegative();
        }
    }

    /** What one reads as the body of the first request, another one reads as a second request. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 5, 6",
                "Content-Length: +5",
                "Content-Length: -1",
                "Content-Length : 5",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding:\r\n chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"
            })
    void twoStoriesAboutTheLengthAreRefused(String headers) throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n\r\n0\r\n\r\n"
                    + RawClient.get("/healthz"));
            assertThat(client.response().status()).isEqualTo(400);
            assertThat(client.socket().getInputStream().read())
                    .as("no second answer")
                    .isNegative();
        }
    }

    @Test
    void isTheEndOfWhatStandsBehindIt() throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send(RawClient.get("/healthz")
                    + "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000\r\n\r\n" + "x".repeat(2000)
                    + RawClient.get("/healthz"));
            assertThat(client.response().status()).isEqualTo(200);
            assertThat(client.response().status()).isEqualTo(413);
            assertThat(client.socket().getInputStream().read()).isNegative();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Expect: the-unexpected", "Expect: the-unexpected\r\nExpect: 100-continue"})
    void anExpectationThatNobodyKnowsIsNoReasonToRefuse(String headers) throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send(RawClient.get("/healthz", headers) + RawClient.get("/readyz"));
            assertThat(client.response().status()).isEqualTo(200);
            assertThat(client.response().status()).isEqualTo(200);
        }
    }
}
