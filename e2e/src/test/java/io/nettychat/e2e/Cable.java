package io.nettychat.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The network between one browser and the server, which can be pulled out and put back. */
final class Cable implements AutoCloseable {
    private final int target;
    private final ServerSocket end;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService pumps = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "cable");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean plugged = true;

    Cable(int target) {
        this.target = target;
        try {
            end = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pumps.execute(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + end.getLocalPort() + "/";
    }

    /** Cuts every connection, and those to come. */
    void pull() {
        plugged = false;
        open.forEach(Cable::quietly);
        open.clear();
    }

    void putBack() {
        plugged = true;
    }

    @Override
    public void close() throws IOException {
        end.close();
        pull();
        pumps.shutdownNow();
    }

    private void accept() {
        while (!end.isClosed()) {
            try {
                Socket near = end.accept();
                if (!plugged) {
                    near.close();
                    continue;
                }
                Socket far = new Socket();
                far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 5000);
                open.add(near);
                open.add(far);
                pumps.execute(() -> pump(near, far));
                pumps.execute(() -> pump(far, near));
            } catch (IOException e) {
                // This connection failed, or the cable was closed: the loop looks.
            }
        }
    }

    private static void pump(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // One side is gone, so is the other.
        } finally {
            quietly(from);
            quietly(to);
        }
    }

    private static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is to be gone, and it is.
        }
    }
}
