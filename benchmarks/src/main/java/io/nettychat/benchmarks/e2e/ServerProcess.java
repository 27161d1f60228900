package io.nettychat.benchmarks.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A running server, pinned to its cores. Closing it ends the process. */
final class ServerProcess implements AutoCloseable {
    private static final long START_SECONDS = 30;

    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts a server on a free port and waits until it accepts connections. */
    static ServerProcess start(Server server, String cores, Path logs) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path log = logs.resolve(server.name() + ".log");
        Process process = new ProcessBuilder(pinned(cores, server.command().apply(port)))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        ServerProcess started = new ServerProcess(Children.adopt(process), port);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!accepts(port)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                started.close();
                throw new IOException("did not start, see " + log);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return started;
    }

    /** Puts {@code taskset} before a command, where there is one. */
    static List<String> pinned(String cores, List<String> command) {
        List<String> all = new ArrayList<>();
        if (Optional.ofNullable(System.getenv("PATH")).stream()
                .flatMap(path -> List.of(path.split(":", -1)).stream())
                .anyMatch(directory -> Path.of(directory, "taskset").toFile().canExecute())) {
            all.addAll(List.of("taskset", "-c", cores));
        }
        all.addAll(command);
        return all;
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
