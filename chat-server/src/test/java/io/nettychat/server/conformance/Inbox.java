package io.nettychat.server.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a client has received. Taking is selective: a frame that was not asked for stays until it is, so that a test
 * need not know what else the server had to say.
 */
final class Inbox {

    /** Long enough for a machine under load; nobody waits for it while things go well. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<Frame> all = new ArrayList<>();
    private final List<Frame> pending = new ArrayList<>();
    private @Nullable Closed closed;

    synchronized void add(Frame frame) {
        all.add(frame);
        pending.add(frame);
        notifyAll();
    }

    /** Only the first ending counts. */
    synchronized void end(Closed how) {
        if (closed == null) {
            closed = how;
            notifyAll();
        }
    }

    /** Everything ever received, in order. */
    synchronized List<Frame> all() {
        return List.copyOf(all);
    }

    synchronized List<Frame> all(Predicate<Frame> which) {
        return all.stream().filter(which).toList();
    }

    synchronized @Nullable Closed closed() {
        return closed;
    }

    /** The first frame not yet taken that fits, waited for. */
    Frame take(String what, Predicate<Frame> which) {
        Frame frame = poll(which, PATIENCE);
        if (frame == null) {
            throw new AssertionError("no " + what + " within " + PATIENCE + "; " + this);
        }
        return frame;
    }

    /** As {@link #take}, but null when the time is over or the connection has ended. */
    synchronized @Nullable Frame poll(Predicate<Frame> which, Duration patience) {
        waitUntil(() -> closed != null || pending.stream().anyMatch(which), patience);
        Frame frame = pending.stream().filter(which).findFirst().orElse(null);
        if (frame != null) {
            pending.remove(frame);
        }
        return frame;
    }

    synchronized Closed awaitClosed(Duration patience) {
        waitUntil(() -> closed != null, patience);
        if (closed == null) {
            throw new AssertionError("not closed within " + patience + "; " + this);
        }
        return closed;
    }

    private synchronized void waitUntil(BooleanSupplier condition, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return;
            }
            try {
                wait(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting; " + this, e);
            }
        }
    }

    @Override
    public synchronized String toString() {
        List<Frame> last = all.subList(Math.max(0, all.size() - 10), all.size());
        return "closed: " + closed + ", " + all.size() + " frames, the last of them: " + last;
    }
}
