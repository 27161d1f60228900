package io.nettychat.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** The runnable jar as a child process, to be killed and started again on the same port. */
final class ServerProcess implements AutoCloseable {
    private final int port;
    private final List<String> options;
    private Process process;

    private ServerProcess(int port, List<String> options) {
        this.port = port;
        this.options = options;
        this.process = launch();
    }

    /**
     * Starts the jar on a free port and waits until it is ready.
     *
     * @param options for the command line, besides the port
     */
    static ServerProcess start(String... options) {
        return new ServerProcess(freePort(), List.of(options));
    }

    int port() {
        return port;
    }

    String url() {
        return "http://127.0.0.1:" + port + "/";
    }

    /** Ends the process at once, as a power cut does. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Ends the process in order, as a deployment does. */
    void terminate() {
        process.destroy();
        process.onExit().join();
    }

    void startAgain() {
        process = launch();
    }

    @Override
    public void close() {
        kill();
    }

    private Process launch() {
        Path jar = Path.of(System.getProperty("chat.jar", "../chat-server/target/chat-server.jar"));
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException("There is no " + jar + ": build it with mvn -pl chat-launcher -am package");
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx600m",
                "-jar",
                jar.toString(),
                "--port",
                Integer.toString(port),
                "--log-level",
                "warn"));
        command.addAll(options);
        try {
            Process started = new ProcessBuilder(command).inheritIO().start();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
                if (!started.isAlive()) {
                    throw new IllegalStateException("The server ended with code " + started.exitValue());
                }
                return isReady();
            });
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isReady() {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url() + "readyz")).build();
            return HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
