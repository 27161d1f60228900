package io.nettychat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.nettychat.server.ChatServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page over TLS, and below a path. */
class NetworkIT extends BrowserTest {
    @TempDir
    Path folder;

    @Test
    void pageWorksOverTlsAndBelowAPath() throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Path certificate = Files.writeString(folder.resolve("cert.pem"), bundle.getCertificatePathPEM());
        Path key = Files.writeString(folder.resolve("key.pem"), bundle.getPrivateKeyPEM());
        try (ChatServer server = ChatServer.builder()
                .port(0)
                .tls(certificate, key)
                .pathPrefix("/chat-app")
                .start()) {
            String url = "https://localhost:" + server.port() + "/chat-app";
            List<String> requests = new CopyOnWriteArrayList<>();
            Chatter ann = open(url, new Browser.NewContextOptions().setIgnoreHTTPSErrors(true));
            Page page = ann.page();
            page.onRequest(request -> requests.add(request.url()));
            page.onWebSocket(socket -> requests.add(socket.url()));
            page.reload();
            ann.connect("Ann");
            Chatter bob = open(url + "/#lobby", new Browser.NewContextOptions().setIgnoreHTTPSErrors(true))
                    .connect("Bob");

            ann.say("Hello below a path");
            bob.sees("Hello below a path").say("Hello over TLS");
            ann.sees("Hello over TLS");

            assertThat(page.url()).startsWith(url + "/");
            assertThat(requests)
                    .anyMatch(request -> request.startsWith("wss://") && request.endsWith("/chat-app/chat"))
                    .allMatch(request -> request.contains("/chat-app/") || request.startsWith("data:"));
            Object manifest =
                    page.evaluate("async () => { const link = document.querySelector('link[rel=manifest]').href;"
                            + " const manifest = await (await fetch(link)).json();"
                            + " return new URL(manifest.start_url, link).href }");
            assertThat(manifest).isEqualTo(url + "/");
        }
    }
}
