package io.nettychat.launcher.metrics;

import io.nettychat.model.CloseReason;
import io.nettychat.model.ErrorCode;
import io.nettychat.spi.ChatMetrics;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the engine tells. Adders of the JDK and nothing else: they cost the event loops a few nanoseconds, and the
 * start no time, since the classes of Prometheus are first needed when somebody asks.
 */
final class Tally implements ChatMetrics {
    /** The answers to a join, as on the wire. */
    static final String[] OUTCOMES = {"fresh", "resumed", "gap"};

    final LongAdder opened = new LongAdder();
    /** By reason; the one more at the end is for connections that the client ended. */
    final LongAdder[] closed = adders(CloseReason.values().length + 1);

    final LongAdder roomsOpened = new LongAdder();
    final LongAdder roomsForgotten = new LongAdder();
    final LongAdder messages = new LongAdder();
    final LongAdder deliveries = new LongAdder();
    final LongAdder deliveredBytes = new LongAdder();
    final Timings publishToFlush =
            new Timings(50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000);
    final LongAdder fellBehind = new LongAdder();
    final LongAdder caughtUp = new LongAdder();
    final LongAdder gaps = new LongAdder();
    final LongAdder gapMessages = new LongAdder();
    final LongAdder[] joins = adders(OUTCOMES.length);
    final LongAdder[] refusals = adders(ErrorCode.values().length);

    private static LongAdder[] adders(int count) {
        LongAdder[] adders = new LongAdder[count];
        for (int i = 0; i < count; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }

    @Override
    public void connectionOpened() {
        opened.increment();
    }

    @Override
    public void connectionClosed(@Nullable CloseReason reason) {
        closed[reason == null ? closed.length - 1 : reason.ordinal()].increment();
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
        refusals[code.ordinal()].increment();
    }
}
