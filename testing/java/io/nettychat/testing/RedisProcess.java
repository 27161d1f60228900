package io.nettychat.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis of a test, on a port and in a directory of its own: that of the machine, else the one inside the
 * embedded-redis artifact, which the module has to have on its test class path. It can be frozen, killed and started
 * again, with or without its data.
 */
public final class RedisProcess implements AutoCloseable {
    private static final Path PROGRAM = find();
    private static final int CONNECT_MILLIS = 2_000;
    private static final int ANSWER_MILLIS = 5_000;
    private static final int ANSWER_BYTES = 65_536;

    private final Path directory;
    private final int port = Ports.free();
    private final List<String> options;
    private @Nullable Process process;

    /**
     * Starts a Redis that writes what it was told to a file before it answers.
     *
     * @param options more of them for its command line
     */
    public RedisProcess(String... options) {
        this.options = List.of(options);
        try {
            this.directory = Files.createTempDirectory("redis");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    private static Path find() {
        for (String place : String.valueOf(System.getenv("PATH")).split(":", -1)) {
            Path path = Path.of(place, "redis-server");
            if (Files.isExecutable(path)) {
                return path;
            }
        }
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        boolean arm = System.getProperty("os.arch", "").contains("aarch64");
        String file = system.contains("mac")
                ? arm ? "redis-server-6.2.6-v5-darwin-arm64" : "redis-server-6.2.6-v5-darwin-amd64"
                : arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
        try (InputStream in = RedisProcess.class.getResourceAsStream("/" + file)) {
            if (in == null) {
                throw new IllegalStateException("there is no Redis for this machine; install redis-server");
            }
            Path path = Files.createTempFile("redis-server", "");
            path.toFile().deleteOnExit();
            Files.copy(in, path, StandardCopyOption.REPLACE_EXISTING);
            if (!path.toFile().setExecutable(true)) {
                throw new IllegalStateException(path + " cannot be made executable");
            }
            return path;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the program, for a test that starts it in another role. */
    public static Path program() {
        return PROGRAM;
    }

    /** Returns the address, the same after a new start. */
    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    /** Returns the port, the same after a new start. */
    public int port() {
        return port;
    }

    /** Returns whether this Redis knows sharded pub/sub, and with it clusters as they are used here. */
    public boolean isSharded() {
        return !command("INFO", "server").contains("redis_version:6");
    }

    /** Starts it again, after {@link #kill}. Returns when it answers. */
    public void start() {
        List<String> line = new ArrayList<>(List.of(PROGRAM.toString()));
        line.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir", directory.toString()));
        line.addAll(List.of("--save", "", "--appendonly", "yes"));
        line.addAll(options);
        try {
            process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(this::answers);
    }

    private boolean answers() {
        try {
            return command("PING").contains("PONG");
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** Sends one command and returns the beginning of the raw answer. */
    public String command(String... words) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
            for (String word : words) {
                int length = word.getBytes(StandardCharsets.UTF_8).length;
                request.append('$').append(length).append("\r\n").append(word).append("\r\n");
            }
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
            byte[] answer = new byte[ANSWER_BYTES];
            int length = socket.getInputStream().read(answer);
            return length < 0 ? "" : new String(answer, 0, length, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets it stand still: connections stay open, and nothing is answered. */
    public void freeze() {
        signal("STOP");
    }

    /** Lets it go on where it was frozen. */
    public void thaw() {
        signal("CONT");
    }

    /** Ends it as a power failure of the process would. */
    public void kill() {
        try {
            if (running().destroyForcibly().waitFor(10, TimeUnit.SECONDS)) {
                process = null;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Deletes its files: what is started next knows nothing. */
    public void eraseData() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(directory)) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process running() {
        Process now = process;
        if (now == null) {
            throw new IllegalStateException("it does not run");
        }
        return now;
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(running().pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
        eraseData();
        directory.toFile().deleteOnExit();
    }
}
