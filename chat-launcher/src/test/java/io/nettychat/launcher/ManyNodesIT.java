package io.nettychat.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two servers in processes of their own on one Redis, which is maltreated while sixteen clients speak, cut and come back. */
@Timeout(240)
class ManyNodesIT {
    private static final Path JAR = Path.of(System.getProperty("chat.jar", "../chat-server/target/chat-server.jar"));
    private static final Pattern OPEN = Pattern.compile("Open +(http://\\S+/)");

    private final List<Process> started = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(8);
    private final List<ScheduledFuture<?>> disasters = new ArrayList<>();
    private final RedisProcess redis = new RedisProcess();
    private final int[] ports = {RedisProcess.freePort(), RedisProcess.freePort()};

    @AfterEach
    void end() {
        timer.shutdownNow();
        started.forEach(Process::destroyForcibly);
        redis.close();
    }

    private Process java(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-jar",
                JAR.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("CHAT_"));
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private Process node(int port) throws IOException {
        Process process = java("--port", Integer.toString(port), "--redis", redis.uri(), "--rate-limit", "0");
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder seen = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            seen.append(line).append('\n');
            Matcher open = OPEN.matcher(line);
            if (open.find()) {
                timer.execute(() -> out.lines().forEach(rest -> {})); // so that it never waits for us
                return process;
            }
        }
        throw new AssertionError("the process ended:\n" + seen);
    }

    private String check(int seconds) throws IOException, InterruptedException {
        Process check = java(
                "check",
                "http://127.0.0.1:" + ports[0] + "/",
                "http://127.0.0.1:" + ports[1] + "/",
                "--seconds",
                Integer.toString(seconds),
                "--rate",
                "40");
        String report = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(check.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return report;
    }

    /** Something that happens at a time of the check. */
    private void at(int seconds, Callable<?> disaster) {
        disasters.add(timer.schedule(disaster, seconds, TimeUnit.SECONDS));
    }

    private void allHaveHappened() throws Exception {
        for (ScheduledFuture<?> disaster : disasters) {
            disaster.get(0, TimeUnit.SECONDS);
        }
    }

    private static Callable<?> of(Runnable task) {
        return Executors.callable(task);
    }

    @Test
    void frozenKilledAndStartedAgainWithItsData() throws Exception {
        Process first = node(ports[0]);
        node(ports[1]);
        at(6, of(redis::freeze));
        at(11, of(redis::thaw));
        at(15, of(redis::kill));
        at(18, of(redis::start));
        at(22, first::destroyForcibly);
        at(23, () -> node(ports[0]));
        String report = check(30);
        allHaveHappened();
        assertThat(report).contains("All promises held.").contains("epochs       1");
    }

    @Test
    void flushedAndStartedAgainWithoutItsData() throws Exception {
        node(ports[0]);
        node(ports[1]);
        at(6, () -> redis.command("FLUSHALL"));
        at(14, () -> {
            redis.kill();
            redis.eraseData();
            redis.start();
            return null;
        });
        String report = check(24);
        allHaveHappened();
        assertThat(report).contains("All promises held.").contains("epochs       3");
    }
}
