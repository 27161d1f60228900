package io.nettychat.hub;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads on which hooks of the host run unless it gives some of its own: none while there is nothing to do, and as
 * many as there are hooks that block, up to a bound. What waits behind that is bounded too.
 */
final class HookThreads extends ThreadPoolExecutor {
    private static final int MAX_THREADS = 64;
    private static final int MAX_WAITING = 4_096;
    private static final long IDLE_SECONDS = 10;

    HookThreads() {
        super(0, MAX_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new Line(), new Threads(), (task, pool) -> {
            // Offered before, when no thread was idle, so that another thread was tried for first.
            if (pool.isShutdown() || !((Line) pool.getQueue()).wait(task)) {
                throw new RejectedExecutionException("too many hooks wait for a thread");
            }
        });
    }

    static ExecutorService start() {
        return new HookThreads();
    }

    /** Takes a task only for a thread that waits for one: the pool then makes another thread before it lets tasks wait. */
    private static final class Line extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean offer(Runnable task) {
            return tryTransfer(task);
        }

        boolean wait(Runnable task) {
            return size() < MAX_WAITING && super.offer(task);
        }
    }

    /** Daemons: hooks are no reason to keep a JVM up. */
    private static final class Threads implements ThreadFactory {
        @Override
        public Thread newThread(Runnable task) {
            Thread thread = new Thread(task, "chat-hook");
            thread.setDaemon(true);
            return thread;
        }
    }
}
