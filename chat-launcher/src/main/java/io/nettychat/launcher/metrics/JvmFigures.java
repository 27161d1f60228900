package io.nettychat.launcher.metrics;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.concurrent.TimeUnit;

/** What every Java process is watched for, under the names that dashboards know. */
final class JvmFigures {
    private static final double MILLIS_PER_SECOND = TimeUnit.SECONDS.toMillis(1);
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private JvmFigures() {}

    static void addTo(MetricSnapshots.Builder all) {
        memory(all);
        collectors(all);
        all.metricSnapshot(ServerMetrics.gauge(
                "jvm_threads_current",
                "Live threads.",
                ManagementFactory.getThreadMXBean().getThreadCount()));
        all.metricSnapshot(ServerMetrics.gauge(
                "process_start_time_seconds",
                "When the process started, in seconds since the Unix epoch.",
                ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS_PER_SECOND));
        process(all, ManagementFactory.getOperatingSystemMXBean());
    }

    private static void memory(MetricSnapshots.Builder all) {
        var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        var other = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
        GaugeSnapshot.Builder used =
                GaugeSnapshot.builder().name("jvm_memory_used_bytes").help("Memory of the JVM in use.");
        used.dataPoint(area("heap", heap.getUsed())).dataPoint(area("nonheap", other.getUsed()));
        all.metricSnapshot(used.build());
        GaugeSnapshot.Builder most =
                GaugeSnapshot.builder().name("jvm_memory_max_bytes").help("Memory the JVM may use; -1 when unbounded.");
        most.dataPoint(area("heap", heap.getMax())).dataPoint(area("nonheap", other.getMax()));
        all.metricSnapshot(most.build());
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider) {
            all.metricSnapshot(ServerMetrics.gauge(
                    "netty_chat_buffers_direct_bytes",
                    "Memory outside the heap that is held for network buffers.",
                    provider.metric().usedDirectMemory()));
        }
    }

    private static GaugeSnapshot.GaugeDataPointSnapshot area(String area, long bytes) {
        return GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(Labels.of("area", area))
                .value((double) bytes)
                .build();
    }

    private static void collectors(MetricSnapshots.Builder all) {
        CounterSnapshot.Builder times =
                CounterSnapshot.builder().name("jvm_gc_collections").help("Garbage collections.");
        CounterSnapshot.Builder seconds =
                CounterSnapshot.builder().name("jvm_gc_collection_seconds").help("Time spent in garbage collections.");
        for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
            Labels labels = Labels.of("gc", gc.getName());
            times.dataPoint(ServerMetrics.count(labels, gc.getCollectionCount()));
            seconds.dataPoint(ServerMetrics.count(labels, gc.getCollectionTime() / MILLIS_PER_SECOND));
        }
        all.metricSnapshot(times.build());
        all.metricSnapshot(seconds.build());
    }

    private static void process(MetricSnapshots.Builder all, OperatingSystemMXBean system) {
        if (system instanceof com.sun.management.OperatingSystemMXBean process) {
            all.metricSnapshot(ServerMetrics.counter(
                    "process_cpu_seconds",
                    "Processor time that the process has used.",
                    process.getProcessCpuTime() / NANOS_PER_SECOND));
        }
        if (system instanceof com.sun.management.UnixOperatingSystemMXBean unix) {
            all.metricSnapshot(ServerMetrics.gauge(
                    "process_open_fds", "Open file descriptors.", unix.getOpenFileDescriptorCount()));
            all.metricSnapshot(ServerMetrics.gauge(
                    "process_max_fds",
                    "File descriptors that the process may open.",
                    unix.getMaxFileDescriptorCount()));
        }
    }
}
