package io.nettychat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.nettychat.model.User;
import io.nettychat.server.RawClient.Response;
import io.nettychat.spi.ChatListener;
import io.nettychat.spi.Handshake;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is believed when it says for whom it asks. */
@Timeout(60)
class ProxiesTest {
    private static final Proxies TRUSTED = Proxies.none().trusting(List.of("10.0.0.0/8", "127.0.0.1", "fd00::/8"));

    private static @Nullable Client client(String peer, String... headers) throws IOException {
        InetSocketAddress remote = new InetSocketAddress(InetAddress.getByName(peer), 5000);
        EmbeddedChannel channel = new EmbeddedChannel() {
            @Override
            public SocketAddress remoteAddress() {
                return remote;
            }
        };
        HttpHeaders all = new DefaultHttpHeaders().set("Host", "inner:3000");
        for (String header : headers) {
            all.add(
                    header.substring(0, header.indexOf(':')),
                    header.substring(header.indexOf(':') + 1).strip());
        }
        try {
            return TRUSTED.client(channel, all);
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    private static String address(String peer, String... headers) throws IOException {
        Client client = client(peer, headers);
        return client == null
                ? "contradiction"
                : ((InetSocketAddress) client.address()).getAddress().getHostAddress();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // who connects; X-Forwarded-For; who it is
                "203.0.113.9; 198.51.100.1; 203.0.113.9", // not trusted: whatever it says
                "10.1.1.1; 198.51.100.1; 198.51.100.1",
                "10.1.1.1; 6.6.6.6, 198.51.100.1; 198.51.100.1", // what the client itself wrote
                "10.1.1.1; 6.6.6.6, 198.51.100.1, 10.2.2.2; 198.51.100.1", // two of ours
                "10.1.1.1; 10.3.3.3, 10.2.2.2; 10.3.3.3", // somebody of the house
                "10.1.1.1; 198.51.100.1:4711; 198.51.100.1",
                "10.1.1.1; [2001:db8::7]:4711; 2001:db8:0:0:0:0:0:7",
                "10.1.1.1; 2001:db8::7; 2001:db8:0:0:0:0:0:7",
                "10.1.1.1; unknown; 10.1.1.1",
                "10.1.1.1; 6.6.6.6, unknown; 10.1.1.1",
                "10.1.1.1; example.org; 10.1.1.1",
                "10.1.1.1; 198.51.100.1, ; 198.51.100.1",
                "fd00::1; 198.51.100.1; 198.51.100.1",
            })
    void readsTheAddressFromTheEnd(String peer, String forwardedFor, String expected) throws IOException {
        assertThat(address(peer, "X-Forwarded-For: " + forwardedFor)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "for=198.51.100.1|198.51.100.1",
                "For=\"[2001:db8::7]:4711\";proto=https|2001:db8:0:0:0:0:0:7",
                "for=6.6.6.6, for=198.51.100.1;by=10.1.1.1|198.51.100.1",
                "for=\"a,b;for=6.6.6.6\", for=198.51.100.1|198.51.100.1",
                "for=198.51.100.1, for=10.2.2.2|198.51.100.1",
                "for=_hidden, for=10.2.2.2|10.2.2.2",
                "for=unknown|10.1.1.1",
                "nonsense|10.1.1.1",
                "for=\"|10.1.1.1",
            })
    void readsTheStandardHeader(String forwarded, String expected) throws IOException {
        assertThat(address("10.1.1.1", "Forwarded: " + forwarded)).isEqualTo(expected);
    }

    @Test
    void refusesToChooseBetweenTwoStories() throws IOException {
        assertThat(address("10.1.1.1", "Forwarded: for=6.6.6.6", "X-Forwarded-For: 198.51.100.1"))
                .isEqualTo("contradiction");
        assertThat(address("10.1.1.1", "Forwarded: for=\"198.51.100.1:80\"", "X-Forwarded-For: 198.51.100.1"))
                .isEqualTo("198.51.100.1");
        assertThat(address("203.0.113.9", "Forwarded: for=6.6.6.6", "X-Forwarded-For: 198.51.100.1"))
                .isEqualTo("203.0.113.9");
    }

    @Test
    void readsHostAndSchemeFromTheSameHop() throws IOException {
        assertThat(client(
                        "10.1.1.1",
                        "X-Forwarded-For: 198.51.100.1",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: chat.example"))
                .matches(client ->
                        client != null && client.isSecure() && client.host().equals("chat.example"));
        assertThat(client("10.1.1.1", "X-Forwarded-Proto: http", "X-Forwarded-For: 198.51.100.1"))
                .matches(client -> client != null && !client.isSecure() && "http".equals(client.scheme()));
        assertThat(client(
                        "10.1.1.1",
                        "X-Forwarded-For: 6.6.6.6, 198.51.100.1, 10.2.2.2",
                        "X-Forwarded-Host: evil.example, chat.example, inner"))
                .matches(client -> client != null && client.host().equals("chat.example"));
        assertThat(
                        client(
                                "10.1.1.1",
                                "Forwarded: for=6.6.6.6;host=evil.example, for=198.51.100.1;host=\"chat.example:8443\";proto=https"))
                .matches(client ->
                        client != null && client.isSecure() && client.host().equals("chat.example:8443"));
        assertThat(client("203.0.113.9", "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: https"))
                .matches(client -> client != null && client.host().equals("inner:3000") && client.scheme() == null);
        assertThat(client("10.1.1.1", "X-Forwarded-Host: a b")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "example.org", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "::/129", "10.0.0/8/8"})
    void refusesWhatIsNoRange(String cidr) {
        assertThatThrownBy(() -> Proxies.none().trusting(List.of(cidr)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10.0.0.0/8");
    }

    // On a real server

    private final BlockingQueue<SocketAddress> remotes = new LinkedBlockingQueue<>();

    private ChatServerBuilder server() {
        return ChatServer.builder()
                .port(0)
                .trustedProxy("127.0.0.1")
                .hub(hub -> hub.listener(new ChatListener() {
                    @Override
                    public void connected(User user, Handshake handshake) {
                        remotes.add(handshake.remote());
                    }
                }));
    }

    private static void hello(RawClient client) throws IOException {
        client.text("{\"type\":\"hello\",\"name\":\"ann\"}");
        assertThat(client.read().text()).contains("welcome");
    }

    @Test
    void addressCountsForTheCapAndIsWhatHooksSee() throws Exception {
        try (ChatServer server = server().maxConnectionsPerAddress(1).start();
                RawClient first = RawClient.upgraded(
                        server.port(), "/chat", "X-Forwarded-For: 198.51.100.1", "Sec-WebSocket-Protocol: chat.v1");
                RawClient second = RawClient.upgraded(server.port(), "/chat", "X-Forwarded-For: 198.51.100.2");
                RawClient third = RawClient.connect(server.port())) {
            hello(first);
            assertThat(String.valueOf(remotes.poll(10, TimeUnit.SECONDS))).contains("198.51.100.1");
            third.send(RawClient.handshake("/chat", "X-Forwarded-For: 198.51.100.1"));
            assertThat(third.response().status()).isEqualTo(429);
            assertThat(second.socket().isConnected()).isTrue();
        }
    }

    @Test
    void sameOriginIsThatOfTheForwardedHost() throws Exception {
        try (ChatServer server = server().start();
                RawClient good = RawClient.connect(server.port());
                RawClient bad = RawClient.connect(server.port());
                RawClient torn = RawClient.connect(server.port())) {
            String[] forwarded = {
                "Origin: https://chat.example", "X-Forwarded-Host: chat.example", "X-Forwarded-Proto: https"
            };
            good.send(RawClient.handshake("/chat", forwarded));
            assertThat(good.response().status()).isEqualTo(101);
            bad.send(RawClient.handshake(
                    "/chat",
                    "Origin: http://chat.example",
                    "X-Forwarded-Host: chat.example",
                    "X-Forwarded-Proto: https"));
            assertThat(bad.response().status()).isEqualTo(403);
            torn.send(RawClient.get("/", "X-Forwarded-For: 1.1.1.1", "Forwarded: for=2.2.2.2"));
            Response response = torn.response();
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.body()).contains("contradict");
        }
    }

    @Test
    void proxyProtocolSaysWhoItIs() throws Exception {
        try (ChatServer server = server().proxyProtocol(true).start();
                RawClient client = RawClient.connect(server.port());
                RawClient local = RawClient.connect(server.port());
                RawClient first = RawClient.connect(server.port());
                RawClient without = RawClient.connect(server.port())) {
            client.send(proxyV2(1, new byte[] {(byte) 198, 51, 100, 1}));
            client.send(RawClient.handshake("/chat", "Sec-WebSocket-Protocol: chat.v1"));
            assertThat(client.response().status()).isEqualTo(101);
            hello(client);
            assertThat(String.valueOf(remotes.poll(10, TimeUnit.SECONDS))).contains("198.51.100.1:4711");

            local.send(proxyV2(0, new byte[4])).send(RawClient.get("/healthz"));
            assertThat(local.response().status()).isEqualTo(200);
            first.send("PROXY TCP4 198.51.100.1 127.0.0.1 4711 80\r\n" + RawClient.get("/healthz"));
            assertThat(first.response().status()).isEqualTo(200);

            without.send(RawClient.get("/healthz"));
            without.awaitEnd();
        }
    }

    @Test
    void proxyProtocolIsNoRequestFromThoseWhoAreNotTrusted() throws Exception {
        try (ChatServer server = ChatServer.builder()
                        .port(0)
                        .trustedProxy("10.0.0.0/8")
                        .proxyProtocol(true)
                        .start();
                RawClient client = RawClient.connect(server.port());
                RawClient plain = RawClient.connect(server.port())) {
            client.send(proxyV2(1, new byte[] {(byte) 198, 51, 100, 1}));
            client.send(RawClient.get("/healthz"));
            assertThat(client.response().status()).isEqualTo(400);
            plain.send(RawClient.get("/healthz"));
            assertThat(plain.response().status()).isEqualTo(200);
        }
        assertThatThrownBy(() -> ChatServer.builder().proxyProtocol(true).start())
                .hasMessageContaining("trustedProxy");
    }

    /** The second version of the protocol: 1 = on behalf of somebody, 0 = on its own. */
    private static byte[] proxyV2(int command, byte[] source) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII));
        bytes.write(0x20 | command);
        bytes.write(0x11); // IPv4, TCP
        bytes.write(0);
        bytes.write(12);
        bytes.writeBytes(source);
        bytes.writeBytes(new byte[] {127, 0, 0, 1, 0x12, 0x67, 0, 80}); // 4711, 80
        return bytes.toByteArray();
    }

    // Under a path

    @Test
    void everythingStandsBelowThePrefix() throws Exception {
        try (ChatServer server =
                        ChatServer.builder().port(0).pathPrefix("/chat-app/").start();
                RawClient socket = RawClient.upgraded(server.port(), "/chat-app/chat")) {
            assertThat(socket.read().text()).contains("server");
            assertThat(get(server, "/chat-app/").body()).contains("<netty-chat>");
            assertThat(get(server, "/chat-app/manifest.webmanifest").status()).isEqualTo(200);
            assertThat(get(server, "/chat-app/netty-chat.js").status()).isEqualTo(200);
            assertThat(get(server, "/chat-app/healthz").status()).isEqualTo(200);
            assertThat(get(server, "/chat-app/metrics").status()).isEqualTo(200);
            Response bare = get(server, "/chat-app?x=1");
            assertThat(bare.status()).isEqualTo(308);
            assertThat(bare.header("location")).isEqualTo("/chat-app/?x=1");
            for (String outside : List.of("/", "/chat", "/healthz", "/chat-apple/", "/index.html")) {
                Response response = get(server, outside);
                assertThat(response.status()).as(outside).isEqualTo(404);
                assertThat(response.body()).contains("/chat-app/");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat", "/a//b", "/../x", "/a b", "/a?b", "//", "/a/.b"})
    void refusesWhatIsNoPath(String prefix) {
        assertThatThrownBy(() -> ChatServer.builder().pathPrefix(prefix)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Response get(ChatServer server, String target) throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send(RawClient.get(target));
            return client.response();
        }
    }
}
