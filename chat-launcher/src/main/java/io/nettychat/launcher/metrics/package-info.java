/**
 * What {@code GET /metrics} of the runnable jar tells, in the text format of Prometheus.
 *
 * <p>Begin with {@link io.nettychat.launcher.metrics.ServerMetrics}. Nothing here is an API; programs that embed the chat
 * count with {@code io.nettychat.spi.ChatMetrics} in the registry they have.
 */
@NullMarked
package io.nettychat.launcher.metrics;

import org.jspecify.annotations.NullMarked;
