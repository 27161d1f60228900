package io.nettychat.benchmarks.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Where things are. All is found from the place of the jar, so that the comparison can be started from anywhere. */
final class Home {
    /** {@code benchmarks/target}. */
    private final Path target;

    Home() {
        try {
            Path code = Path.of(Home.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            target = code.resolve("..").normalize();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The checkout. */
    Path root() {
        return target.resolve("../..").normalize();
    }

    Path results() {
        return directory("results");
    }

    Path logs() {
        return directory("results/logs");
    }

    /** Where the peers that are not Java are built and installed. */
    Path peers() {
        return directory("peers");
    }

    private Path directory(String name) {
        try {
            return Files.createDirectories(target.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The launcher, where {@code mvn package} puts it. */
    Path launcher() {
        return root().resolve("chat-server/target/chat-server.jar");
    }

    /** Copies a peer out of the jar. */
    Path unpack(String name) {
        Path to = peers().resolve(name);
        try (InputStream in = Home.class.getResourceAsStream("/peers/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks peers/" + name);
            }
            byte[] bytes = in.readAllBytes();
            if (!Files.exists(to) || !Arrays.equals(bytes, Files.readAllBytes(to))) {
                Files.write(to, bytes);
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first line that a short command prints; empty when there is no such command or it fails. */
    static Optional<String> firstLine(Path directory, String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            List<String> lines = process.inputReader().lines().toList();
            boolean done = process.waitFor(1, TimeUnit.MINUTES);
            return done && process.exitValue() == 0 ? lines.stream().findFirst() : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
