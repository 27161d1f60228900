package io.nettychat.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.testing.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real jar on a data directory: killed, started again, started twice. */
@Timeout(180)
class DataIT {
    private static final int KILLS = 3;

    @RegisterExtension
    final ServerJar jar = new ServerJar();

    @TempDir
    Path folder;

    private Process serve(int port, String durability) throws IOException {
        return jar.serve("--port", Integer.toString(port), "--data", folder.toString(), "--durability", durability);
    }

    @ParameterizedTest
    @ValueSource(strings = {"process", "fsync"})
    void killedServerLosesNothingAndClientsGoOn(String durability) throws Exception {
        int port = Ports.free();
        Process server = serve(port, durability);
        Process check = jar.start(
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
        CompletableFuture<String> progress = ServerJar.drain(check.getErrorStream());
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
        serve(Ports.free(), "process");
        Process second = jar.start("--port", "0", "--data", folder.toString());

        assertThat(ServerJar.exitCode(second)).isEqualTo(1);
        assertThat(ServerJar.error(second))
                .contains(folder.toString(), "in use by another server", "--data")
                .hasLineCount(1);
    }
}
