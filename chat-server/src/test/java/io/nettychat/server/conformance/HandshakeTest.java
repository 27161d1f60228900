package io.nettychat.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets a WebSocket, and which dialect is spoken on it. */
class HandshakeTest extends ConformanceTest {

    private HttpReply handshake(String... headers) {
        return exchange(RawClient.upgrade(target().chat(), headers));
    }

    private HttpReply exchange(String request) {
        return closeLater(RawClient.dial(target().chat())).exchange(request);
    }

    @Test
    void echoesTheSubProtocol() {
        assertThat(connect().subprotocol()).isEqualTo("chat.v1");
    }

    @Test
    void answersTheKey() {
        HttpReply reply = handshake("Sec-WebSocket-Protocol: chat.v1");

        assertThat(reply.status()).isEqualTo(101);
        assertThat(reply.header("upgrade")).isEqualToIgnoringCase("websocket");
        assertThat(reply.header("connection")).isEqualToIgnoringCase("upgrade");
        assertThat(reply.header("sec-websocket-accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assertThat(reply.header("sec-websocket-protocol")).isEqualTo("chat.v1");
    }

    @Test
    void negotiatesNoExtensionUnasked() {
        assertThat(handshake("Sec-WebSocket-Protocol: chat.v1").headers())
                .doesNotContainKey("sec-websocket-extensions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat.v2, chat.v1", "chat.v1, chat.v2", "chat.v1,mqtt", "x,y , chat.v1"})
    void picksItFromAList(String list) {
        HttpReply reply = handshake("Sec-WebSocket-Protocol: " + list);

        assertThat(reply.status()).isEqualTo(101);
        assertThat(reply.header("sec-websocket-protocol")).isEqualTo("chat.v1");
    }

    @Test
    void picksItFromTwoHeaderLines() {
        HttpReply reply = handshake("Sec-WebSocket-Protocol: chat.v2", "Sec-WebSocket-Protocol: chat.v1");

        assertThat(reply.status()).isEqualTo(101);
        assertThat(reply.header("sec-websocket-protocol")).isEqualTo("chat.v1");
    }

    @Test
    void speaksTheSimpleDialectWhenNoSubProtocolIsAskedFor() {
        HttpReply reply = handshake();

        assertThat(reply.status()).isEqualTo(101);
        assertThat(reply.headers()).doesNotContainKey("sec-websocket-protocol");
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat.v2", "mqtt, wamp", "chat.v11", "chat"})
    void refusesOtherSubProtocols(String list) {
        assertThat(handshake("Sec-WebSocket-Protocol: " + list).status()).isEqualTo(400);
    }

    @Test
    void saysWhichVersionItSpeaks() {
        HttpReply reply = exchange(RawClient.upgrade(target().chat(), "Sec-WebSocket-Protocol: chat.v1")
                .replace("Version: 13", "Version: 7"));

        // RFC 6455, section 4.4: a refusal that names the version spoken.
        assertThat(reply.status()).isIn(400, 426);
        assertThat(reply.header("sec-websocket-version")).contains("13");
    }

    @Test
    void refusesAnotherMethod() {
        String request = RawClient.upgrade(target().chat(), "Content-Length: 0", "Sec-WebSocket-Protocol: chat.v1");

        assertThat(exchange(request.replace("GET ", "POST ")).status()).isBetween(400, 499);
    }

    @Test
    void refusesAHandshakeWithoutAKey() {
        String request = RawClient.upgrade(target().chat(), "Sec-WebSocket-Protocol: chat.v1");

        assertThat(exchange(request.replace("Sec-WebSocket-Key: " + RawClient.KEY + "\r\n", ""))
                        .status())
                .isBetween(400, 499);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/other", "/chat/more", "/chatter"})
    void upgradesAtOnePathOnly(String path) {
        URI uri = target().path(path);

        assertThat(exchange(RawClient.upgrade(uri, "Sec-WebSocket-Protocol: chat.v1"))
                        .status())
                .isNotEqualTo(101);
    }

    @Test
    void takesAQuery() {
        String request = RawClient.upgrade(target().chat("room=x&y=z"), "Sec-WebSocket-Protocol: chat.v1");

        assertThat(exchange(request).status()).isEqualTo(101);
    }

    @Test
    void takesPagesOfItsOwn() {
        URI uri = target().chat();

        HttpReply reply = handshake("Sec-WebSocket-Protocol: chat.v1", "Origin: http://" + uri.getRawAuthority());

        assertThat(reply.status()).isEqualTo(101);
    }

    @Test
    void answersPagesOfOtherSitesOneWayOrTheOther() {
        HttpReply reply = handshake("Sec-WebSocket-Protocol: chat.v1", "Origin: https://elsewhere.example");

        // The protocol leaves the policy open; RFC 6455, section 4.2.2, names the code of a refusal.
        assertThat(reply.status()).isIn(101, 403);
    }

    @Test
    void readsHeadersAsBrowsersWriteThem() {
        String request = RawClient.upgrade(target().chat(), "sec-websocket-protocol: chat.v1")
                .replace("Upgrade: websocket", "upgrade: WebSocket")
                .replace("Connection: Upgrade", "CONNECTION: keep-alive, Upgrade");

        assertThat(exchange(request).status()).isEqualTo(101);
    }

    @Test
    void takesAHandshakeInManyPackets() {
        RawClient client = closeLater(RawClient.dial(target().chat()));
        String request = RawClient.upgrade(target().chat(), "Sec-WebSocket-Protocol: chat.v1");

        for (byte b : request.getBytes(StandardCharsets.ISO_8859_1)) {
            client.write(new byte[] {b});
        }

        assertThat(client.readReply().status()).isEqualTo(101);
        client.startReading();
        client.hello(newName());
    }

    @Test
    void closesAConnectionWithHugeHeaders() {
        HttpReply reply = handshake("X-Filler: " + "x".repeat(200_000));

        assertThat(reply.status()).isIn(0, 400, 413, 414, 431);
    }
}
