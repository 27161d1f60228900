package io.nettychat.benchmarks.e2e;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * All clients of a run and what they have seen together. Everything here happens on one event loop, apart from
 * {@link #connect()}, which hands over to it.
 */
final class Load {
    /** Fewer than the shortest accept queue among the servers. */
    private static final int CONNECTING_AT_ONCE = 32;

    final Workload workload;
    final Dialect dialect;
    final int port;
    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final List<Client> all = new ArrayList<>();
    final List<Room> rooms = new ArrayList<>();

    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private int started;
    private int readyClients;
    private byte[] scratch = new byte[512 * 1024];

    private long startNanos;
    private long scheduled;

    /** Whether a client makes one write of all that it has to send, and not one of each message. Set before the start. */
    boolean groupedSends;

    /** Whether clients may send. */
    boolean speaking;

    /** Whether deliveries count towards the result. */
    private boolean measuring;

    /** From intended sending to receipt, in nanoseconds, of the measured window. */
    final Histogram latencies = new Histogram(TimeUnit.MINUTES.toNanos(2), 3);

    long deliveries;
    long bytes;
    long lost;
    long repeated;
    int closed;
    private String note = "";

    /** A room of the server and who is in it. */
    static final class Room {
        private final String name;
        final List<Client> members = new ArrayList<>();
        final List<Client> stuck = new ArrayList<>();
        long sent;

        Room(String name) {
            this.name = name;
        }

        String name() {
            return name;
        }
    }

    Load(Workload workload, Dialect dialect, int port, EventLoop loop, Class<? extends Channel> channelType) {
        this.workload = workload;
        this.dialect = dialect;
        this.port = port;
        this.loop = loop;
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(channelType)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 30_000)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(64 * 1024))
                .remoteAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        for (int r = 0; r < workload.rooms(); r++) {
            Room room = new Room("r" + r);
            rooms.add(room);
            for (int m = 0; m < workload.members() + workload.stuck(); m++) {
                Client client = new Client(this, room, all.size(), m < workload.speakers() ? m : -1);
                (m < workload.members() ? room.members : room.stuck).add(client);
                all.add(client);
            }
        }
    }

    /** Connects all clients, some at a time; done when each is in its room. */
    CompletableFuture<Void> connect() {
        loop.execute(() -> {
            for (int i = 0; i < CONNECTING_AT_ONCE; i++) {
                connectNext();
            }
        });
        return connected;
    }

    private void connectNext() {
        if (started == all.size()) {
            return;
        }
        Client client = all.get(started++);
        Bootstrap connection = bootstrap.clone();
        if (isStuck(client)) {
            // what it never reads is to pile up at the server and not in this kernel's receive buffers
            connection.option(ChannelOption.SO_RCVBUF, 4096);
        }
        connection
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(client);
                    }
                })
                .connect()
                .addListener(connecting -> {
                    if (!connecting.isSuccess()) {
                        fail("cannot connect: " + connecting.cause());
                    }
                });
    }

    private boolean isStuck(Client client) {
        return workload.stuck() > 0 && rooms.stream().anyMatch(room -> room.stuck.contains(client));
    }

    void ready() {
        readyClients++;
        if (readyClients == all.size()) {
            rooms.forEach(room -> room.stuck.forEach(Client::stopReading));
            connected.complete(null);
        } else {
            connectNext();
        }
    }

    /** Lets the speakers begin. */
    void start() {
        speaking = true;
        startNanos = System.nanoTime();
        if (workload.isOpen()) {
            tick();
        } else {
            for (Room room : rooms) {
                for (Client speaker : room.members.subList(0, workload.speakers())) {
                    speaker.say(workload.inFlight(), System.nanoTime());
                }
            }
        }
    }

    void stop() {
        speaking = false;
    }

    void measure(boolean on) {
        measuring = on;
    }

    /**
     * Sends what is due by the clock, however late this runs, stamped with the time at which it was due: a stall of the server, or of
     * this process, is then seen in the latencies of all messages that it held up.
     */
    private void tick() {
        if (!speaking) {
            return;
        }
        long now = System.nanoTime();
        long due;
        while ((due = startNanos + (long) (scheduled * (1e9 / workload.rate()))) <= now) {
            Room room = rooms.get((int) (scheduled % rooms.size()));
            int speaker = (int) (scheduled / rooms.size() % workload.speakers());
            room.members.get(speaker).say(1, due);
            scheduled++;
        }
        var unused = loop.schedule(this::tick, due - now, TimeUnit.NANOSECONDS);
    }

    byte[] scratch(int size) {
        if (size > scratch.length) {
            scratch = new byte[size * 2];
        }
        return scratch;
    }

    void delivered(int size) {
        if (measuring) {
            deliveries++;
            bytes += size;
        }
    }

    void latency(long nanos) {
        if (measuring) {
            latencies.recordValue(Math.min(Math.max(nanos, 0), latencies.getHighestTrackableValue()));
        }
    }

    void closed(Client client, String why) {
        closed++;
        note(why);
        if (!connected.isDone()) {
            fail("client " + all.indexOf(client) + ": " + why + " before all were connected");
        }
    }

    /** Remembers the first thing that looked wrong. */
    void note(String what) {
        if (note.isEmpty()) {
            note = what.replaceAll("\\s+", " ");
        }
    }

    String note() {
        return note;
    }

    /** Ends a run that cannot go on. */
    void fail(String why) {
        note(why);
        connected.completeExceptionally(new IllegalStateException(why));
    }

    long sent() {
        return rooms.stream().mapToLong(room -> room.sent).sum();
    }

    /** Whether each member has all that was said in its room. */
    boolean isDrained() {
        return missing() == 0;
    }

    /** Texts that members have not received and later ones have not overtaken. */
    long missing() {
        long missing = 0;
        for (Room room : rooms) {
            for (Client member : room.members) {
                for (int s = 0; s < workload.speakers(); s++) {
                    missing += room.members.get(s).sent - member.next[s];
                }
            }
        }
        return missing;
    }

    /** Whether all members of each room saw the same texts in the same order. */
    boolean isSameOrder() {
        for (Room room : rooms) {
            Client first = room.members.get(0);
            for (Client member : room.members) {
                if (member.received != first.received || member.order != first.order) {
                    return false;
                }
            }
        }
        return true;
    }

    long received() {
        return all.stream().mapToLong(client -> client.received).sum();
    }
}
