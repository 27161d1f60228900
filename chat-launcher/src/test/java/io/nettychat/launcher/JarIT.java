package io.nettychat.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The real jar in a process of its own, as a user starts it. */
@Timeout(120)
class JarIT {
    @RegisterExtension
    final ServerJar jar = new ServerJar();

    @TempDir
    Path folder;

    private static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS) // There destroy() is not a signal.
    void servesAndEndsInOrder() throws Exception {
        Process process = jar.start("--port", "0");
        try (BufferedReader out = process.inputReader()) {
            URI url = ServerJar.awaitUrl(out);

            assertThat(url.getHost()).isEqualTo("127.0.0.1");
            assertThat(get(url.resolve("/healthz")).statusCode()).isEqualTo(200);
            assertThat(get(url).body()).contains("<!doctype html>");

            // Not Process.destroy(), which would close the streams as well.
            assertThat(process.toHandle().destroy()).isTrue();

            assertThat(out.lines()).anyMatch(line -> line.contains("SIGTERM"));
            assertThat(ServerJar.exitCode(process)).isZero();
            assertThat(ServerJar.error(process)).isEmpty();
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void secondSignalEndsAtOnce() throws Exception {
        Process process = jar.start("--port", "0");
        try (BufferedReader out = process.inputReader()) {
            URI url = ServerJar.awaitUrl(out);
            // A client that never answers the close frame, so that the orderly end takes its time.
            try (Socket client = new Socket(url.getHost(), url.getPort())) {
                client.getOutputStream().write(upgrade(url).getBytes(StandardCharsets.US_ASCII));
                assertThat(client.getInputStream().read()).isEqualTo('H');
                process.toHandle().destroy();
                assertThat(lineWith(out, "SIGTERM")).contains("a second signal ends at once");

                process.toHandle().destroy();

                assertThat(ServerJar.exitCode(process)).isEqualTo(128 + 15);
            }
        }
    }

    @Test
    void speaksTlsBelowAPath() throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .addSanIpAddress("127.0.0.1")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Path certificate = Files.writeString(folder.resolve("cert.pem"), bundle.getCertificatePathPEM());
        Path key = Files.writeString(folder.resolve("key.pem"), bundle.getPrivateKeyPEM());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {bundle.toTrustManager()}, null);
        HttpClient client = HttpClient.newBuilder().sslContext(context).build();

        Process process = jar.start(
                "--port",
                "0",
                "--redirect-port",
                "0",
                "--path-prefix",
                "/chat-app",
                "--tls-cert",
                certificate.toString(),
                "--tls-key",
                key.toString());
        try (BufferedReader out = process.inputReader()) {
            String redirect = lineWith(out, "sends people on to HTTPS");
            Matcher open = Pattern.compile("Open +(https://\\S+/chat-app/)").matcher(lineWith(out, "Open"));
            assertThat(open.find()).isTrue();
            URI url = URI.create(open.group(1));
            assertThat(client.send(
                                    HttpRequest.newBuilder(url.resolve("healthz"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            int port = Integer.parseInt(redirect.replaceAll("\\D+", ""));
            HttpResponse<String> moved = get(URI.create("http://127.0.0.1:" + port + "/chat-app/"));
            assertThat(moved.statusCode()).isEqualTo(307);
            assertThat(moved.headers().firstValue("location")).hasValue(url.toString());
        }
        process.destroy();

        Process wrong =
                jar.start("--port", "0", "--tls-cert", certificate.toString(), "--tls-key", certificate.toString());
        assertThat(ServerJar.exitCode(wrong)).isEqualTo(2);
        assertThat(ServerJar.error(wrong))
                .contains("--tls-cert", "no private key in")
                .hasLineCount(1);
    }

    private static String upgrade(URI url) {
        return String.join(
                "\r\n",
                "GET /chat HTTP/1.1",
                "Host: " + url.getAuthority(),
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "",
                "");
    }

    private static String lineWith(BufferedReader out, String text) throws IOException {
        String line = out.readLine();
        while (line != null && !line.contains(text)) {
            line = out.readLine();
        }
        return String.valueOf(line);
    }

    @Test
    void everyTransportOfThisSystemServes() throws Exception {
        boolean linux = System.getProperty("os.name").equals("Linux");
        for (String transport : linux ? List.of("epoll", "nio") : List.of("nio")) {
            Process process = jar.start("--port", "0", "--transport", transport);
            try (BufferedReader out = process.inputReader()) {
                assertThat(get(ServerJar.awaitUrl(out).resolve("/healthz")).statusCode())
                        .isEqualTo(200);
            }
            process.destroy();
        }
    }

    @Test
    void portInUseIsSaidWithTheWayOut() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process process = jar.start("--port", Integer.toString(taken.getLocalPort()));

            assertThat(ServerJar.exitCode(process)).isEqualTo(1);
            assertThat(ServerJar.error(process))
                    .contains("in use")
                    .contains("--port")
                    .hasLineCount(1);
        }
    }

    @Test
    void wrongValueIsOneLineAndCode2() throws Exception {
        Process process = jar.start("--idle-timeout", "soon");

        assertThat(ServerJar.exitCode(process)).isEqualTo(2);
        assertThat(ServerJar.error(process))
                .contains("--idle-timeout", "'soon'", "30s")
                .hasLineCount(1);
        assertThat(process.inputReader().lines()).isEmpty();
    }

    @Test
    void valuesThatThisMachineCannotUseAreCode2() throws Exception {
        Process origin = jar.start("--port", "0", "--allowed-origin", "https://a.org/path");
        assertThat(ServerJar.exitCode(origin)).isEqualTo(2);
        assertThat(ServerJar.error(origin))
                .contains("--allowed-origin", "https://a.org/path")
                .hasLineCount(1);

        Process host = jar.start("--port", "0", "--host", "no such host");
        assertThat(ServerJar.exitCode(host)).isEqualTo(2);
        assertThat(ServerJar.error(host)).contains("--host", "no such host").hasLineCount(1);
    }

    @Test
    void jsonLogIsOneObjectALine() throws Exception {
        Process process = jar.start("--port", "0", "--log-format", "json");
        try (BufferedReader out = process.inputReader()) {
            String line = out.readLine();
            while (line != null && !line.contains("\"url\"")) {
                assertThat(line).startsWith("{").endsWith("}");
                line = out.readLine();
            }
            assertThat(line).contains("127.0.0.1:").startsWith("{").endsWith("}");
        }
    }

    @Test
    void checksAServer() throws Exception {
        Process server = jar.start("--port", "0");
        String url;
        try (BufferedReader out = server.inputReader()) {
            url = ServerJar.awaitUrl(out).toString();
            Process check = jar.start("check", url, "--seconds", "2", "--json");
            try (BufferedReader result = check.inputReader()) {
                assertThat(result.lines())
                        .singleElement()
                        .asString()
                        .startsWith("{\"ok\":true,")
                        .endsWith("}");
            }
            assertThat(ServerJar.exitCode(check)).isZero();
        }
        server.destroyForcibly().waitFor();

        Process check = jar.start("check", url);
        assertThat(ServerJar.exitCode(check)).isEqualTo(2);
        assertThat(ServerJar.error(check)).contains(url, "refused").hasLineCount(1);
    }

    @Test
    void jarIsSmallAndCarriesTheNatives() throws Exception {
        assertThat(Files.size(ServerJar.FILE)).isLessThan(15L * 1024 * 1024);
        try (JarFile file = new JarFile(ServerJar.FILE.toFile())) {
            for (String library : List.of("epoll", "io_uring42")) {
                for (String machine : List.of("x86_64", "aarch_64")) {
                    assertThat(file.getEntry(
                                    "META-INF/native/libnetty_transport_native_" + library + "_" + machine + ".so"))
                            .as("%s for %s", library, machine)
                            .isNotNull();
                }
            }
            assertThat(file.getManifest().getMainAttributes().getValue("Main-Class"))
                    .isEqualTo("io.nettychat.launcher.Main");
        }
    }
}
