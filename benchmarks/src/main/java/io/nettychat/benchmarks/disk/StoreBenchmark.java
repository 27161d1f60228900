package io.nettychat.benchmarks.disk;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Writes messages turn by turn, as a room's home loop has them, waits for each turn to be kept, and opens what was
 * written again. On Linux, for the count of the bytes written.
 *
 * <pre>
 * java -cp benchmarks/target/benchmarks.jar io.nettychat.benchmarks.disk.StoreBenchmark STORE DIR ROOMS PER_TURN TURNS HISTORY
 * </pre>
 *
 * <p>STORE is {@code fsync}, {@code process}, {@code async} (the log on disk), {@code mvstore} (H2's, one commit a turn),
 * or {@code open}, which only opens what is in DIR and tells the heap it takes.
 */
public final class StoreBenchmark {
    /** What is measured. */
    interface Store extends AutoCloseable {
        /** Keeps so many messages; returns when they are kept. */
        void turn(int messages) throws Exception;

        @Override
        void close();
    }

    private StoreBenchmark() {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        String store = arguments[0];
        Path directory = Path.of(arguments[1]);
        if (store.equals("open")) {
            open(directory);
            return;
        }
        int rooms = Integer.parseInt(arguments[2]);
        int perTurn = Integer.parseInt(arguments[3]);
        int turns = Integer.parseInt(arguments[4]);
        int history = Integer.parseInt(arguments[5]);
        Files.createDirectories(directory);
        long[] nanos = new long[turns];
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu;
        long written;
        try (Store kept = store.equals("mvstore")
                ? new MvStoreStore(directory.resolve("store.mv"), rooms, history)
                : new DiskLogStore(directory, store, rooms, history)) {
            for (int i = 0; i < turns / 5; i++) {
                kept.turn(perTurn); // warms up
            }
            cpu = process.getProcessCpuTime();
            written = writtenBytes();
            for (int i = 0; i < turns; i++) {
                long begun = System.nanoTime();
                kept.turn(perTurn);
                nanos[i] = System.nanoTime() - begun;
            }
            cpu = process.getProcessCpuTime() - cpu;
            written = writtenBytes() - written;
        }
        Arrays.sort(nanos);
        double messages = (double) turns * perTurn;
        System.out.printf(
                Locale.ROOT,
                "%-8s %6d rooms %4d a turn: CPU %7.2f us/message, turn p50 %7.0f us p99 %7.0f us max %7.0f us,"
                        + " written %6.0f B/message, on disk %5d MB%n",
                store,
                rooms,
                perTurn,
                cpu / 1e3 / messages,
                nanos[turns / 2] / 1e3,
                nanos[turns * 99 / 100] / 1e3,
                nanos[turns - 1] / 1e3,
                written / messages,
                size(directory) >> 20);
    }

    private static void open(Path directory) throws Exception {
        long begun = System.nanoTime();
        try (DiskLogStore kept = new DiskLogStore(directory, "process", 0, 100_000_000)) {
            long millis = (System.nanoTime() - begun) / 1_000_000;
            System.gc();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            System.out.printf(
                    Locale.ROOT,
                    "opened %d MB in %d ms, heap %d MB%s%n",
                    size(directory) >> 20,
                    millis,
                    heap >> 20,
                    kept.isEmpty() ? "" : ", rooms open");
        }
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(file -> {
                        try {
                            return Files.size(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .sum();
        }
    }

    private static long writtenBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/io"))) {
            if (line.startsWith("wchar: ")) {
                return Long.parseLong(line.substring("wchar: ".length()));
            }
        }
        return 0;
    }
}
