package io.nettychat.benchmarks.e2e;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** All samples of a comparison. */
final class Results {
    private final List<Server> servers;
    private final List<Workload> loads;
    private final Map<Key, Cell> cells = new HashMap<>();

    Results(List<Server> servers, List<Workload> loads) {
        this.servers = List.copyOf(servers);
        this.loads = List.copyOf(loads);
    }

    private record Key(String server, String load) {}

    /** The runs of one server under one load. */
    static final class Cell {
        private final List<Sample> samples = new ArrayList<>();
        private final List<String> failures = new ArrayList<>();

        List<Sample> samples() {
            return samples;
        }

        List<String> failures() {
            return failures;
        }

        boolean isEmpty() {
            return samples.isEmpty();
        }

        /** NaN when there is no sample. */
        double median(ToDoubleFunction<Sample> figure) {
            double[] sorted = samples.stream().mapToDouble(figure).sorted().toArray();
            int n = sorted.length;
            return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
        }

        double min(ToDoubleFunction<Sample> figure) {
            return samples.stream().mapToDouble(figure).min().orElse(Double.NaN);
        }

        double max(ToDoubleFunction<Sample> figure) {
            return samples.stream().mapToDouble(figure).max().orElse(Double.NaN);
        }

        double cpu() {
            return median(Sample::cpuMicrosPerDelivery);
        }
    }

    void add(Server server, Workload load, Sample sample) {
        at(server, load).samples.add(sample);
    }

    void fail(Server server, Workload load, String reason) {
        at(server, load).failures.add(reason);
    }

    Cell at(Server server, Workload load) {
        return cells.computeIfAbsent(new Key(server.name(), load.name()), key -> new Cell());
    }

    List<Server> servers() {
        return servers;
    }

    List<Workload> loads() {
        return loads;
    }

    /** Whether every run finished and none lost, repeated or closed anything. */
    boolean isClean() {
        return cells.values().stream()
                .allMatch(
                        cell -> cell.failures.isEmpty() && cell.samples.stream().allMatch(Sample::isClean));
    }

    /** Servers from the cheapest to the dearest under one load; those without a sample last. */
    List<Server> ranked(Workload load) {
        return servers.stream()
                .sorted((a, b) -> Double.compare(at(a, load).cpu(), at(b, load).cpu()))
                .toList();
    }

    /** Servers by the geometric mean of their figures over all loads, so that one order serves plots side by side. */
    List<Server> ranked() {
        return servers.stream()
                .sorted((a, b) -> Double.compare(score(a), score(b)))
                .toList();
    }

    private double score(Server server) {
        return loads.stream()
                .mapToDouble(load -> at(server, load).cpu())
                .filter(cpu -> !Double.isNaN(cpu))
                .map(Math::log)
                .average()
                .orElse(Double.MAX_VALUE);
    }
}
