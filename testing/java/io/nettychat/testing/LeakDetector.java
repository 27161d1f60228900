package io.nettychat.testing;

import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Netty's detector, which also remembers what it has told. Netty makes one for each kind of resource, by name. */
public final class LeakDetector<T> extends ResourceLeakDetector<T> {
    private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

    /** Called by Netty's factory. */
    @SuppressWarnings("deprecation") // the constructor that is not deprecated cannot be called by a subclass's factory
    public LeakDetector(Class<?> resource, int samplingInterval, long maxActive) {
        super(resource, samplingInterval, maxActive);
    }

    /** Called by Netty's factory. */
    @SuppressWarnings("deprecation")
    public LeakDetector(Class<?> resource, int samplingInterval) {
        super(resource, samplingInterval);
    }

    @Override
    protected boolean needReport() {
        return true; // whatever the level of the log is
    }

    @Override
    protected void reportTracedLeak(String resource, String records) {
        LEAKS.add(resource + records);
        super.reportTracedLeak(resource, records);
    }

    @Override
    protected void reportUntracedLeak(String resource) {
        LEAKS.add(resource);
        super.reportUntracedLeak(resource);
    }

    static List<String> leaks() {
        return LEAKS;
    }
}
