package io.nettychat.benchmarks.e2e;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * One run of one load against one server, in a process of its own, so that it can be pinned to another core than the server and
 * starts as cold as it. Prints a {@link Sample}.
 */
public final class LoadGenerator {
    /** Long enough that a server which answers the upgrade before it has joined the client has joined it. */
    private static final long SETTLE_MILLIS = 1000;

    private static final long DRAIN_STEP_MILLIS = 50;
    private static final long DRAIN_PATIENCE_MILLIS = 5000;

    private final EventLoop loop;
    private final Load load;
    private final long pid;
    private final String serverCores;
    private final String loadCores;

    private LoadGenerator(EventLoop loop, Load load, long pid, String serverCores, String loadCores) {
        this.loop = loop;
        this.load = load;
        this.pid = pid;
        this.serverCores = serverCores;
        this.loadCores = loadCores;
    }

    /**
     * What a run is told.
     *
     * @param pid process of the server
     * @param warmUp seconds before the measured window
     * @param measure seconds of the measured window; 0: connect, say so on stdout, and hold until stdin ends
     * @param serverCores as {@code taskset} takes them
     * @param groupedSends whether a client makes one write of all that it has to send
     */
    record Order(
            int port,
            long pid,
            Dialect dialect,
            Workload workload,
            double warmUp,
            double measure,
            String serverCores,
            String loadCores,
            boolean groupedSends) {
        List<String> toArguments() {
            return List.of(
                    "" + port,
                    "" + pid,
                    dialect.name(),
                    workload.toArgument(),
                    "" + warmUp,
                    "" + measure,
                    serverCores,
                    loadCores,
                    "" + groupedSends);
        }

        static Order parse(String[] args) {
            return new Order(
                    Integer.parseInt(args[0]),
                    Long.parseLong(args[1]),
                    Dialect.valueOf(args[2]),
                    Workload.parse("load", "", args[3]),
                    Double.parseDouble(args[4]),
                    Double.parseDouble(args[5]),
                    args[6],
                    args[7],
                    Boolean.parseBoolean(args[8]));
        }
    }

    /** Runs the order in {@code args}; the exit code says whether a sample was printed. */
    public static void main(String[] args) throws Exception {
        Order order = Order.parse(args);
        boolean epoll = Epoll.isAvailable();
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        EventLoop loop = group.next();
        Class<? extends Channel> type = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        Load load = new Load(order.workload(), order.dialect(), order.port(), loop, type);
        load.groupedSends = order.groupedSends();
        LoadGenerator generator = new LoadGenerator(loop, load, order.pid(), order.serverCores(), order.loadCores());
        int exit = 0;
        try {
            long rss = ProcFs.rssKb(order.pid());
            load.connect().get(2, TimeUnit.MINUTES);
            TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
            if (order.measure() > 0) {
                System.out.println(
                        generator.run(order.warmUp(), order.measure(), rss).toLine());
            } else {
                System.out.println("CONNECTED");
                System.in.transferTo(OutputStream.nullOutputStream());
            }
        } catch (Exception e) {
            System.err.println(load.note().isEmpty() ? e.toString() : load.note());
            exit = 1;
        }
        System.exit(exit); // thousands of connections need no farewell
    }

    private Sample run(double warmUp, double measure, long rssBefore) throws Exception {
        onLoop(() -> {
            load.start();
            return true;
        });
        warmUp(warmUp);
        Reading from = onLoop(() -> {
            load.measure(true);
            return read();
        });
        pause(measure);
        Reading to = onLoop(() -> {
            load.measure(false);
            return read();
        });
        onLoop(() -> {
            load.stop();
            return true;
        });
        drain();
        return onLoop(() -> sample(from, to, rssBefore));
    }

    /**
     * By the clock; and under full load also until the server has had half of that time on a processor, because on a machine that others
     * use a JIT compiler gets less done in five seconds. It gives up after four times as long.
     */
    private void warmUp(double seconds) throws InterruptedException {
        ProcFs.Cpu start = ProcFs.Cpu.of(pid);
        pause(seconds);
        long limit = System.nanoTime() + (long) (3e9 * seconds);
        while (!load.workload.isOpen()
                && ProcFs.Cpu.of(pid).since(start) < 0.5e9 * seconds
                && System.nanoTime() < limit) {
            pause(0.1);
        }
    }

    private void drain() throws Exception {
        long before = -1;
        long quiet = 0;
        while (quiet < DRAIN_PATIENCE_MILLIS && !onLoop(load::isDrained)) {
            TimeUnit.MILLISECONDS.sleep(DRAIN_STEP_MILLIS);
            long received = onLoop(load::received);
            quiet = received == before ? quiet + DRAIN_STEP_MILLIS : 0;
            before = received;
        }
    }

    private Sample sample(Reading from, Reading to, long rssBefore) {
        return new Sample(
                (to.nanos - from.nanos) / 1e9,
                load.deliveries,
                load.sent(),
                to.cpu.since(from.cpu),
                to.server.busySince(from.server),
                to.load.busySince(from.load),
                load.bytes,
                micros(50),
                micros(90),
                micros(99),
                micros(99.9),
                micros(100),
                to.rssKb,
                to.rssKb - rssBefore,
                load.lost + load.missing(),
                load.repeated,
                load.isSameOrder(),
                load.closed,
                load.note());
    }

    private double micros(double percentile) {
        return load.latencies.getValueAtPercentile(percentile) / 1000.0;
    }

    private Reading read() {
        return new Reading(
                System.nanoTime(),
                ProcFs.Cpu.of(pid),
                ProcFs.Cores.of(serverCores),
                ProcFs.Cores.of(loadCores),
                ProcFs.rssKb(pid));
    }

    private <T> T onLoop(Callable<T> task) throws Exception {
        return loop.submit(task).get();
    }

    private static void pause(double seconds) throws InterruptedException {
        TimeUnit.MICROSECONDS.sleep((long) (seconds * 1e6));
    }

    /** The clocks at one end of the window. */
    private record Reading(long nanos, ProcFs.Cpu cpu, ProcFs.Cores server, ProcFs.Cores load, long rssKb) {}
}
