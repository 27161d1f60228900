package io.nettychat.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real jar on a data directory: killed, started again, started twice. */
@Timeout(180)
class DataIT {
    private static final Path JAR = Path.of(System.getProperty("chat.jar", "../chat-server/target/chat-server.jar"));
    private static final int KILLS = 3;

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

    /** Starts a server and returns when it can be reached. What it writes is read on, so that it never waits. */
    private Process serve(int port, String durability) throws IOException {
        Process server =
                start("--port", Integer.toString(port), "--data", folder.toString(), "--durability", durability);
        BufferedReader out = server.inputReader();
        StringBuilder seen = new StringBuilder();
        for (String line = out.readLine(); line == null || !line.startsWith("Open "); line = out.readLine()) {
            if (line == null) {
                throw new AssertionError("The server ended: " + seen + error(server));
            }
            seen.append(line).append('\n');
        }
        CompletableFuture.runAsync(() -> out.lines().forEach(line -> {}));
        return server;
    }

    private static String error(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"process", "fsync"})
    void killedServerLosesNothingAndClientsGoOn(String durability) throws Exception {
        int port = freePort();
        Process server = serve(port, durability);
        Process check = start(
                "check",
                "http://127.0.0.1:" + port + "/",
                "--clients",
                "16",
                "--seconds",
                "15",
                "--cut-every",
                "3",
                "--rate",
                "100",
                "--json");
        CompletableFuture<String> progress = CompletableFuture.supplyAsync(() -> {
            try {
                return error(check);
            } catch (IOException e) {
                return e.toString();
            }
        });
        for (int i = 0; i < KILLS; i++) {
            // In the middle of whatever it is doing then.
            assertThat(check.waitFor(3, TimeUnit.SECONDS)).isFalse();
            server.toHandle().destroyForcibly();
            server.waitFor();
            server = serve(port, durability);
        }
        String result = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(result)
                .as(() -> progress.getNow(""))
                .startsWith("{\"ok\":true,")
                .contains("\"epochs\":1,", "\"gaps\":0,", "\"sessionsForgotten\":0,", "\"brokenCount\":0,")
                .doesNotContain("\"gap\":");
        assertThat(check.waitFor()).isZero();
    }

    @Test
    void secondServerOnTheDirectoryIsRefused() throws Exception {
        serve(freePort(), "process");
        Process second = start("--port", "0", "--data", folder.toString());

        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(error(second))
                .contains(folder.toString(), "in use by another server", "--data")
                .hasLineCount(1);
    }
}
