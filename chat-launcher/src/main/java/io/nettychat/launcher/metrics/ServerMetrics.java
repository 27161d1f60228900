package io.nettychat.launcher.metrics;

import io.nettychat.model.CloseReason;
import io.nettychat.model.ErrorCode;
import io.nettychat.server.ChatServer;
import io.nettychat.spi.ChatMetrics;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one server. Give {@link #counters()} to its hub and {@link #scrape()} to the server before it starts, and
 * call {@link #watch} when it has.
 */
public final class ServerMetrics {
    private final String version;
    private final Tally tally = new Tally();
    private volatile @Nullable ChatServer server;

    /** @param version the version of the program, for {@code netty_chat_build_info} */
    public ServerMetrics(String version) {
        this.version = version;
    }

    /** What the engine tells its events to. */
    public ChatMetrics counters() {
        return tally;
    }

    /** Begins to tell what only a running server has; loads, beside its loops, what the first scrape would wait for. */
    public void watch(ChatServer running) {
        server = running;
        Thread rehearsal = new Thread(this::scrape, "metrics");
        rehearsal.setDaemon(true);
        rehearsal.start();
    }

    /** Writes everything down in the text format of Prometheus. From any thread; does not block. */
    public String scrape() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        connections(all);
        traffic(all);
        readers(all);
        all.metricSnapshot(histogram(
                "netty_chat_event_loop_lag_seconds",
                "How long a task waited for its turn on an event loop, looked at twice a second.",
                tally.loopLag));
        all.metricSnapshot(InfoSnapshot.builder()
                .name("netty_chat_build")
                .help("The version that runs.")
                .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder()
                        .labels(Labels.of("version", version))
                        .build())
                .build());
        JvmFigures.addTo(all);
        ByteArrayOutputStream text = new ByteArrayOutputStream(16 * 1024);
        try {
            PrometheusTextFormatWriter.create().write(text, all.build());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private void connections(MetricSnapshots.Builder all) {
        ChatServer running = server;
        all.metricSnapshot(gauge(
                "netty_chat_connections", "Open WebSocket connections.", running == null ? 0 : running.connections()));
        all.metricSnapshot(
                counter("netty_chat_connections_opened", "WebSocket connections opened.", tally.opened.sum()));
        CounterSnapshot.Builder handshakes = CounterSnapshot.builder()
                .name("netty_chat_handshakes_refused")
                .help("WebSocket handshakes refused, by HTTP status.");
        tally.handshakesRefused.forEach((status, adder) -> handshakes.dataPoint(
                count(Labels.of("status", status == 0 ? "other" : status.toString()), adder.sum())));
        all.metricSnapshot(handshakes.build());
        CounterSnapshot.Builder closed = CounterSnapshot.builder()
                .name("netty_chat_connections_closed")
                .help("WebSocket connections ended, by reason; \"client\" when the server did not begin it.");
        for (CloseReason reason : CloseReason.values()) {
            closed.dataPoint(count(Labels.of("reason", reason.slug()), sum(tally.closed, reason)));
        }
        closed.dataPoint(count(Labels.of("reason", "client"), tally.closedByClient.sum()));
        all.metricSnapshot(closed.build());
        CounterSnapshot.Builder refusals = CounterSnapshot.builder()
                .name("netty_chat_refusals")
                .help("Requests refused, by the code of the error.");
        for (ErrorCode code : ErrorCode.values()) {
            refusals.dataPoint(count(Labels.of("code", code.slug()), sum(tally.refusals, code)));
        }
        all.metricSnapshot(refusals.build());
    }

    private void traffic(MetricSnapshots.Builder all) {
        ChatServer running = server;
        all.metricSnapshot(gauge(
                "netty_chat_rooms",
                "Rooms in memory.",
                running == null ? 0 : running.hub().roomCount()));
        all.metricSnapshot(counter("netty_chat_rooms_opened", "Rooms that came to be.", tally.roomsOpened.sum()));
        all.metricSnapshot(counter("netty_chat_rooms_forgotten", "Empty rooms forgotten.", tally.roomsForgotten.sum()));
        all.metricSnapshot(counter("netty_chat_messages", "Messages that got their place.", tally.messages.sum()));
        all.metricSnapshot(counter(
                "netty_chat_deliveries",
                "Frames handed to the sockets of live readers, one for each reader.",
                tally.deliveries.sum()));
        all.metricSnapshot(counter("netty_chat_delivered_bytes", "Bytes of these frames.", tally.deliveredBytes.sum()));
        all.metricSnapshot(histogram(
                "netty_chat_publish_to_flush_seconds",
                "From the moment a message gets its place to its hand-over to the sockets of one event loop.",
                tally.publishToFlush));
        CounterSnapshot.Builder joins =
                CounterSnapshot.builder().name("netty_chat_joins").help("Joins answered, by outcome.");
        for (int i = 0; i < Tally.OUTCOMES.length; i++) {
            joins.dataPoint(count(Labels.of("outcome", Tally.OUTCOMES[i]), tally.joins[i].sum()));
        }
        all.metricSnapshot(joins.build());
    }

    private void readers(MetricSnapshots.Builder all) {
        // Read in this order, so that a reader that comes back meanwhile does not make the gauge negative.
        long caughtUp = tally.caughtUp.sum();
        long fellBehind = tally.fellBehind.sum();
        all.metricSnapshot(
                gauge("netty_chat_readers_behind", "Readers whose sockets take no more data.", fellBehind - caughtUp));
        all.metricSnapshot(
                counter("netty_chat_readers_fell_behind", "Times that a reader took no more data.", fellBehind));
        all.metricSnapshot(histogram(
                "netty_chat_reader_lag_messages",
                "How many messages the readers that take no more data are behind, looked at once a second.",
                tally.readerLag));
        all.metricSnapshot(
                counter("netty_chat_gaps", "Gaps announced to readers that were too slow.", tally.gaps.sum()));
        all.metricSnapshot(counter(
                "netty_chat_gap_messages",
                "Messages that slow readers missed in these gaps.",
                tally.gapMessages.sum()));
    }

    private static <E extends Enum<E>> long sum(Map<E, LongAdder> adders, E which) {
        LongAdder adder = adders.get(which);
        return adder == null ? 0 : adder.sum();
    }

    static GaugeSnapshot gauge(String name, String help, Number value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .value(value.doubleValue())
                        .build())
                .build();
    }

    /** @param name without the ending {@code _total}, which the format adds */
    static CounterSnapshot counter(String name, String help, Number value) {
        return CounterSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(count(Labels.EMPTY, value))
                .build();
    }

    static CounterSnapshot.CounterDataPointSnapshot count(Labels labels, Number value) {
        return CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(labels)
                .value(value.doubleValue())
                .build();
    }

    private static HistogramSnapshot histogram(String name, String help, Timings timings) {
        return HistogramSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(timings.snapshot())
                .build();
    }
}
