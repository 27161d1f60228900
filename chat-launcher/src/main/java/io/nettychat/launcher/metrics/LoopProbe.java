package io.nettychat.launcher.metrics;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Runs on one event loop twice a second and measures how much later than asked for: what everything on it waits. */
final class LoopProbe implements Runnable {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final EventExecutor loop;
    private final Timings lag;
    private long dueNanos;

    private LoopProbe(EventExecutor loop, Timings lag) {
        this.loop = loop;
        this.lag = lag;
    }

    /** Begins to probe; ends by itself with the loop. */
    static void begin(EventExecutor loop, Timings lag) {
        new LoopProbe(loop, lag).schedule();
    }

    private void schedule() {
        dueNanos = System.nanoTime() + PERIOD_NANOS;
        try {
            loop.schedule(this, PERIOD_NANOS, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return; // the server is closed, and its loops with it
        }
    }

    @Override
    public void run() {
        lag.observe(Math.max(0, System.nanoTime() - dueNanos));
        schedule();
    }
}
