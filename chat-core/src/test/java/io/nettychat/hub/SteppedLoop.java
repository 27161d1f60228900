package io.nettychat.hub;

import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.Ticker;

/**
 * An event loop that runs only when a test says so. All loops of a test share its thread; which of them that thread is at
 * the moment, and so what {@link #inEventLoop()} says, is what the test is stepping. So every interleaving of loops can be
 * had, and had again.
 */
final class SteppedLoop extends ManualIoEventLoop {
    /** Which loop the thread is, by thread, so that tests may run side by side. */
    private static final ThreadLocal<SteppedLoop> RUNNING = new ThreadLocal<>();

    private final int number;

    SteppedLoop(int number, Ticker ticker) {
        super(null, Thread.currentThread(), LocalIoHandler.newFactory(), ticker);
        this.number = number;
    }

    @Override
    public boolean inEventLoop() {
        return RUNNING.get() == this;
    }

    /** Runs what is ready, all of it, and returns how much that was. */
    int step() {
        SteppedLoop outer = RUNNING.get();
        RUNNING.set(this);
        try {
            return runNow();
        } finally {
            RUNNING.set(outer);
        }
    }

    /** Runs a task as this loop, at once and in front of what waits. */
    void call(Runnable task) {
        SteppedLoop outer = RUNNING.get();
        RUNNING.set(this);
        try {
            task.run();
        } finally {
            RUNNING.set(outer);
        }
    }

    @Override
    public String toString() {
        return "loop " + number;
    }
}
