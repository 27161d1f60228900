package io.nettychat.launcher.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nettychat.launcher.check.FakeServer.Fault;
import io.nettychat.server.ChatServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CheckCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int check(String... flags) {
        return new CheckCommand(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(flags);
    }

    private int check(int port, String... more) {
        List<String> flags = new ArrayList<>(List.of("http://127.0.0.1:" + port + "/"));
        flags.addAll(List.of(more));
        return check(flags.toArray(String[]::new));
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private Frame json() {
        return Objects.requireNonNull(Frame.parse(printed().strip()), printed());
    }

    @Test
    void serverHoldsItsPromises() {
        try (ChatServer server = ChatServer.builder().port(0).start()) {
            int code = check(server.port(), "--seconds", "5", "--cut-every", "1", "--clients", "8");

            assertThat(code).as(printed()).isZero();
            assertThat(printed())
                    .contains("All promises held.")
                    .containsPattern("cuts +clean \\d+, reset \\d+, silent");
            assertThat(printed().lines().filter(line -> line.contains(" s  in ")))
                    .hasSizeGreaterThanOrEqualTo(4);
        }
    }

    @Test
    void gapsOfASmallHistoryAreAnnounced() {
        try (ChatServer server =
                ChatServer.builder().port(0).hub(hub -> hub.history(5)).start()) {
            int code = check(
                    server.port(), "--seconds", "5", "--cut-every", "1", "--clients", "8", "--rate", "40", "--json");

            assertThat(code).as(printed()).isZero();
            assertThat(json().isTrue("ok")).isTrue();
            assertThat(json().object("joins").number("gap", 0)).isPositive();
        }
    }

    @Test
    void restartIsANewEpochAndNoBrokenPromise() {
        ChatServer first = ChatServer.builder().port(0).start();
        int port = first.port();
        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(
                () -> check(port, "--seconds", "8", "--cut-every", "2", "--clients", "8", "--json"));
        await().until(() -> err.toString(StandardCharsets.UTF_8).contains("  2 s"));
        first.close();
        await().until(() -> err.toString(StandardCharsets.UTF_8).contains("  4 s"));
        try (ChatServer second = ChatServer.builder().port(port).start()) {
            assertThat(code.join()).as("%s%s", second.port(), printed()).isZero();
        }
        assertThat(json().object("joins").number("new_epoch", 0)).isPositive();
        assertThat(json().number("epochs", 0)).isEqualTo(2);
        assertThat(json().object("endedByServer").number("drain", 0)).isPositive();
    }

    @Test
    void serverThatIsGoneAtTheEndProvesNothing() {
        ChatServer server = ChatServer.builder().port(0).start();
        int port = server.port();
        CompletableFuture<Integer> code =
                CompletableFuture.supplyAsync(() -> check(port, "--seconds", "2", "--clients", "2", "--json"));
        await().until(() -> err.toString(StandardCharsets.UTF_8).contains("  1 s"));
        server.close();

        assertThat(code.join()).as(printed()).isEqualTo(CheckCommand.IMPOSSIBLE);
        assertThat(json().isTrue("ok")).isFalse();
        assertThat(json().text("impossible")).contains("No server was there at the end");
    }

    /** All at once, since each of them takes some seconds. */
    @Test
    void everyFaultIsFound() {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<CompletableFuture<String>> found = Arrays.stream(Fault.values())
                    .map(fault -> CompletableFuture.supplyAsync(() -> find(fault), threads))
                    .toList();
            assertThat(found.stream().map(CompletableFuture::join).filter(wrong -> !wrong.isEmpty()))
                    .isEmpty();
        } finally {
            threads.shutdown();
        }
    }

    /**
     * Checks a server with a fault; returns nothing when it was found, and for what it is. The clock decides who is cut
     * off when, so that a fault can hide behind another broken promise once; not twice.
     */
    private static String find(Fault fault) {
        String wrong = look(fault);
        return wrong.isEmpty() || fault.promise == null ? wrong : look(fault);
    }

    private static String look(Fault fault) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (FakeServer server = FakeServer.start(fault)) {
            int code = new CheckCommand(
                            new PrintStream(json, true, StandardCharsets.UTF_8),
                            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))
                    .run(
                            "http://127.0.0.1:" + server.port(),
                            "--seconds=4",
                            "--cut-every=1",
                            "--clients=6",
                            "--rate=40",
                            "--settle=8",
                            "--json");
            String printed = json.toString(StandardCharsets.UTF_8);
            boolean right = fault.promise == null
                    ? code == CheckCommand.HELD
                    : code == CheckCommand.BROKEN && printed.contains("\"promise\":\"" + fault.promise.slug + "\"");
            return right ? "" : fault + " ended with " + code + ": " + printed;
        }
    }

    @Test
    void unreachableServerIsSaidInOneLine() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(check(port)).isEqualTo(CheckCommand.IMPOSSIBLE);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("http://127.0.0.1:" + port + "/", "refused")
                .hasLineCount(1);
        assertThat(printed()).isEmpty();
    }

    @Test
    void wrongPathIsSaidInOneLine() {
        try (ChatServer server = ChatServer.builder().port(0).start()) {
            assertThat(check("http://127.0.0.1:" + server.port() + "/nothing")).isEqualTo(CheckCommand.IMPOSSIBLE);
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("404").hasLineCount(1);
    }

    @Test
    void wrongOptionsAreSaidInOneLine() {
        assertThat(check("ftp://example.org")).isEqualTo(CheckCommand.IMPOSSIBLE);
        assertThat(check()).isEqualTo(CheckCommand.IMPOSSIBLE);
        assertThat(check("http://127.0.0.1:1/", "--clients", "0")).isEqualTo(CheckCommand.IMPOSSIBLE);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("'ftp://example.org'", "http://127.0.0.1:3000/", "'0' is not a whole number from 1")
                .hasLineCount(3);
    }

    /** What follows an option that there is not looks like an address, and is none. */
    @Test
    void offersWhatWasMeant() {
        assertThat(check("--secnds", "4", "http://127.0.0.1:1/")).isEqualTo(CheckCommand.IMPOSSIBLE);
        assertThat(check("http://127.0.0.1:1/", "--client=4")).isEqualTo(CheckCommand.IMPOSSIBLE);
        assertThat(check("--zzz", "http://127.0.0.1:1/")).isEqualTo(CheckCommand.IMPOSSIBLE);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "Unknown option '--secnds'; did you mean --seconds? check --help explains every option.",
                        "Unknown option '--client=4'; did you mean --clients? check --help explains every option.",
                        "Unknown option '--zzz'. check --help explains every option.");
    }

    @Test
    void helpIsNoError() {
        assertThat(check("--help")).isZero();
        assertThat(printed()).contains("--cut-every", "Exit codes");
    }
}
