package io.nettychat.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nettychat.launcher.Arguments.Refused;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Signed identities, from the options to the welcome. */
@Timeout(60)
class TokensTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String token(String audience) throws Exception {
        String head = base64("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.US_ASCII));
        String claims = "{\"sub\":\"u-7\",\"aud\":\"" + audience + "\",\"nick\":\"Ann\",\"exp\":"
                + (Instant.now().getEpochSecond() + 60) + "}";
        String input = head + "." + base64(claims.getBytes(StandardCharsets.US_ASCII));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
        return input + "." + base64(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void tokenSaysWhoComes() throws Exception {
        Path key = Files.writeString(folder.resolve("key"), SECRET + "\n");
        Arguments arguments = Arguments.read(
                new String[] {"--port=0", "--jwt-key=" + key, "--jwt-audience=chat", "--jwt-name-claim=nick"},
                Map.of());
        RunningServer server = RunningServer.start(arguments, "1");
        try {
            URI uri = URI.create("ws://127.0.0.1:" + server.address().getPort() + "/chat");
            BlockingQueue<String> frames = new LinkedBlockingQueue<>();
            WebSocket socket = connect(uri, frames);
            socket.sendText("{\"type\":\"hello\",\"name\":\"ignored\",\"token\":\"" + token("chat") + "\"}", true);
            assertThat(frames.poll(20, TimeUnit.SECONDS))
                    .contains("\"welcome\"", "\"user\":\"u-7\"", "\"name\":\"Ann\"");

            BlockingQueue<String> others = new LinkedBlockingQueue<>();
            connect(uri, others)
                    .sendText("{\"type\":\"hello\",\"name\":\"Bob\",\"token\":\"" + token("mail") + "\"}", true);
            assertThat(others.poll(20, TimeUnit.SECONDS)).contains("\"bye\"", "\"unauthorized\"", "aud");
        } finally {
            server.close();
        }
    }

    private static WebSocket connect(URI uri, BlockingQueue<String> frames) throws Exception {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("chat.v1")
                .buildAsync(uri, new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                        frames.add(data.toString());
                        socket.request(1);
                        return CompletableFuture.completedStage(null);
                    }
                })
                .get(20, TimeUnit.SECONDS);
    }

    @Test
    void wrongValuesAreRefused() throws Exception {
        Path shortKey = Files.writeString(folder.resolve("short"), "abc");
        assertRefused("'--jwt-key'", "3 bytes", "--jwt-key=" + shortKey);
        assertRefused("'--jwt-key'", "no key file", "--jwt-key=" + folder.resolve("none"));
        assertRefused("'--jwt-audience'", "--jwt-key", "--jwt-audience=chat");
        Path key = Files.writeString(folder.resolve("key"), SECRET);
        assertRefused("'--jwt-clock-skew'", "an hour", "--jwt-key=" + key, "--jwt-clock-skew=2h");
    }

    private static void assertRefused(String option, String part, String... flags) {
        assertThatThrownBy(() -> RunningServer.start(Arguments.read(flags, Map.of()), "1"))
                .isInstanceOf(Refused.class)
                .hasMessageContainingAll(option, part);
    }
}
