package io.nettychat.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/** What the port answers besides WebSocket. */
class EndpointTest extends ConformanceTest {

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(target().http(path))
                .timeout(Inbox.PATIENCE)
                .build();
        return ChatClient.http().send(request, BodyHandlers.ofString());
    }

    private static String contentType(HttpResponse<String> response) {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    @Test
    void servesThePageAtTheRoot() throws Exception {
        HttpResponse<String> page = get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(contentType(page)).startsWith("text/html");
        assertThat(page.body()).containsIgnoringCase("<!doctype html");
    }

    @Test
    void isHealthy() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void isReady() throws Exception {
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void servesMetricsAsPrometheusText() throws Exception {
        HttpResponse<String> metrics = get("/metrics");

        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(contentType(metrics)).matches("(text/plain|application/openmetrics-text).*");
        assertThat(metrics.body().lines())
                .isNotEmpty()
                .allMatch(line -> line.isBlank()
                        || line.startsWith("#")
                        || line.matches("[a-zA-Z_:][a-zA-Z0-9_:]*(\\{.*})? (-?[0-9.eE+-]+|NaN|[+-]Inf)( \\d+)?"));
    }

    @Test
    void answersUnknownPathsWith404() throws Exception {
        assertThat(get("/no/such/page").statusCode()).isEqualTo(404);
    }

    @Test
    void doesNotLeaveTheDirectoryOfThePage() throws Exception {
        try (RawClient client = RawClient.dial(target().chat())) {
            HttpReply reply = client.exchange("GET /../../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(reply.status()).isBetween(400, 404);
        }
    }

    @Test
    void refusesToBePostedTo() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(target().http("/"))
                .POST(BodyPublishers.ofString("hello"))
                .timeout(Inbox.PATIENCE)
                .build();

        int status = ChatClient.http().send(request, BodyHandlers.discarding()).statusCode();

        assertThat(status).isBetween(400, 499);
    }

    @Test
    void answersAPlainRequestForTheSocketWithAClientError() throws Exception {
        assertThat(get("/chat").statusCode()).isBetween(400, 499);
    }

    @Test
    void answersSeveralRequestsOnOneConnection() {
        try (RawClient client = RawClient.dial(target().chat())) {
            String request = "HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n";

            assertThat(client.exchange(request).status()).isIn(200, 405);
            assertThat(client.exchange(request).status()).isIn(200, 405);
        }
    }

    @Test
    void refusesWhatIsNotHttp() {
        try (RawClient client = RawClient.dial(target().chat())) {
            // 0: closed without an answer, which is as good.
            assertThat(client.exchange("\u0016\u0003\u0001 not http\r\n\r\n").status())
                    .satisfiesAnyOf(
                            status -> assertThat(status).isZero(),
                            status -> assertThat(status).isBetween(400, 499));
        }
    }
}
