package io.nettychat.benchmarks.nodes;

import io.nettychat.model.Draft;
import io.nettychat.model.Message;
import io.nettychat.model.Rejected;
import io.nettychat.model.RoomName;
import io.nettychat.model.User;
import io.nettychat.redis.RedisLog;
import io.nettychat.spi.RoomLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Nodes that share rooms through one Redis, without clients: each room has speakers on its first node and is open on some
 * nodes. Prints messages and hand-overs a second, and what a message costs Redis and the nodes, in microseconds of CPU.
 *
 * <p>Arguments: {@code HOST:PORT nodes rooms nodesOfARoom inFlight seconds}.
 */
public final class Nodes {
    private static final String TEXT = "x".repeat(64);
    private static final Pattern CPU = Pattern.compile("used_cpu_(?:user|sys):([0-9.]+)");

    private final LongAdder placed = new LongAdder();
    private final LongAdder handed = new LongAdder();
    private final LongAdder refused = new LongAdder();

    private Nodes() {}

    /** Runs it. */
    public static void main(String[] args) throws InterruptedException {
        String[] at = args[0].split(":", 2);
        InetSocketAddress redis = new InetSocketAddress(at[0], Integer.parseInt(at[1]));
        new Nodes()
                .run(
                        redis,
                        Integer.parseInt(args[1]),
                        Integer.parseInt(args[2]),
                        Integer.parseInt(args[3]),
                        Integer.parseInt(args[4]),
                        Integer.parseInt(args[5]));
    }

    private void run(InetSocketAddress redis, int nodes, int rooms, int share, int inFlight, int seconds)
            throws InterruptedException {
        List<RedisLog> logs = new ArrayList<>();
        List<ExecutorService> homes = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            logs.add(RedisLog.connect("redis://" + redis.getHostString() + ":" + redis.getPort()));
            homes.add(Executors.newSingleThreadExecutor());
        }
        CountDownLatch open = new CountDownLatch(rooms * share);
        for (int room = 0; room < rooms; room++) {
            RoomName name = name("bench-" + System.nanoTime() + "-" + room);
            for (int i = 0; i < share; i++) {
                int node = (room + i) % nodes;
                boolean speaks = i == 0;
                ExecutorService home = homes.get(node);
                RedisLog log = logs.get(node);
                home.execute(() -> log.open(name, message -> handed.increment(), home)
                        .whenComplete((opened, failure) -> {
                            open.countDown();
                            if (speaks && failure == null) {
                                for (int k = 0; k < inFlight; k++) {
                                    new Speaker(opened, home, "user" + k).speak();
                                }
                            }
                        }));
            }
        }
        open.await();
        pause(3); // for the compiler
        long messages = placed.sum();
        long deliveries = handed.sum();
        double redisCpu = redisCpu(redis);
        double ownCpu = ownCpu();
        pause(seconds);
        messages = placed.sum() - messages;
        deliveries = handed.sum() - deliveries;
        redisCpu = redisCpu(redis) - redisCpu;
        ownCpu = ownCpu() - ownCpu;
        System.out.printf(
                Locale.ROOT,
                "nodes %d  rooms %d  open on %d  in flight %d:  %,d messages/s  %,d hand-overs/s  %d refused"
                        + "  Redis %.1f us a message (%.0f %% of a core)  nodes %.1f us a hand-over%n",
                nodes,
                rooms,
                share,
                inFlight,
                messages / seconds,
                deliveries / seconds,
                refused.sum(),
                redisCpu * 1e6 / Math.max(1, messages),
                redisCpu * 100 / seconds,
                ownCpu * 1e6 / Math.max(1, deliveries));
        System.exit(0);
    }

    private static RoomName name(String name) {
        try {
            return RoomName.parse(name);
        } catch (Rejected e) {
            throw new IllegalArgumentException(e);
        }
    }

    @SuppressWarnings("ThreadSleep")
    private static void pause(int seconds) throws InterruptedException {
        Thread.sleep(seconds * 1_000L);
    }

    private static double ownCpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }

    /** Asks Redis how much CPU it has used, in seconds. */
    private static double redisCpu(InetSocketAddress redis) {
        try (Socket socket = new Socket()) {
            socket.connect(redis, 2_000);
            socket.getOutputStream().write("INFO cpu\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = new byte[4_096];
            int length = Math.max(0, socket.getInputStream().read(answer));
            Matcher figure = CPU.matcher(new String(answer, 0, length, StandardCharsets.US_ASCII));
            double sum = 0;
            while (figure.find()) {
                sum += Double.parseDouble(figure.group(1));
            }
            return sum;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says the next thing when the last one has its place. */
    private final class Speaker implements RoomLog.Outcome {
        private final RoomLog room;
        private final ExecutorService home;
        private final User user;
        private long said;

        Speaker(RoomLog room, ExecutorService home, String name) {
            this.room = room;
            this.home = home;
            this.user = User.of(name);
        }

        void speak() {
            room.append(user, new Draft(TEXT, "m" + ++said), this);
        }

        private void next() {
            home.execute(this::speak);
        }

        @Override
        public void placed(Message message) {
            placed.increment();
            next();
        }

        @Override
        public void repeated(long seq, long timeMillis) {
            next();
        }

        @Override
        public void refused(Rejected why) {
            refused.increment();
            next();
        }
    }
}
