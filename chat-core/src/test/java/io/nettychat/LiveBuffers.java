package io.nettychat;

import io.netty.buffer.ByteBuf;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Counts the buffers that are alive, exactly and at once: Netty's own detector tells of a leak only when the garbage
 * collector has come by. It takes the detector's place, and so must be installed before the first buffer of the JVM.
 */
public final class LiveBuffers {
    private static final Map<Object, String> LIVE = Collections.synchronizedMap(new IdentityHashMap<>());
    private static final boolean TRACES = Boolean.getBoolean("buffers.traces");

    static {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new ResourceLeakDetectorFactory() {
            @Override
            @SuppressWarnings("deprecation") // abstract there
            public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int interval, long max) {
                return new Detector<>(resource, interval);
            }
        });
    }

    private LiveBuffers() {}

    /** Has buffers counted from now on. Call it from the static initialiser of each test that handles buffers. */
    public static void install() {}

    /** Returns how many buffers are alive. */
    public static int count() {
        return LIVE.size();
    }

    /** Returns where the live buffers were made, with {@code -Dbuffers.traces=true}. */
    public static String describe() {
        synchronized (LIVE) {
            return LIVE.size() + " buffers are alive " + String.join("\n", LIVE.values());
        }
    }

    private static final class Detector<T> extends ResourceLeakDetector<T> {
        Detector(Class<T> resource, int interval) {
            super(resource, interval);
        }

        @Override
        public ResourceLeakTracker<T> track(T resource) {
            return trackForcibly(resource);
        }

        @Override
        public ResourceLeakTracker<T> trackForcibly(T resource) {
            if (!(resource instanceof ByteBuf)) {
                return new Tracker<>(new Object());
            }
            Tracker<T> tracker = new Tracker<>(new Object());
            LIVE.put(tracker.key, TRACES ? trace() : "");
            return tracker;
        }

        private static String trace() {
            StringBuilder out = new StringBuilder();
            for (StackTraceElement at : new Throwable().getStackTrace()) {
                if (at.getClassName().startsWith("io.nettychat")
                        && !at.getClassName().contains("LiveBuffers")) {
                    out.append("\n  ").append(at);
                }
            }
            return out.toString();
        }
    }

    private record Tracker<T>(Object key) implements ResourceLeakTracker<T> {
        @Override
        public void record() {}

        @Override
        public void record(Object hint) {}

        @Override
        public boolean close(T resource) {
            return LIVE.remove(key) != null;
        }
    }
}
