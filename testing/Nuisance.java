import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code java testing/Nuisance.java PORT SECONDS}: a few threads that do everything that is not done, on the loopback only,
 * and a bystander whose round trips are measured. For testing/soak.
 */
public final class Nuisance {
    private static final int THREADS = 3;
    private static final AtomicLong ATTACKS = new AtomicLong();

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        long end = System.nanoTime() + Long.parseLong(args[1]) * 1_000_000_000L;
        for (int i = 0; i < THREADS; i++) {
            Thread attacker = new Thread(() -> {
                while (System.nanoTime() < end) {
                    try {
                        attack(port);
                    } catch (IOException sentAway) {
                        // as it should be
                    }
                    ATTACKS.incrementAndGet();
                }
            });
            attacker.setDaemon(true);
            attacker.start();
        }
        List<Long> trips = new ArrayList<>();
        try (Socket bystander = upgraded(port)) {
            json(bystander, "{'type':'hello','name':'bystander'}");
            for (int i = 0; System.nanoTime() < end; i++) {
                long begun = System.nanoTime();
                json(bystander, "{'type':'ping','id':'p" + i + "'}");
                await(bystander, "\"p" + i + "\"");
                trips.add(System.nanoTime() - begun);
                Thread.sleep(100);
            }
        }
        long[] sorted = trips.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                "nuisance     %d attacks; bystander p50 %.1f ms, p99 %.1f ms, max %.1f ms of %d%n",
                ATTACKS.get(),
                sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 99 / 100] / 1e6,
                sorted[sorted.length - 1] / 1e6,
                sorted.length);
    }

    private static void attack(int port) throws IOException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        switch (random.nextInt(8)) {
            case 0 -> reset(new Socket(InetAddress.getLoopbackAddress(), port));
            case 1 -> {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    byte[] garbage = new byte[2_000];
                    random.nextBytes(garbage);
                    socket.getOutputStream().write(garbage);
                }
            }
            case 2 -> {
                try (Socket socket = upgraded(port)) {
                    byte[] garbage = new byte[2_000];
                    random.nextBytes(garbage);
                    socket.getOutputStream().write(garbage);
                }
            }
            case 3 -> repeat(port, new byte[] {(byte) 0x89, (byte) 0x80, 0, 0, 0, 0}, 20_000);
            case 4 -> repeat(port, frame("{\"type\":\"message\",\"id\":\"x\",\"room\":\"flood\",\"text\":\"flood\"}"), 2_000);
            case 5 -> repeat(port, frame("{\"type\":\"history\",\"room\":\"flood\"}"), 1_000);
            case 6 -> {
                List<Socket> holders = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    Socket socket = upgraded(port);
                    holders.add(socket);
                    byte[] begun = new byte[60_000];
                    System.arraycopy(new byte[] {(byte) 0x81, (byte) 0xfe, (byte) 0xff, (byte) 0xff}, 0, begun, 0, 4);
                    socket.getOutputStream().write(begun);
                }
                for (Socket socket : holders) {
                    reset(socket);
                }
            }
            default -> repeat(port, frame("{\"type\":\"join\",\"room\":\"r" + random.nextInt(100_000) + "\"}"), 200);
        }
    }

    private static void repeat(int port, byte[] frame, int times) throws IOException {
        try (Socket socket = upgraded(port)) {
            socket.setSoTimeout(2_000);
            json(socket, "{'type':'hello','name':'n" + Long.toString(System.nanoTime(), 36) + "'}");
            json(socket, "{'type':'join','room':'flood'}");
            byte[] many = new byte[frame.length * 100];
            for (int i = 0; i < many.length; i += frame.length) {
                System.arraycopy(frame, 0, many, i, frame.length);
            }
            Thread reader = new Thread(() -> {
                try {
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException ended) {
                    // by one side or the other
                }
            });
            reader.setDaemon(true);
            reader.start();
            Thread stop = new Thread(() -> {
                try {
                    Thread.sleep(3_000);
                    socket.close();
                } catch (IOException | InterruptedException e) {
                    // it ends anyway
                }
            });
            stop.setDaemon(true);
            stop.start();
            for (int i = 0; i < times / 100; i++) {
                socket.getOutputStream().write(many);
            }
        }
    }

    private static Socket upgraded(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("GET /chat HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                + "Sec-WebSocket-Protocol: chat.v1\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        await(socket, "\r\n\r\n");
        return socket;
    }

    private static void await(Socket socket, String end) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end, Math.max(0, read.length() - end.length() - 1)) < 0) {
            read.append((char) in.readUnsignedByte());
        }
    }

    private static void json(Socket socket, String json) throws IOException {
        socket.getOutputStream().write(frame(json.replace('\'', '"')));
    }

    private static byte[] frame(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        byte[] frame = Arrays.copyOf(new byte[] {(byte) 0x81, (byte) (0x80 | payload.length)}, 6 + payload.length);
        System.arraycopy(payload, 0, frame, 6, payload.length);
        return frame;
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
