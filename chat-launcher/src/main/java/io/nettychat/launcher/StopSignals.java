package io.nettychat.launcher;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;

/**
 * SIGINT, SIGTERM and SIGHUP: the first asks for an orderly end, the second ends the process at once.
 *
 * <p>A shutdown hook could do neither of the two: the JVM reports 143 after a SIGTERM however well the hook went, and
 * ignores further signals while hooks run. {@code sun.misc.Signal} is the only other way to see a signal in Java; it is
 * called by reflection, since javac has a warning for its direct use that nothing can suppress.
 */
final class StopSignals {
    private final CompletableFuture<String> first = new CompletableFuture<>();

    private StopSignals() {}

    /** Takes the signals over from the JVM, as far as the platform has them; the others keep their default. */
    static StopSignals install() {
        StopSignals signals = new StopSignals();
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Method handle = signal.getMethod("handle", signal, handler);
            Method number = signal.getMethod("getNumber");
            InvocationHandler body = (proxy, method, arguments) -> {
                if (arguments != null && arguments.length == 1 && signal.isInstance(arguments[0])) {
                    signals.received(arguments[0].toString(), (Integer) number.invoke(arguments[0]));
                }
                return null;
            };
            Object ours = Proxy.newProxyInstance(StopSignals.class.getClassLoader(), new Class<?>[] {handler}, body);
            for (String name : new String[] {"TERM", "INT", "HUP"}) {
                handle.invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
            }
        } catch (InvocationTargetException e) {
            // Not known here (SIGHUP on Windows), or left to the JVM by -Xrs.
            return signals;
        } catch (ReflectiveOperationException e) {
            // A JDK without the class: the JVM's own handling is what remains.
            return signals;
        }
        return signals;
    }

    /** Completes with the name of the first signal. */
    CompletableFuture<String> first() {
        return first;
    }

    private void received(String name, int number) {
        if (!first.complete(name)) {
            Runtime.getRuntime().halt(128 + number);
        }
    }
}
