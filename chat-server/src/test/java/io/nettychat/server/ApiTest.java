package io.nettychat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nettychat.model.Limits;
import io.nettychat.server.RawClient.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What scripts can do over HTTP. */
@Timeout(60)
class ApiTest {
    private static final String TOKEN = "a-token-that-is-long-enough";

    private ChatServer server;
    private RawClient http;

    @BeforeEach
    void start() throws IOException {
        server = ChatServer.builder().port(0).apiToken(TOKEN).start();
        http = RawClient.connect(server.port());
    }

    @AfterEach
    void stop() throws IOException {
        http.close();
        server.close();
    }

    private static String request(String method, String target, @Nullable String body, String... headers) {
        byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + bytes.length + "\r\n"
                + String.join(
                        "",
                        java.util.List.of(headers).stream().map(h -> h + "\r\n").toList()) + "\r\n"
                + new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** On one connection, so that it is kept open from each request to the next. */
    private Response ask(String method, String target, @Nullable String body) throws IOException {
        http.send(request(method, target, body, "Authorization: Bearer " + TOKEN));
        Response response = http.response();
        assertThat(response.header("content-type")).isEqualTo("application/json; charset=utf-8");
        assertThat(response.header("cache-control")).isEqualTo("no-store");
        return response;
    }

    private static String field(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(json);
        assertThat(matcher.find()).as("%s in %s", name, json).isTrue();
        return matcher.group(1);
    }

    private RawClient member(String name) throws IOException {
        RawClient client = RawClient.upgraded(server.port(), "/chat", "Sec-WebSocket-Protocol: chat.v1");
        client.text("{\"type\":\"hello\",\"name\":\"" + name + "\"}");
        assertThat(client.read().text()).contains("welcome");
        client.text("{\"type\":\"join\",\"room\":\"lobby\"}");
        return client;
    }

    private static String await(RawClient client, String part) throws IOException {
        String text = client.read().text();
        while (!text.contains(part)) {
            text = client.read().text();
        }
        return text;
    }

    @Test
    void saysReadsAndDeletes() throws IOException {
        try (RawClient ann = member("Ann")) {
            await(ann, "\"joined\"");
            Response said = ask(
                    "POST",
                    "/api/rooms/lobby/messages",
                    "{\"name\":\"deploy\",\"text\":\"going down \\u2603\",\"id\":\"d1\"}");
            assertThat(said.status()).isEqualTo(201);
            assertThat(field(said.body(), "name")).isEqualTo("deploy");
            assertThat(await(ann, "\"message\"")).contains("going down \u2603", "\"name\":\"deploy\"");
            assertThat(field(
                            ask(
                                            "POST",
                                            "/api/rooms/lobby/messages",
                                            "{\"name\":\"deploy\",\"text\":\"x\",\"id\":\"d1\"}")
                                    .body(),
                            "seq"))
                    .isEqualTo(field(said.body(), "seq"));

            assertThat(ask("GET", "/api/rooms/lobby/messages?limit=1", null).body())
                    .contains("\"text\":\"going down \u2603\"", "\"more\":");
            assertThat(ask("GET", "/api/rooms/lobby/messages?after=1", null).body())
                    .contains("\"messages\":[]");
            assertThat(ask("GET", "/api/rooms", null).body())
                    .contains("\"room\":\"lobby\"", "\"members\":1", "\"connections\":1");
            assertThat(ask("GET", "/api/slow", null).body()).contains("\"count\":0", "\"slow\":[]");
            assertThat(ask("GET", "/api/rooms/lobby", null).body()).contains("\"room\":\"lobby\"", "\"closed\":false");

            Response deleted = ask("DELETE", "/api/rooms/lobby/messages/" + field(said.body(), "seq"), null);
            assertThat(deleted.status()).isEqualTo(201);
            assertThat(ask("GET", "/api/rooms/lobby/messages", null).body()).doesNotContain("going down");
        }
    }

    @Test
    void moderates() throws IOException {
        try (RawClient ann = member("Ann");
                RawClient bob = member("Bob")) {
            await(ann, "\"joined\"");
            await(bob, "\"joined\"");
            String members = ask("GET", "/api/rooms/lobby/members", null).body();
            assertThat(members).contains("\"count\":2", "\"name\":\"Ann\"", "\"role\":\"member\"");
            String bobsId = members.replaceAll("(?s).*\"user\":\"([^\"]+)\",\"name\":\"Bob\".*", "$1");
            assertThat(ask("POST", "/api/rooms/lobby/ban", "{\"user\":\"" + bobsId + "\",\"seconds\":60}")
                            .status())
                    .isEqualTo(200);
            assertThat(await(bob, "\"bye\"")).contains("kicked");
            assertThat(ask("GET", "/api/rooms/lobby/bans", null).body()).contains(bobsId, "\"until\":");
            assertThat(ask("POST", "/api/rooms/lobby/unban", "{\"user\":\"" + bobsId + "\"}")
                            .status())
                    .isEqualTo(200);
            assertThat(ask("GET", "/api/rooms/lobby/bans", null).body()).contains("\"bans\":[]");

            String annsId = members.replaceAll("(?s).*\"user\":\"([^\"]+)\",\"name\":\"Ann\".*", "$1");
            assertThat(ask("POST", "/api/rooms/lobby/mute", "{\"user\":\"" + annsId + "\"}")
                            .status())
                    .isEqualTo(200);
            ann.text("{\"type\":\"message\",\"room\":\"lobby\",\"id\":\"1\",\"text\":\"may I?\"}");
            assertThat(await(ann, "\"error\"")).contains("forbidden");
            assertThat(ask("POST", "/api/rooms/lobby/kick", "{\"user\":\"" + annsId + "\"}")
                            .status())
                    .isEqualTo(200);
            assertThat(await(ann, "\"bye\"")).contains("kicked");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            nullValues = "-",
            value = {
                "GET|/api/nothing|-|404|unknown_type",
                "GET|/api/rooms/lobby/nothing|-|404|unknown_type",
                "PUT|/api/nothing|-|404|unknown_type",
                "GET|/api/rooms/a%2Fb|-|400|bad_room",
                "GET|/api/rooms/lobby/messages?limit=101|-|400|bad_frame",
                "GET|/api/rooms/lobby/messages?before=x|-|400|bad_frame",
                "POST|/api/rooms/lobby/messages|-|400|bad_frame",
                "POST|/api/rooms/lobby/messages|{}|400|bad_frame",
                "POST|/api/rooms/lobby/messages|[1]|400|bad_frame",
                "POST|/api/rooms/lobby/messages|{\"text\":1}|400|bad_frame",
                "POST|/api/rooms/lobby/messages|{\"text\":\"a\",\"text\":\"b\"}|400|bad_frame",
                "POST|/api/rooms/lobby/messages|{\"text\":\"a\"} x|400|bad_frame",
                "POST|/api/rooms/lobby/messages|{\"text\":\"a\",\"id\":\"not an id\"}|400|bad_frame",
                "POST|/api/rooms/lobby/messages|{\"text\":\"\"}|400|bad_frame",
                "POST|/api/rooms/lobby/messages|{\"text\":\"a\",\"name\":\"\\u202e\"}|400|bad_name",
                "POST|/api/rooms/lobby/messages|{\"text\":\"a\",\"name\":true}|400|bad_frame",
                "POST|/api/rooms/lobby/messages|{\"text\":\"a\",\"name\":{\"x\":1}}|400|bad_frame",
                "POST|/api/rooms/lobby/ban|{\"user\":\"u\",\"seconds\":0}|400|bad_frame",
                "POST|/api/rooms/lobby/ban|{\"user\":\"u\",\"seconds\":1.5}|400|bad_frame",
                "POST|/api/rooms/lobby/ban|{\"user\":\"u\",\"seconds\":1e3}|400|bad_frame",
                "POST|/api/rooms/lobby/ban|{\"user\":\"u\",\"seconds\":1e999999}|400|bad_frame",
                "DELETE|/api/rooms/lobby/messages/x|-|400|bad_frame",
                "DELETE|/api/rooms/lobby/messages/0|-|400|bad_frame",
                "DELETE|/api/rooms/lobby/messages/-1|-|400|bad_frame",
                "DELETE|/api/rooms/lobby/messages/9223372036854775807|-|400|bad_frame",
            })
    void refusesWithTheErrorsOfTheWire(String method, String target, @Nullable String body, int status, String code)
            throws IOException {
        Response response = ask(method, target, body);
        assertThat(response.status()).as(response.body()).isEqualTo(status);
        assertThat(field(response.body(), "code")).isEqualTo(code);
        assertThat(field(response.body(), "type")).isEqualTo("error");
        assertThat(field(response.body(), "reason")).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT|/api/rooms|GET, HEAD",
                "OPTIONS|/api/slow|GET, HEAD",
                "DELETE|/api/rooms/lobby|GET, HEAD",
                "PATCH|/api/rooms/lobby/messages|GET, HEAD, POST",
                "POST|/api/rooms/lobby/members|GET, HEAD",
                "GET|/api/rooms/lobby/kick|POST",
                "HEAD|/api/rooms/lobby/close|POST",
                "GET|/api/rooms/lobby/messages/1|DELETE",
                "POST|/api/rooms/lobby/messages/1|DELETE",
            })
    void saysWhichMethodsAnAddressTakes(String method, String target, String allowed) throws IOException {
        http.send(request(method, target, null, "Authorization: Bearer " + TOKEN));
        Response response = http.response(!method.equals("HEAD"));
        assertThat(response.status()).as(response.body()).isEqualTo(405);
        assertThat(response.header("allow")).isEqualTo(allowed);
        if (!method.equals("HEAD")) {
            assertThat(response.body()).contains("\"type\":\"error\"", "This address takes " + allowed + " only.");
        }
    }

    @Test
    void textsAreAsLongAsOnTheWire() throws IOException {
        String longest = "\\u2603".repeat(4_000);
        assertThat(ask("POST", "/api/rooms/lobby/messages", "{\"text\":\"" + longest + "\"}")
                        .status())
                .isEqualTo(201);
        Response tooLong = ask("POST", "/api/rooms/lobby/messages", "{\"text\":\"" + "x".repeat(4_001) + "\"}");
        assertThat(tooLong.status()).isEqualTo(413);
        assertThat(field(tooLong.body(), "code")).isEqualTo("too_large");
    }

    @Test
    void messagesAreHeldToTheRateOfTheWire() throws IOException {
        server.close();
        http.close();
        server = ChatServer.builder()
                .port(0)
                .hub(hub -> hub.limits(Limits.builder().burst(3).rate(1).build()))
                .apiToken("another-token-for-the-api")
                .apiToken(TOKEN)
                .start();
        http = RawClient.connect(server.port());
        String said = "{\"name\":\"deploy\",\"text\":\"again\"}";
        Response refused = ask("POST", "/api/rooms/lobby/messages", said);
        int accepted = 0;
        while (refused.status() == 201) {
            accepted++;
            refused = ask("POST", "/api/rooms/" + (accepted % 2 == 0 ? "lobby" : "other") + "/messages", said);
        }
        assertThat(accepted).isGreaterThanOrEqualTo(3);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(field(refused.body(), "code")).isEqualTo("rate_limited");
        assertThat(Long.parseLong(field(refused.body(), "retryAfter"))).isBetween(1L, 1_001L);
        assertThat(field(refused.body(), "reason")).contains("Wait 1 s");

        assertThat(ask("POST", "/api/rooms/lobby/messages", "{\"name\":\"other\",\"text\":\"me\"}")
                        .status())
                .as("each name has a rate of its own")
                .isEqualTo(201);
        http.send(
                request("POST", "/api/rooms/lobby/messages", said, "Authorization: Bearer another-token-for-the-api"));
        assertThat(http.response().status()).as("so has each token").isEqualTo(201);
        assertThat(ask("GET", "/api/rooms/lobby/messages", null).status()).isEqualTo(200);
        Awaitility.await()
                .untilAsserted(() -> assertThat(
                                ask("POST", "/api/rooms/lobby/messages", said).status())
                        .isEqualTo(201));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Authorization: Bearer", "Authorization: Bearer wrong", "Authorization: Basic " + TOKEN})
    void wantsTheToken(String header) throws IOException {
        http.send(header.isEmpty() ? request("GET", "/api/rooms", null) : request("GET", "/api/rooms", null, header));
        Response response = http.response();
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.header("www-authenticate")).isEqualTo("Bearer");
        http.awaitEnd();
    }

    @Test
    void isNotThereWithoutAToken() throws IOException {
        try (ChatServer without = ChatServer.builder().port(0).start();
                RawClient client = RawClient.connect(without.port())) {
            client.send(request("GET", "/api/rooms", null, "Authorization: Bearer " + TOKEN));
            assertThat(client.response().status()).isEqualTo(404);
        }
        assertThatThrownBy(() -> ChatServer.builder().apiToken("short")).hasMessageContaining("openssl rand");
        assertThatThrownBy(() -> ChatServer.builder().apiToken("sixteen characters"))
                .hasMessageContaining("blanks");
    }

    @Test
    void pageAndWebSocketAreServedBesideIt() throws IOException {
        http.send(RawClient.get("/healthz"));
        assertThat(http.response().status()).isEqualTo(200);
        try (RawClient ann = member("Ann")) {
            assertThat(await(ann, "\"joined\"")).contains("lobby");
        }
    }

    @Test
    void adminPageIsThereOnlyWithItsToken() throws IOException {
        for (String target : new String[] {"/admin", "/admin.html", "/admin/"}) {
            try (RawClient client = RawClient.connect(server.port())) {
                client.send(RawClient.get(target));
                assertThat(client.response().status()).as(target).isEqualTo(404);
            }
        }
        try (ChatServer admin = ChatServer.builder().port(0).adminToken(TOKEN).start();
                RawClient client = RawClient.connect(admin.port())) {
            client.send(RawClient.get("/admin"));
            Response page = client.response();
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.body()).contains("<netty-chat-admin>");
            assertThat(page.header("content-security-policy"))
                    .startsWith("default-src 'none'; script-src 'self';")
                    .doesNotContain("unsafe");
            client.send(request("GET", "/api/rooms", null, "Authorization: Bearer " + TOKEN));
            assertThat(client.response().body()).contains("\"rooms\":[]");
        }
    }
}
