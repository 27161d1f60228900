package io.nettychat.benchmarks.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What all commands of the comparison take. */
final class BenchOptions {
    @Option(
            names = "--servers",
            split = ",",
            paramLabel = "NAME",
            description = "Which servers to run. Default: all that can be.")
    List<String> servers = new ArrayList<>();

    @Option(
            names = "--repeat",
            description = "Runs of each server under each load, interleaved. Default: ${DEFAULT-VALUE}.")
    int repeat = 5;

    @Option(
            names = "--warmup",
            paramLabel = "SECONDS",
            description = "Load before the measured window. Default: ${DEFAULT-VALUE}.")
    double warmUp = 5;

    @Option(
            names = "--measure",
            paramLabel = "SECONDS",
            description = "The measured window. Default: ${DEFAULT-VALUE}.")
    double measure = 5;

    @Option(
            names = "--server-cores",
            paramLabel = "LIST",
            description = "Where the servers run, as taskset takes it. Default: ${DEFAULT-VALUE}.")
    String serverCores = "0";

    @Option(
            names = "--load-cores",
            paramLabel = "LIST",
            description = "Where the load generator runs. Default: ${DEFAULT-VALUE}.")
    String loadCores = "1";

    @Option(
            names = "--launcher",
            paramLabel = "JAR",
            description = "The jar of Netty Chat. Default: the one that was built last.")
    @Nullable
    Path launcher;

    @Option(names = "--launcher-args", paramLabel = "ARGS", description = "More arguments for it, separated by blanks.")
    String launcherArgs = "";

    @Option(names = "--chat-v1", description = "Speak chat.v1 to Netty Chat and not the simple dialect.")
    boolean chatV1;

    @Option(
            names = "--java",
            paramLabel = "PATH",
            description = "The java command for the servers. Default: the one that runs this.")
    @Nullable
    String java;

    @Option(
            names = "--jvm-args",
            paramLabel = "ARGS",
            description = "For the servers on the JVM. Default: ${DEFAULT-VALUE}.")
    String jvmArgs = "-Xmx1g";

    @Option(names = "--uws", paramLabel = "DIR", description = "An unpacked release of uWebSockets.js, to run it too.")
    @Nullable
    Path uws;

    @Option(
            names = "--grouped-sends",
            description =
                    "A client that has several messages to send makes one write of them. Default: one of each, as users would.")
    boolean groupedSends;

    @Option(names = "--publish", description = "Write the plots to docs/images as well.")
    boolean publish;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    boolean help;

    String java() {
        return java != null
                ? java
                : Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    List<String> jvmArguments() {
        return words(jvmArgs);
    }

    /** The limits of a public server are off: they would be measured and not the server. */
    List<String> launcherArguments() {
        List<String> arguments = new ArrayList<>(List.of("--rate-limit", "0", "--idle-timeout", "0"));
        arguments.addAll(words(launcherArgs));
        return arguments;
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.trim().split(" +", -1));
    }
}
