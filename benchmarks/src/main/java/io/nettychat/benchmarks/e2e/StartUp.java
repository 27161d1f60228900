package io.nettychat.benchmarks.e2e;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** How long it takes from starting the jar to the first byte of the page. */
@Command(
        name = "start",
        description = "Measures the time from starting the launcher to the first byte of the page, not pinned.",
        sortOptions = false)
final class StartUp implements Callable<Integer> {
    private static final int PATIENCE_SECONDS = 30;

    @Mixin
    private BenchOptions options = new BenchOptions();

    private StartUp() {
        options.repeat = 11;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Home home = new Home();
        List<Server> servers = new Servers(home, options, out).prepare(List.of(Server.OURS));
        if (servers.isEmpty()) {
            return 1;
        }
        Machine.describe(home, options, servers).forEach(out::println);
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < options.repeat; i++) {
            millis.add(once(servers.get(0)));
            out.println(millis.get(i) + " ms");
        }
        long[] sorted = millis.stream().mapToLong(Long::longValue).sorted().toArray();
        out.println("first byte of the page after " + sorted[sorted.length / 2] + " ms (median of " + sorted.length
                + "; " + sorted[0] + " to " + sorted[sorted.length - 1] + ")");
        return 0;
    }

    private static long once(Server server) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        long start = System.nanoTime();
        Process process = Children.adopt(new ProcessBuilder(server.command().apply(port))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
        try {
            while (!servesPage(port)) {
                if (!process.isAlive() || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                    throw new IOException("no page within " + PATIENCE_SECONDS + " s of starting the launcher");
                }
                TimeUnit.MILLISECONDS.sleep(5);
            }
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static boolean servesPage(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            socket.setSoTimeout(5000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] head = socket.getInputStream().readNBytes(15);
            return Arrays.equals(head, "HTTP/1.1 200 OK".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return false;
        }
    }
}
