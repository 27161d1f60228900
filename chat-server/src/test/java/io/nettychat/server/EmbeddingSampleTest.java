package io.nettychat.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The sample of the README, word for word, and what it promises. */
class EmbeddingSampleTest {
    private static final Path README = Path.of("..", "README.md");

    @Test
    void theSampleRuns() throws Exception {
        // sample
        try (ChatServer server = ChatServer.builder().port(0).start()) {
            System.out.println("Chat with us on http://127.0.0.1:" + server.port() + "/");
            // … your application …
            chatWith(server.port());
        }
        // end
    }

    @Test
    void theReadmeHasTheSameWords() throws IOException {
        String readme = Files.readString(README);
        List<String> lines = Files.readAllLines(Path.of("src/test/java/io/nettychat/server/EmbeddingSampleTest.java"));
        List<String> sample =
                lines.subList(lines.indexOf("        // sample") + 1, lines.indexOf("        // end")).stream()
                        .filter(line -> !line.contains("chatWith"))
                        .map(line -> line.substring(8))
                        .toList();
        assertThat(readme).contains(String.join("\n", sample));
    }

    private static void chatWith(int port) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest page = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .build();
        assertThat(http.send(page, BodyHandlers.ofString()).body()).containsIgnoringCase("<!doctype html>");

        Listener heard = new Listener();
        WebSocket socket = http.newWebSocketBuilder()
                .subprotocols("chat.v1")
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/chat"), heard)
                .get(10, TimeUnit.SECONDS);
        assertThat(socket.getSubprotocol()).isEqualTo("chat.v1");
        socket.sendText("{\"type\":\"hello\",\"name\":\"ann\"}", true).get(10, TimeUnit.SECONDS);
        assertThat(heard.next()).contains("\"welcome\"").contains("\"ann\"");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
        assertThat(heard.next()).isEqualTo("closed 1000");
    }

    private static final class Listener implements WebSocket.Listener {
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            messages.add(data.toString());
            return WebSocket.Listener.super.onText(socket, data, last);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            messages.add("closed " + code);
            return WebSocket.Listener.super.onClose(socket, code, reason);
        }

        String next() throws InterruptedException {
            String message = messages.poll(10, TimeUnit.SECONDS);
            return message == null ? "nothing came" : message;
        }
    }
}
