package io.nettychat.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The real jar in processes of its own, as a user starts it; they end with the test. */
final class ServerJar implements AfterEachCallback {
    static final Path FILE = Path.of(System.getProperty("chat.jar", "../chat-server/target/chat-server.jar"));

    private static final Pattern OPEN = Pattern.compile("Open +(http://\\S+/)");

    private final Queue<Process> started = new ConcurrentLinkedQueue<>();

    /** Starts it with nothing but these arguments: no setting of the environment comes in. */
    Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m"); // several of them run at a time
        command.add("-jar");
        command.add(FILE.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("CHAT_"));
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** Starts a server and returns when it can be reached. What it writes is read on, so that it never waits for us. */
    Process serve(String... arguments) throws IOException {
        Process server = start(arguments);
        BufferedReader out = server.inputReader();
        CompletableFuture<String> errors = drain(server.getErrorStream());
        try {
            awaitUrl(out);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + errors.join(), e);
        }
        CompletableFuture.runAsync(() -> out.lines().forEach(line -> {}));
        return server;
    }

    /** Reads the banner up to the line that says where the page is; the process may go on writing. */
    static URI awaitUrl(BufferedReader out) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher open = OPEN.matcher(line);
            if (open.find()) {
                return URI.create(open.group(1));
            }
            seen.append(line).append('\n');
        }
        throw new AssertionError("The process ended before it said where to open the page:\n" + seen);
    }

    /** Reads a stream of a process to its end, meanwhile. */
    static CompletableFuture<String> drain(InputStream stream) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                return e.toString();
            }
        });
    }

    /** Returns what a process wrote to its standard error; returns when it has ended. */
    static String error(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the process ends").isTrue();
        return process.exitValue();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        started.forEach(Process::destroyForcibly);
    }
}
