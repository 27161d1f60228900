package io.nettychat.launcher.metrics;

import io.nettychat.model.CloseReason;
import io.nettychat.model.ErrorCode;
import io.nettychat.spi.ChatMetrics;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the engine tells. Adders of the JDK and nothing else: they cost the event loops a few nanoseconds, and the
 * start no time, since the classes of Prometheus are first needed when somebody asks.
 */
final class Tally implements ChatMetrics {
    /** The answers to a join, as on the wire. */
    static final String[] OUTCOMES = {"fresh", "resumed", "gap"};

    /** What a handshake may be answered with; all others are counted together as 0. */
    private static final int[] STATUSES = {0, 400, 401, 403, 405, 426, 429, 503};

    final Map<Integer, LongAdder> handshakesRefused = adders(STATUSES);
    final LongAdder opened = new LongAdder();
    final Map<CloseReason, LongAdder> closed = adders(CloseReason.class);
    final LongAdder closedByClient = new LongAdder();

    final LongAdder roomsOpened = new LongAdder();
    final LongAdder roomsForgotten = new LongAdder();
    final LongAdder messages = new LongAdder();
    final LongAdder deliveries = new LongAdder();
    final LongAdder deliveredBytes = new LongAdder();
    final Timings publishToFlush =
            Timings.micros(50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000);
    final LongAdder fellBehind = new LongAdder();
    final LongAdder caughtUp = new LongAdder();
    final Timings readerLag = Timings.counts(1, 10, 100, 1_000, 10_000);
    final LongAdder gaps = new LongAdder();
    final LongAdder gapMessages = new LongAdder();
    final LongAdder[] joins = {new LongAdder(), new LongAdder(), new LongAdder()};
    final Map<ErrorCode, LongAdder> refusals = adders(ErrorCode.class);
    final Timings loopLag = Timings.micros(
            1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000);

    /** One for each, once and for all: such a map is read by many threads, and as quickly as an array. */
    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
        Map<E, LongAdder> adders = new EnumMap<>(type);
        for (E which : type.getEnumConstants()) {
            adders.put(which, new LongAdder());
        }
        return adders;
    }

    private static Map<Integer, LongAdder> adders(int... keys) {
        Map<Integer, LongAdder> adders = new TreeMap<>();
        for (int key : keys) {
            adders.put(key, new LongAdder());
        }
        return Collections.unmodifiableMap(adders);
    }

    private static void increment(@Nullable LongAdder adder) {
        if (adder != null) {
            adder.increment();
        }
    }

    @Override
    public void handshakeRefused(int status) {
        increment(handshakesRefused.get(handshakesRefused.containsKey(status) ? status : 0));
    }

    @Override
    public void connectionOpened() {
        opened.increment();
    }

    @Override
    public void connectionClosed(@Nullable CloseReason reason) {
        increment(reason == null ? closedByClient : closed.get(reason));
    }

    @Override
    public void roomOpened() {
        roomsOpened.increment();
    }

    @Override
    public void roomForgotten() {
        roomsForgotten.increment();
    }

    @Override
    public void messageAppended() {
        messages.increment();
    }

    @Override
    public void delivered(int readers, int frames, int bytes, long sinceAppendNanos) {
        deliveries.add((long) readers * frames);
        deliveredBytes.add((long) readers * bytes);
        publishToFlush.observe(sinceAppendNanos);
    }

    @Override
    public void readerBehind() {
        fellBehind.increment();
    }

    @Override
    public void readerCaughtUp() {
        caughtUp.increment();
    }

    @Override
    public void readerLag(long messages) {
        readerLag.observe(messages);
    }

    @Override
    public void gap(long lost) {
        gaps.increment();
        gapMessages.add(lost);
    }

    @Override
    public void joined(String how) {
        for (int i = 0; i < OUTCOMES.length; i++) {
            if (OUTCOMES[i].equals(how)) {
                joins[i].increment();
                return;
            }
        }
    }

    @Override
    public void refused(ErrorCode code) {
        increment(refusals.get(code));
    }

    @Override
    public void loopLag(long nanos) {
        loopLag.observe(nanos);
    }
}
