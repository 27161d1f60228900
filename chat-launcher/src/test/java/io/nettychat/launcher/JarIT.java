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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The real jar in a process of its own, as a user starts it. */
@Timeout(120)
class JarIT {
    private static final Path JAR = Path.of(System.getProperty("chat.jar", "../chat-server/target/chat-server.jar"));
    private static final Pattern OPEN = Pattern.compile("Open +(http://\\S+/)");

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatWasStarted() {
        started.forEach(Process::destroyForcibly);
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-jar");
        command.add(JAR.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("CHAT_"));
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** Reads the banner up to the line that says where the page is; the process may go on writing. */
    private static URI awaitUrl(BufferedReader out) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher open = OPEN.matcher(line);
            if (open.find()) {
                return URI.create(open.group(1));
            }
            seen.append(line).append('\n');
        }
        throw new AssertionError("The process ended before it said where to open the page:\n" + seen);
    }

    private static String error(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(40, TimeUnit.SECONDS)).as("the process ends").isTrue();
        return process.exitValue();
    }

    private static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS) // There destroy() is not a signal.
    void servesAndEndsInOrder() throws Exception {
        Process process = start("--port", "0");
        try (BufferedReader out = process.inputReader()) {
            URI url = awaitUrl(out);

            assertThat(url.getHost()).isEqualTo("127.0.0.1");
            assertThat(get(url.resolve("/healthz")).statusCode()).isEqualTo(200);
            assertThat(get(url).body()).contains("<!doctype html>");

            // Not Process.destroy(), which would close the streams as well.
            assertThat(process.toHandle().destroy()).isTrue();

            assertThat(out.lines()).anyMatch(line -> line.contains("SIGTERM"));
            assertThat(exitCode(process)).isZero();
            assertThat(error(process)).isEmpty();
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void secondSignalEndsAtOnce() throws Exception {
        Process process = start("--port", "0");
        try (BufferedReader out = process.inputReader()) {
            URI url = awaitUrl(out);
            // A client that never answers the close frame, so that the orderly end takes its time.
            try (Socket client = new Socket(url.getHost(), url.getPort())) {
                client.getOutputStream().write(upgrade(url).getBytes(StandardCharsets.US_ASCII));
                assertThat(client.getInputStream().read()).isEqualTo('H');
                process.toHandle().destroy();
                assertThat(lineWith(out, "SIGTERM")).contains("a second signal ends at once");

                process.toHandle().destroy();

                assertThat(exitCode(process)).isEqualTo(128 + 15);
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

        Process process = start(
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

        Process wrong = start("--port", "0", "--tls-cert", certificate.toString(), "--tls-key", certificate.toString());
        assertThat(exitCode(wrong)).isEqualTo(2);
        assertThat(error(wrong)).contains("--tls-cert", "no private key in").hasLineCount(1);
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
            Process process = start("--port", "0", "--transport", transport);
            try (BufferedReader out = process.inputReader()) {
                assertThat(get(awaitUrl(out).resolve("/healthz")).statusCode()).isEqualTo(200);
            }
            process.destroy();
        }
    }

    @Test
    void portInUseIsSaidWithTheWayOut() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process process = start("--port", Integer.toString(taken.getLocalPort()));

            assertThat(exitCode(process)).isEqualTo(1);
            assertThat(error(process)).contains("in use").contains("--port").hasLineCount(1);
        }
    }

    @Test
    void wrongValueIsOneLineAndCode2() throws Exception {
        Process process = start("--idle-timeout", "soon");

        assertThat(exitCode(process)).isEqualTo(2);
        assertThat(error(process)).contains("--idle-timeout", "'soon'", "30s").hasLineCount(1);
        assertThat(process.inputReader().lines()).isEmpty();
    }

    @Test
    void valuesThatThisMachineCannotUseAreCode2() throws Exception {
        Process origin = start("--port", "0", "--allowed-origin", "https://a.org/path");
        assertThat(exitCode(origin)).isEqualTo(2);
        assertThat(error(origin))
                .contains("--allowed-origin", "https://a.org/path")
                .hasLineCount(1);

        Process host = start("--port", "0", "--host", "no such host");
        assertThat(exitCode(host)).isEqualTo(2);
        assertThat(error(host)).contains("--host", "no such host").hasLineCount(1);
    }

    @Test
    void jsonLogIsOneObjectALine() throws Exception {
        Process process = start("--port", "0", "--log-format", "json");
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
        Process server = start("--port", "0");
        String url;
        try (BufferedReader out = server.inputReader()) {
            url = awaitUrl(out).toString();
            Process check = start("check", url, "--seconds", "2", "--json");
            try (BufferedReader result = check.inputReader()) {
                assertThat(result.lines())
                        .singleElement()
                        .asString()
                        .startsWith("{\"ok\":true,")
                        .endsWith("}");
            }
            assertThat(exitCode(check)).isZero();
        }
        server.destroyForcibly().waitFor();

        Process check = start("check", url);
        assertThat(exitCode(check)).isEqualTo(2);
        assertThat(error(check)).contains(url, "refused").hasLineCount(1);
    }

    @Test
    void jarIsSmallAndCarriesTheNatives() throws Exception {
        assertThat(Files.size(JAR)).isLessThan(15L * 1024 * 1024);
        try (JarFile jar = new JarFile(JAR.toFile())) {
            for (String library : List.of("epoll", "io_uring42")) {
                for (String machine : List.of("x86_64", "aarch_64")) {
                    assertThat(jar.getEntry(
                                    "META-INF/native/libnetty_transport_native_" + library + "_" + machine + ".so"))
                            .as("%s for %s", library, machine)
                            .isNotNull();
                }
            }
            assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
                    .isEqualTo("io.nettychat.launcher.Main");
        }
    }
}
