package io.nettychat.benchmarks.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What Linux knows about processes and processors. Everything is measured from outside, the same for each server. */
final class ProcFs {
    /** {@code USER_HZ}: what {@code /proc/PID/stat} counts in, 100 on every Linux that people run. */
    private static final long NANOS_PER_TICK = 10_000_000L;

    private ProcFs() {}

    /**
     * Processor time that a process has used.
     *
     * @param threads nanoseconds of each live thread, from {@code schedstat}
     * @param ticks nanoseconds of the whole process, ended threads included, in steps of 10 ms
     */
    record Cpu(Map<String, Long> threads, long ticks) {
        static Cpu of(long pid) {
            Map<String, Long> threads = new HashMap<>();
            try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
                for (Path task : tasks.toList()) {
                    String[] fields = read(task.resolve("schedstat")).split(" ", 2);
                    if (fields.length == 2) {
                        threads.put(task.getFileName().toString(), Long.parseLong(fields[0]));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("process " + pid + " is gone", e);
            }
            String stat = read(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return new Cpu(threads, (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * NANOS_PER_TICK);
        }

        /** Nanoseconds since {@code earlier}: exact while no thread has ended since, else to 10 ms. */
        long since(Cpu earlier) {
            if (threads.isEmpty() || !threads.keySet().containsAll(earlier.threads.keySet())) {
                return ticks - earlier.ticks;
            }
            long sum = 0;
            for (Map.Entry<String, Long> thread : threads.entrySet()) {
                sum += thread.getValue() - earlier.threads.getOrDefault(thread.getKey(), 0L);
            }
            return sum;
        }
    }

    /** Busy and total ticks of some processors. */
    record Cores(long busy, long total) {
        /**
         * @param list as {@code taskset -c} takes it: {@code 0}, {@code 0,2}, {@code 0-3}
         */
        static Cores of(String list) {
            Set<String> names = new HashSet<>();
            for (String part : list.split(",", -1)) {
                String[] ends = part.split("-", -1);
                for (int i = Integer.parseInt(ends[0]); i <= Integer.parseInt(ends[ends.length - 1]); i++) {
                    names.add("cpu" + i);
                }
            }
            long busy = 0;
            long total = 0;
            for (String line : read(Path.of("/proc/stat")).split("\n", -1)) {
                String[] fields = line.split(" +", -1);
                if (names.contains(fields[0])) {
                    for (int i = 1; i <= 8; i++) {
                        long ticks = Long.parseLong(fields[i]);
                        total += ticks;
                        busy += i == 4 || i == 5 ? 0 : ticks; // idle and iowait
                    }
                }
            }
            return new Cores(busy, total);
        }

        double busySince(Cores earlier) {
            return total == earlier.total ? 0 : (double) (busy - earlier.busy) / (total - earlier.total);
        }
    }

    /** Resident memory in KiB; 0 when the process is gone. */
    static long rssKb(long pid) {
        return value(List.of(read(Path.of("/proc/" + pid + "/status")).split("\n", -1)), "VmRSS:");
    }

    private static long value(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    /** The text of a file, empty when it is not there: a thread may end while it is looked at. */
    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
