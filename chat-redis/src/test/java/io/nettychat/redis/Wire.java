package io.nettychat.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The network between a node and its Redis. Its connections can go half-open, as behind a firewall that has forgotten
 * them: nobody is told, what the node sends still arrives, and nothing comes back.
 */
final class Wire implements AutoCloseable {
    private final int target;
    private final ServerSocket end;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private final ExecutorService pumps = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "wire");
        thread.setDaemon(true);
        return thread;
    });

    /** One connection of the node, and the one behind it. */
    private static final class Pair {
        final Socket near;
        final Socket far;
        /** Whether something is heard on it. */
        volatile boolean subscribes;

        volatile boolean silent;

        Pair(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        void close() {
            for (Socket socket : new Socket[] {near, far}) {
                try {
                    socket.close();
                } catch (IOException e) {
                    // It is to be gone, and it is.
                }
            }
        }
    }

    Wire(int target) {
        this.target = target;
        try {
            end = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pumps.execute(this::accept);
    }

    String uri() {
        return "redis://127.0.0.1:" + end.getLocalPort();
    }

    /** Lets nothing more come back on the connections that now subscribe to something; those to come are whole. */
    void silenceSubscriptions() {
        pairs.stream().filter(pair -> pair.subscribes).forEach(pair -> pair.silent = true);
    }

    /** Returns how many connections stand on which something is heard. */
    long hearing() {
        return pairs.stream().filter(pair -> pair.subscribes && !pair.silent).count();
    }

    @Override
    public void close() throws IOException {
        end.close();
        pairs.forEach(Pair::close);
        pumps.shutdownNow();
    }

    private void accept() {
        while (!end.isClosed()) {
            try {
                Socket near = end.accept();
                Socket far = new Socket();
                Pair pair = new Pair(near, far);
                far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 5_000);
                pairs.add(pair);
                pumps.execute(() -> pump(pair, near, far));
                pumps.execute(() -> pump(pair, far, near));
            } catch (IOException e) {
                // This connection failed, or the wire was closed: the loop looks.
            }
        }
    }

    private void pump(Pair pair, Socket from, Socket to) {
        byte[] bytes = new byte[65_536];
        try {
            for (int length = from.getInputStream().read(bytes);
                    length >= 0;
                    length = from.getInputStream().read(bytes)) {
                if (from == pair.near) {
                    String sent = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
                    pair.subscribes |= sent.toUpperCase(Locale.ROOT).contains("\r\nSUBSCRIBE\r\n");
                } else if (pair.silent) {
                    continue;
                }
                to.getOutputStream().write(bytes, 0, length);
            }
        } catch (IOException e) {
            // One side is gone, so is the other.
        } finally {
            pairs.remove(pair);
            pair.close();
        }
    }
}
