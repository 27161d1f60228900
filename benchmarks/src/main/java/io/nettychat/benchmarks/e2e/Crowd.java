package io.nettychat.benchmarks.e2e;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Whether one client is served in time while a room of ten thousand is being served: pings, joins and pages of history, each timed,
 * beside a crowd that hears some messages a second.
 *
 * <p>Generator and probe share a core here, so the generator yields to the probe by {@code nice}: else reading ten thousand sockets
 * would be measured and not the server.
 */
@Command(
        name = "crowd",
        description = "Times pings, joins and history pages of one client of Netty Chat beside a very large busy room.",
        sortOptions = false)
final class Crowd implements Callable<Integer> {
    private static final int REPLY_SECONDS = 30;
    private static final long PAUSE_MILLIS = 7;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(names = "--members", description = "Of the room. Default: ${DEFAULT-VALUE}.")
    private int members = 10_000;

    @Option(names = "--rate", description = "Messages a second in it. Default: ${DEFAULT-VALUE}.")
    private int rate = 5;

    private Crowd() {
        options.measure = 20;
    }

    @Override
    public Integer call() throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Home home = new Home();
        List<Server> servers = new Servers(home, options, out).prepare(List.of(Server.OURS));
        if (servers.isEmpty()) {
            return 1;
        }
        Server server = servers.get(0);
        Machine.describe(home, options, servers).forEach(out::println);
        Workload load = Workload.open("crowd", "a crowd", 1, members, 10, rate);
        try (ServerProcess process = ServerProcess.start(server, options.serverCores, home.logs())) {
            report(out, "alone", probe(process.port(), 5));
            Path errors = home.logs().resolve("crowd-load.log");
            ProcessBuilder builder = new Runner(home, options, out).generator(process, server, load, options.measure);
            List<String> command = new ArrayList<>(List.of("nice", "-n", "19"));
            command.addAll(builder.command());
            Process generator = Children.adopt(
                    builder.command(command).redirectError(errors.toFile()).start());
            try {
                waitForCrowd(process.pid());
                report(out, "beside " + members, probe(process.port(), options.measure));
                String line = generator.inputReader().lines().reduce("", (a, b) -> b);
                out.println("the crowd: "
                        + (Sample.isLine(line) ? Report.check(Sample.parse(line)) : Runner.lastLine(errors)));
            } finally {
                generator.destroyForcibly().waitFor();
            }
        }
        return 0;
    }

    /** The crowd is there when the server has a file open for each. */
    private void waitForCrowd(long pid) throws InterruptedException {
        String[] files;
        do {
            TimeUnit.MILLISECONDS.sleep(200);
            files = Path.of("/proc/" + pid + "/fd").toFile().list();
        } while (files != null && files.length < members);
        TimeUnit.MICROSECONDS.sleep((long) (options.warmUp * 1e6));
    }

    private static void report(PrintStream out, String when, Map<String, Histogram> times) {
        times.forEach((what, histogram) -> out.printf(
                "%-14s %-8s %,6d times  p50 %7.2f ms  p99 %7.2f ms  max %7.2f ms%n",
                when,
                what,
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50) / 1e6,
                histogram.getValueAtPercentile(99) / 1e6,
                histogram.getMaxValue() / 1e6));
    }

    private static Map<String, Histogram> probe(int port, double seconds) throws Exception {
        Inbox inbox = new Inbox();
        String address = "ws://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port + "/chat";
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("chat.v1")
                .buildAsync(URI.create(address), inbox)
                .get(REPLY_SECONDS, TimeUnit.SECONDS);
        inbox.ask(socket, "{\"type\":\"hello\",\"name\":\"probe\"}", "welcome");
        inbox.ask(socket, "{\"type\":\"join\",\"room\":\"probe\",\"limit\":0}", "joined");
        for (int i = 0; i < 50; i++) {
            inbox.ask(
                    socket,
                    "{\"type\":\"message\",\"id\":\"m" + i + "\",\"room\":\"probe\",\"text\":\"message " + i + "\"}",
                    "message");
        }
        Map<String, String> requests = new LinkedHashMap<>();
        requests.put("pong", "{\"type\":\"ping\"}");
        requests.put("history", "{\"type\":\"history\",\"room\":\"probe\",\"limit\":50}");
        requests.put("joined", "{\"type\":\"join\",\"room\":\"other\",\"limit\":0}");
        requests.put("left", "{\"type\":\"leave\",\"room\":\"other\"}");
        Map<String, Histogram> times = new LinkedHashMap<>();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            for (Map.Entry<String, String> request : requests.entrySet()) {
                long nanos = inbox.ask(socket, request.getValue(), request.getKey());
                times.computeIfAbsent(request.getKey(), what -> new Histogram(3))
                        .recordValue(nanos);
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }
        socket.abort();
        return times;
    }

    /** What the server sends to the probe. */
    private static final class Inbox implements WebSocket.Listener {
        private final StringBuilder frame = new StringBuilder();
        private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            frame.append(data);
            if (last) {
                frames.add(frame.toString());
                frame.setLength(0);
            }
            socket.request(1);
            return null;
        }

        /** Sends a request and returns the nanoseconds until a frame of the type came that answers it. */
        long ask(WebSocket socket, String request, String type) throws Exception {
            long start = System.nanoTime();
            socket.sendText(request, true).get(REPLY_SECONDS, TimeUnit.SECONDS);
            String answer;
            do {
                answer = frames.poll(REPLY_SECONDS, TimeUnit.SECONDS);
                if (answer == null) {
                    throw new IOException("no answer within " + REPLY_SECONDS + " s to " + request);
                }
                if (answer.contains("\"type\":\"error\"")) {
                    throw new IOException(request + " was refused: " + answer);
                }
            } while (!answer.contains("\"type\":\"" + type + "\""));
            return System.nanoTime() - start;
        }
    }
}
