package io.nettychat.launcher;

import io.nettychat.server.ChatServer;

/**
 * What makes the start quick: most of it is the loading of classes, which a second processor can do while the first reads
 * the options. Medians of nine starts each, taken in turns on two cores under heavy load, from {@code java -jar} to the
 * page: 2.8 s as it comes, 2.1 s without the flight recorder, 1.8 s with classes loaded beside.
 */
final class StartUp {
    private static final String JFR = "io.netty.jfr.enabled";
    private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

    private StartUp() {}

    /** Called first of all; returns at once. */
    static void begin() {
        // Netty's events for Java Flight Recorder start the recorder even when nobody records, which takes longer than
        // anything else at a start. Whoever wants them sets the property.
        preset(JFR, "false");
        // A sample of all buffers would be watched, at one per cent of the CPU of a busy server, for bugs that the
        // tests
        // look for in every buffer. Whoever looks for one of its own sets the property.
        preset(LEAK_DETECTION, "disabled");
        Thread thread = new Thread(StartUp::load, "start-up");
        thread.setDaemon(true);
        thread.start();
    }

    private static void preset(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static void load() {
        try {
            Logging.awaitReady();
            RunningServer.warmUp();
            ChatServer.warmUp();
        } catch (RuntimeException | LinkageError e) {
            // Nothing is lost but time: the server loads what it needs, and tells what is wrong.
            return;
        }
    }
}
