package io.nettychat.server;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs the cases 1–10 of the Autobahn suite against the {@link EchoServer}, prints what came out, and fails when a case
 * failed or was closed wrongly. The profile {@code autobahn} brings the suite. It is written in Python and runs on Jython,
 * which takes the Java package {@code io} for Python's module of that name; therefore it has a class loader of its own.
 */
public final class AutobahnSuite {
    private static final String SUITE = "me.normanmaurer.maven.autobahntestsuite.AutobahnTestSuite";

    /** Compression, which is never negotiated. */
    private static final List<String> EXCLUDED = List.of("12.*", "13.*");

    private static final List<String> GOOD = List.of("OK", "NON_STRICT", "INFORMATIONAL");

    private static final String ALL = "*";

    /**
     * What all cases together must come to. In the two that are not strict a frame with broken UTF-8 trickles in, and the
     * suite would have the connection fail before the frame is whole; the three informational ones cannot fail. Fewer
     * cases than these would be a suite that did not run.
     */
    private static final Map<String, Integer> WHOLE = Map.of("OK", 296, "NON_STRICT", 2, "INFORMATIONAL", 3);

    private AutobahnSuite() {}

    /**
     * Exits with 1 when a case failed, or when all were to be run and did not come to what they should. The reports are in {@code target/autobahntestsuite-reports}.
     *
     * @param args the directory with the jars of the suite, then the cases to run, for example {@code 7.*}
     */
    public static void main(String[] args) throws ReflectiveOperationException, IOException {
        List<String> cases = List.of(args).subList(1, args.length);
        Map<String, Integer> behaviors = new TreeMap<>();
        Map<String, Integer> closes = new TreeMap<>();
        int failed = 0;
        try (EchoServer server = EchoServer.start(0)) {
            for (Object result : run(Path.of(args[0]), "ws://127.0.0.1:" + server.port() + "/echo", cases)) {
                String behavior = property(result, "behavior");
                String close = property(result, "behaviorClose");
                behaviors.merge(behavior, 1, Integer::sum);
                closes.merge(close, 1, Integer::sum);
                if (!GOOD.contains(behavior) || !GOOD.contains(close)) {
                    failed++;
                    System.out.println("failed: " + result);
                }
            }
        }
        System.out.println("Autobahn: cases " + behaviors + ", closing handshakes " + closes + ", failed " + failed);
        boolean whole = !cases.contains(ALL) || behaviors.equals(WHOLE);
        if (!whole) {
            System.out.println("failed: all cases should come to " + new TreeMap<>(WHOLE));
        }
        System.exit(failed == 0 && whole && !behaviors.isEmpty() ? 0 : 1);
    }

    private static List<?> run(Path jars, String url, List<String> cases)
            throws ReflectiveOperationException, IOException {
        List<URL> urls = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(jars, "*.jar")) {
            for (Path file : files) {
                urls.add(file.toUri().toURL());
            }
        }
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(loader);
            Object results = loader.loadClass(SUITE)
                    .getMethod("runFuzzingClient", String.class, String.class, Map.class, List.class, List.class)
                    .invoke(null, "netty-chat", url, Map.of(), cases, EXCLUDED);
            return (List<?>) results;
        }
    }

    private static String property(Object result, String name) throws ReflectiveOperationException {
        return String.valueOf(result.getClass().getMethod(name).invoke(result));
    }
}
