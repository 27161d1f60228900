package io.nettychat.launcher.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nettychat.launcher.check.CheckCommand;
import io.nettychat.model.CloseReason;
import io.nettychat.model.ErrorCode;
import io.nettychat.server.ChatServer;
import io.nettychat.spi.ChatMetrics;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServerMetricsTest {
    private final ServerMetrics metrics = new ServerMetrics("1.2 \"x\"");

    private PrometheusText scraped() {
        return PrometheusText.parse(metrics.scrape());
    }

    @Test
    void everythingIsThereBeforeAnythingHappens() {
        PrometheusText text = scraped();

        assertThat(text.value("netty_chat_connections")).isZero();
        assertThat(text.value("netty_chat_messages_total")).isZero();
        for (CloseReason reason : CloseReason.values()) {
            assertThat(text.value("netty_chat_connections_closed_total{reason=\"" + reason.slug() + "\"}"))
                    .isZero();
        }
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(text.value("netty_chat_refusals_total{code=\"" + code.slug() + "\"}"))
                    .isZero();
        }
        assertThat(text.value("netty_chat_build_info{version=\"1.2 \\\"x\\\"\"}"))
                .isEqualTo(1);
        assertThat(text.value("jvm_memory_used_bytes{area=\"heap\"}")).isPositive();
        assertThat(text.value("process_cpu_seconds_total")).isPositive();
        assertThat(text.types())
                .containsEntry("netty_chat_publish_to_flush_seconds", "histogram")
                .containsEntry("netty_chat_event_loop_lag_seconds", "histogram")
                .containsEntry("netty_chat_readers_behind", "gauge");
    }

    @Test
    void everyEventIsCounted() {
        ChatMetrics counters = metrics.counters();
        counters.handshakeRefused(429);
        counters.handshakeRefused(418);
        counters.loopLag(3_000_000);
        counters.connectionOpened();
        counters.connectionClosed(null);
        counters.connectionClosed(CloseReason.SLOW);
        counters.roomOpened();
        counters.roomForgotten();
        counters.messageAppended();
        counters.delivered(10, 2, 300, 700_000);
        counters.readerBehind();
        counters.readerBehind();
        counters.readerCaughtUp();
        counters.readerLag(40);
        counters.gap(5);
        counters.joined("fresh");
        counters.joined("resumed");
        counters.joined("gap");
        counters.refused(ErrorCode.NAME_TAKEN);

        PrometheusText text = scraped();
        assertThat(text.value("netty_chat_handshakes_refused_total{status=\"429\"}"))
                .isEqualTo(1);
        assertThat(text.value("netty_chat_handshakes_refused_total{status=\"503\"}"))
                .isZero();
        assertThat(text.value("netty_chat_handshakes_refused_total{status=\"other\"}"))
                .isEqualTo(1);
        assertThat(text.value("netty_chat_event_loop_lag_seconds_sum")).isEqualTo(0.003);
        assertThat(text.value("netty_chat_connections_opened_total")).isEqualTo(1);
        assertThat(text.value("netty_chat_connections_closed_total{reason=\"client\"}"))
                .isEqualTo(1);
        assertThat(text.value("netty_chat_connections_closed_total{reason=\"slow\"}"))
                .isEqualTo(1);
        assertThat(text.value("netty_chat_rooms_opened_total")).isEqualTo(1);
        assertThat(text.value("netty_chat_rooms_forgotten_total")).isEqualTo(1);
        assertThat(text.value("netty_chat_messages_total")).isEqualTo(1);
        assertThat(text.value("netty_chat_deliveries_total")).isEqualTo(20);
        assertThat(text.value("netty_chat_delivered_bytes_total")).isEqualTo(3000);
        assertThat(text.value("netty_chat_publish_to_flush_seconds_bucket{le=\"5.0E-4\"}"))
                .isZero();
        assertThat(text.value("netty_chat_publish_to_flush_seconds_bucket{le=\"0.001\"}"))
                .isEqualTo(1);
        assertThat(text.value("netty_chat_publish_to_flush_seconds_sum")).isEqualTo(0.0007);
        assertThat(text.value("netty_chat_readers_behind")).isEqualTo(1);
        assertThat(text.value("netty_chat_readers_fell_behind_total")).isEqualTo(2);
        assertThat(text.value("netty_chat_reader_lag_messages_bucket{le=\"10.0\"}"))
                .isZero();
        assertThat(text.value("netty_chat_reader_lag_messages_bucket{le=\"100.0\"}"))
                .isEqualTo(1);
        assertThat(text.value("netty_chat_reader_lag_messages_sum")).isEqualTo(40);
        assertThat(text.value("netty_chat_gaps_total")).isEqualTo(1);
        assertThat(text.value("netty_chat_gap_messages_total")).isEqualTo(5);
        for (String outcome : Tally.OUTCOMES) {
            assertThat(text.value("netty_chat_joins_total{outcome=\"" + outcome + "\"}"))
                    .isEqualTo(1);
        }
        assertThat(text.value("netty_chat_refusals_total{code=\"name_taken\"}")).isEqualTo(1);
    }

    @Test
    void serverTellsThemAsPrometheusAsks() throws IOException, InterruptedException {
        ChatServer server = ChatServer.builder()
                .port(0)
                .scrape(metrics::scrape)
                .hub(hub -> hub.metrics(metrics.counters()))
                .start();
        try (server) {
            metrics.watch(server);
            PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
            String url = "http://127.0.0.1:" + server.port() + "/";
            assertThat(new CheckCommand(nowhere, nowhere).run(url, "--seconds", "1", "--clients", "4"))
                    .isZero();

            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(url + "metrics")).build(),
                            HttpResponse.BodyHandlers.ofString());

            assertThat(response.headers().firstValue("content-type"))
                    .hasValue("text/plain; version=0.0.4; charset=utf-8");
            PrometheusText text = PrometheusText.parse(response.body());
            assertThat(text.value("netty_chat_messages_total")).isPositive();
            assertThat(text.value("netty_chat_deliveries_total"))
                    .isGreaterThan(text.value("netty_chat_messages_total"));
            assertThat(text.value("netty_chat_joins_total{outcome=\"fresh\"}")).isGreaterThanOrEqualTo(4);
            assertThat(text.value("netty_chat_publish_to_flush_seconds_count")).isPositive();
            await().untilAsserted(() -> assertThat(scraped().value("netty_chat_event_loop_lag_seconds_count"))
                    .isPositive());
            await().untilAsserted(() ->
                    assertThat(scraped().value("netty_chat_connections")).isZero());
            assertThat(scraped().value("netty_chat_readers_behind")).isZero();
        }
    }
}
