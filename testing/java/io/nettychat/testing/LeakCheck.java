package io.nettychat.testing;

import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails a test run in which a buffer was lost. Registered for every test by the service loader; looks once, when the last
 * test has run, because a leak comes to light only when the garbage collector has come by.
 */
public final class LeakCheck implements BeforeAllCallback {
    private static final int ROUNDS = 5;

    /** For the service loader. */
    public LeakCheck() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(Namespace.create(LeakCheck.class))
                .getOrComputeIfAbsent(LeakCheck.class, key -> (AutoCloseable) LeakCheck::check);
    }

    private static void check() {
        for (int i = 0; i < ROUNDS; i++) {
            System.gc();
            // The detector tells of what is lost when something new is made.
            ByteBufAllocator.DEFAULT.buffer(1).release();
        }
        List<String> leaks = LeakDetector.leaks();
        if (!leaks.isEmpty()) {
            throw new AssertionError(leaks.size() + " buffers were lost, the first of them: " + leaks.get(0));
        }
    }
}
