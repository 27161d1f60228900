package io.nettychat.benchmarks.e2e;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/**
 * What one run of one server under one load measured. The components are the columns of the CSV, in this order.
 *
 * @param seconds length of the measured window
 * @param deliveries verified text frames that reached a client within the window
 * @param sent texts that were sent in the whole run, warm-up and all
 * @param cpuNanos processor time of the server process within the window, user and kernel
 * @param serverBusy busy share of the server's core, 0 to 1
 * @param loadBusy busy share of the generator's core, 0 to 1
 * @param bytes what the window's frames had in them, headers included
 * @param p50 latency in microseconds, from the intended time of sending; open loop: at each client, closed loop: of the sender's own copy
 * @param rssKb resident memory of the server at the end of the window
 * @param rssGrowthKb how much that grew from just before the first client connected
 * @param lost deliveries that did not come, in the whole run
 * @param repeated deliveries that came twice or after a later one of the same sender
 * @param sameOrder whether all members of each room saw one order
 * @param closed connections that the server closed
 * @param note the first thing that looked wrong; empty when nothing did
 */
record Sample(
        double seconds,
        long deliveries,
        long sent,
        long cpuNanos,
        double serverBusy,
        double loadBusy,
        long bytes,
        double p50,
        double p90,
        double p99,
        double p999,
        double max,
        long rssKb,
        long rssGrowthKb,
        long lost,
        long repeated,
        boolean sameOrder,
        int closed,
        String note) {

    private static final String TAG = "SAMPLE\t";

    double cpuMicrosPerDelivery() {
        return deliveries == 0 ? Double.NaN : cpuNanos / 1000.0 / deliveries;
    }

    double deliveriesPerSecond() {
        return deliveries / seconds;
    }

    boolean isClean() {
        return lost == 0 && repeated == 0 && closed == 0 && deliveries > 0;
    }

    static List<String> columns() {
        List<String> names = new ArrayList<>();
        for (RecordComponent component : Sample.class.getRecordComponents()) {
            names.add(component.getName());
        }
        return names;
    }

    List<String> values() {
        List<String> values = new ArrayList<>();
        for (RecordComponent component : Sample.class.getRecordComponents()) {
            try {
                values.add(String.valueOf(component.getAccessor().invoke(this)));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        return values;
    }

    /** One line, as the generator hands it to the process that started it. */
    String toLine() {
        return TAG + String.join("\t", values());
    }

    static boolean isLine(String line) {
        return line.startsWith(TAG);
    }

    static Sample parse(String line) {
        String[] values = line.substring(TAG.length()).split("\t", -1);
        RecordComponent[] components = Sample.class.getRecordComponents();
        Object[] arguments = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            arguments[i] = value(types[i], values[i]);
        }
        try {
            return Sample.class.getDeclaredConstructor(types).newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object value(Class<?> type, String text) {
        if (type == long.class) {
            return Long.valueOf(text);
        }
        if (type == int.class) {
            return Integer.valueOf(text);
        }
        if (type == double.class) {
            return Double.valueOf(text);
        }
        return type == boolean.class ? Boolean.valueOf(text) : text;
    }
}
