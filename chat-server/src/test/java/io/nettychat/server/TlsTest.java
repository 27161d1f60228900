package io.nettychat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import io.nettychat.model.Limits;
import io.nettychat.server.RawClient.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page and the WebSocket over TLS. */
@Timeout(60)
class TlsTest {
    @TempDir
    Path folder;

    private Path certificates;
    private Path key;

    @BeforeEach
    void nameFiles() {
        certificates = folder.resolve("cert.pem");
        key = folder.resolve("key.pem");
    }

    private static X509Bundle bundle(String name, Algorithm algorithm) throws Exception {
        return new CertificateBuilder()
                .algorithm(algorithm)
                .subject("CN=" + name)
                .addSanDnsName("localhost")
                .addSanIpAddress("127.0.0.1")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private X509Bundle write(String name) throws Exception {
        X509Bundle bundle = bundle(name, Algorithm.ecp256);
        Files.writeString(certificates, bundle.getCertificatePathPEM());
        Files.writeString(key, bundle.getPrivateKeyPEM());
        return bundle;
    }

    private static SSLContext trusting(X509Bundle bundle) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {bundle.toTrustManager()}, null);
        return context;
    }

    private ChatServerBuilder tls() {
        return ChatServer.builder().port(0).tls(certificates, key);
    }

    @Test
    void servesPageAndWebSocketOverTls() throws Exception {
        X509Bundle bundle = write("one");
        try (ChatServer server =
                tls().strictTransportSecurity(Duration.ofDays(1)).start()) {
            HttpClient http =
                    HttpClient.newBuilder().sslContext(trusting(bundle)).build();
            String authority = "localhost:" + server.port();
            HttpResponse<String> page = http.send(
                    HttpRequest.newBuilder(URI.create("https://" + authority + "/"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("strict-transport-security")).hasValue("max-age=86400");
            assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                    .contains("wss://" + authority);
            assertThat(server.isSecure()).isTrue();

            Listener listener = new Listener();
            WebSocket socket = connect(http, authority, "https://" + authority, listener);
            socket.sendText("ann|hello", true).join();
            assertThat(listener.awaitText("hello")).contains("\"name\":\"ann\"");
            assertThatThrownBy(() -> connect(http, authority, "http://" + authority, new Listener()))
                    .hasCauseInstanceOf(WebSocketHandshakeException.class);
        }
    }

    /** On epoll a broadcast goes past the pipeline to the socket, which must never happen here. */
    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"AUTO", "NIO"})
    void everyMemberIsSentEveryMessageInOrder(Transport transport) throws Exception {
        X509Bundle bundle = write("one");
        try (ChatServer server = tls().transport(transport)
                .hub(hub -> hub.limits(Limits.builder().rate(0).build()))
                .start()) {
            HttpClient http =
                    HttpClient.newBuilder().sslContext(trusting(bundle)).build();
            String authority = "localhost:" + server.port();
            List<Listener> members = new ArrayList<>();
            List<WebSocket> sockets = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                members.add(new Listener());
                sockets.add(connect(http, authority, "https://" + authority, members.get(i)));
            }
            int messages = 200;
            for (int i = 0; i < messages; i++) {
                sockets.get(i % 8)
                        .sendText("u" + i % 8 + "|text " + i + " " + "x".repeat(i * 7), true)
                        .join();
            }
            for (Listener member : members) {
                List<Long> seqs = new ArrayList<>();
                while (seqs.size() < messages) {
                    String text = member.awaitText("\"seq\"");
                    seqs.add(Long.parseLong(text.replaceAll(".*\"seq\":([0-9]+).*", "$1")));
                }
                assertThat(seqs).isSorted().doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void newConnectionsGetTheNewCertificateAndOldOnesLive() throws Exception {
        X509Bundle one = write("one");
        try (ChatServer server = tls().start();
                SSLSocket old = socket(server.port(), one)) {
            assertThat(subject(old)).isEqualTo("CN=one");

            X509Bundle two = write("two");
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
                try (SSLSocket fresh = socket(server.port(), two)) {
                    assertThat(subject(fresh)).isEqualTo("CN=two");
                }
            });
            assertThat(get(old, "/healthz")).startsWith("HTTP/1.1 200");

            Files.writeString(certificates, "not a certificate at all");
            await().pollDelay(Duration.ofSeconds(4)).until(() -> true);
            try (SSLSocket later = socket(server.port(), two)) {
                assertThat(subject(later)).isEqualTo("CN=two");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"rsa2048", "ecp256", "ecp384", "ed25519"})
    void takesEveryUsualKind(Algorithm algorithm) throws Exception {
        X509Bundle bundle = bundle("kind", algorithm);
        Files.writeString(certificates, bundle.getCertificatePathPEM());
        Files.writeString(key, bundle.getPrivateKeyPEM());
        try (ChatServer server = tls().start();
                SSLSocket client = socket(server.port(), bundle)) {
            assertThat(get(client, "/healthz")).startsWith("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void takesTheOlderFormsOfKeys(String type) throws Exception {
        boolean rsa = type.equals("RSA");
        X509Bundle bundle = bundle("older", rsa ? Algorithm.rsa2048 : Algorithm.ecp256);
        PrivateKey secret = bundle.getKeyPair().getPrivate();
        byte[] inner = rsa ? pkcs1(secret.getEncoded()) : sec1(secret.getEncoded());
        Files.writeString(certificates, bundle.getCertificatePathPEM());
        Files.writeString(
                key,
                (rsa ? "" : "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n")
                        + "-----BEGIN " + type + " PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(inner)
                        + "\n-----END " + type + " PRIVATE KEY-----\n");
        try (ChatServer server = tls().start();
                SSLSocket client = socket(server.port(), bundle)) {
            assertThat(get(client, "/healthz")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void saysWhatIsWrongWithTheFiles() throws Exception {
        X509Bundle one = write("one");
        assertThat(failure(folder.resolve("none.pem"), key)).contains("no certificate file", "none.pem");
        assertThat(failure(certificates, folder.resolve("none.pem"))).contains("no private key file", "none.pem");
        assertThat(failure(key, key)).contains("no certificate in", "key.pem", "BEGIN CERTIFICATE");
        assertThat(failure(certificates, certificates)).contains("no private key in", "cert.pem");

        Files.writeString(key, bundle("other", Algorithm.ecp256).getPrivateKeyPEM());
        assertThat(failure(certificates, key)).contains("is not that of the first certificate");
        Files.writeString(key, bundle("other", Algorithm.rsa2048).getPrivateKeyPEM());
        assertThat(failure(certificates, key)).contains("is not that of the first certificate");
        Files.writeString(key, "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
        assertThat(failure(certificates, key)).contains("encrypted", "openssl pkcs8 -topk8 -nocrypt");
        Files.writeString(key, one.getPrivateKeyPEM().replaceFirst("\n[A-Za-z0-9]{20}", "\nAAAAAAAAAAAAAAAAAAAA"));
        assertThat(failure(certificates, key)).contains("key.pem", "damaged");
        Files.writeString(key, "-----BEGIN EC PRIVATE KEY-----\nMIIA\n-----END EC PRIVATE KEY-----\n");
        assertThat(failure(certificates, key)).contains("key.pem");
    }

    @Test
    void plainHttpIsToldWhatThePortSpeaks() throws Exception {
        write("one");
        try (ChatServer server = tls().start();
                RawClient client = RawClient.connect(server.port())) {
            client.send(RawClient.get("/"));
            Response response = client.response();
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.body()).contains("https://");
            client.awaitEnd();
        }
    }

    @Test
    void handshakeCountsInTheDeadlineFromAccept() throws Exception {
        write("one");
        try (ChatServer server =
                        tls().times(new HttpDeadline.Times(500, 5_000, 5_000)).start();
                RawClient silent = RawClient.connect(server.port());
                RawClient slow = RawClient.connect(server.port())) {
            long start = System.nanoTime();
            slow.send(new byte[] {0x16, 3, 1, 2, 0, 1}); // the beginning of a handshake that never goes on
            slow.awaitEnd();
            silent.awaitEnd();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(250), Duration.ofSeconds(8));
        }
    }

    @Test
    void secondPortSendsPeopleOn() throws Exception {
        write("one");
        try (ChatServer server = tls().redirectFrom(0).start();
                RawClient client = RawClient.connect(server.redirectPort().orElseThrow())) {
            client.send(RawClient.get("/?a=b"));
            Response response = client.response();
            assertThat(response.status()).isEqualTo(307);
            assertThat(response.header("location")).isEqualTo("https://localhost:" + server.port() + "/?a=b");
            client.awaitEnd();
        }
    }

    @Test
    void nothingToRedirectToWithoutTls() {
        assertThatThrownBy(() -> ChatServer.builder().redirectFrom(0).start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("without TLS");
    }

    private static String failure(Path certificates, Path key) {
        ChatServerBuilder builder = ChatServer.builder();
        try {
            builder.tls(certificates, key);
        } catch (UncheckedIOException e) {
            return String.valueOf(e.getCause() == null ? null : e.getCause().getMessage());
        }
        return "no failure";
    }

    private static SSLSocket socket(int port, X509Bundle trusted) throws Exception {
        SSLSocket socket = (SSLSocket) trusting(trusted).getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(10_000);
        socket.startHandshake();
        return socket;
    }

    private static String subject(SSLSocket socket) throws IOException {
        X509Certificate own = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        return own.getSubjectX500Principal().getName();
    }

    private static String get(SSLSocket socket, String target) throws IOException {
        socket.getOutputStream().write(RawClient.get(target).getBytes(StandardCharsets.US_ASCII));
        byte[] answer = new byte[4096];
        int read = socket.getInputStream().read(answer);
        return new String(answer, 0, Math.max(0, read), StandardCharsets.US_ASCII);
    }

    private static WebSocket connect(HttpClient http, String authority, String origin, Listener listener)
            throws Exception {
        return http.newWebSocketBuilder()
                .header("Origin", origin)
                .buildAsync(URI.create("wss://" + authority + "/chat"), listener)
                .get(20, TimeUnit.SECONDS);
    }

    /** The octet string at the end of a PKCS#8 key is the key in its older form. */
    private static byte[] pkcs1(byte[] pkcs8) {
        return Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
    }

    /** Puts the curve into the key, where PKCS#8 has left it out. */
    private static byte[] sec1(byte[] pkcs8) {
        byte[] curve = {(byte) 0xa0, 0x0a, 0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x03, 0x01, 0x07};
        int at = 0;
        while (!(pkcs8[at] == 0x04 && pkcs8[at + 1] == 0x20)) {
            at++;
        }
        byte[] secret = Arrays.copyOfRange(pkcs8, at, at + 34);
        byte[] key = new byte[2 + 3 + secret.length + curve.length];
        byte[] head = {0x30, (byte) (key.length - 2), 0x02, 0x01, 0x01};
        System.arraycopy(head, 0, key, 0, head.length);
        System.arraycopy(secret, 0, key, head.length, secret.length);
        System.arraycopy(curve, 0, key, head.length + secret.length, curve.length);
        return key;
    }

    /** Collects whole text messages. */
    private static final class Listener implements WebSocket.Listener {
        private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                texts.add(partial.toString());
                partial.setLength(0);
            }
            socket.request(1);
            return java.util.concurrent.CompletableFuture.completedStage(null);
        }

        String awaitText(String part) throws InterruptedException {
            while (true) {
                String text = texts.poll(20, TimeUnit.SECONDS);
                assertThat(text).as("a message with %s", part).isNotNull();
                if (text.contains(part)) {
                    return text;
                }
            }
        }
    }
}
