package io.nettychat.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A WebSocket client that writes any bytes, right or wrong, reads when it is told to, and checks how the server frames.
 */
final class RawClient extends Peer {

    static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static final String[] CHAT_V1 = {"Sec-WebSocket-Protocol: chat.v1"};

    private final Socket socket = new Socket();
    private final InputStream in;
    private final BlockingQueue<byte[]> pings = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> pongs = new LinkedBlockingQueue<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean answerPings = true;
    private volatile boolean closeSent;

    private RawClient(URI uri, int receiveBuffer) throws IOException {
        socket.setTcpNoDelay(true);
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), (int) Inbox.PATIENCE.toMillis());
        socket.setSoTimeout((int) Inbox.PATIENCE.toMillis());
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** A TCP connection on which nothing has been said. */
    static RawClient dial(URI uri) {
        try {
            return new RawClient(uri, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connected with {@code chat.v1}, and reading. */
    static RawClient connect(URI uri) {
        return open(uri, 0, CHAT_V1).startReading();
    }

    /** Connected without a sub-protocol, and reading. */
    static RawClient connectSimple(URI uri) {
        return open(uri, 0).startReading();
    }

    /** Connected with {@code chat.v1} and a small receive buffer; reads nothing until {@link #startReading()}. */
    static RawClient connectStalled(URI uri) {
        return open(uri, 4096, CHAT_V1);
    }

    private static RawClient open(URI uri, int receiveBuffer, String... headers) {
        try {
            RawClient client = new RawClient(uri, receiveBuffer);
            HttpReply reply = client.exchange(upgrade(uri, headers));
            assertThat(reply.status()).as("status of the handshake").isEqualTo(101);
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The request of a handshake, with more header lines. */
    static String upgrade(URI uri, String... headers) {
        String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + KEY
                + "\r\nSec-WebSocket-Version: 13\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return request.append("\r\n").toString();
    }

    /** Sends a request and reads the head of the reply. */
    HttpReply exchange(String request) {
        write(request.getBytes(StandardCharsets.ISO_8859_1));
        return readReply();
    }

    HttpReply readReply() {
        try {
            return HttpReply.read(in);
        } catch (SocketException e) {
            return HttpReply.NONE;
        } catch (IOException e) {
            throw new AssertionError("no reply to the HTTP request", e);
        }
    }

    /** From now on frames are read and answered as a client should; before it, none is. */
    RawClient startReading() {
        Thread reader = new Thread(this::read, "raw-client");
        reader.setDaemon(true);
        reader.start();
        return this;
    }

    /** From now on pings stay without an answer. */
    void stopAnsweringPings() {
        answerPings = false;
    }

    @Override
    void sendText(String text) {
        write(Wire.text(text));
    }

    /** Writes the bytes as they are, in one go. */
    synchronized void write(byte[]... parts) {
        try {
            socket.getOutputStream().write(Wire.concat(parts));
        } catch (IOException ignored) {
            // The server may have closed already: what it said last, and how it ended, is for the reader to find.
        }
    }

    void sendClose(int code, String reason) {
        closeSent = true;
        write(Wire.closeFrame(code, reason));
    }

    void sendCloseBytes(byte[] payload) {
        closeSent = true;
        write(Wire.frame(Wire.FIN | Wire.CLOSE, payload));
    }

    /** Ends the sending half only. */
    void shutdownOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the connection with a TCP reset. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    void drop() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String takePong() {
        return new String(take(pongs, "pong"), StandardCharsets.UTF_8);
    }

    byte[] takePing() {
        return take(pings, "ping");
    }

    /** Waits until the server has closed the TCP connection. */
    void awaitEnd(Duration patience) {
        try {
            assertThat(ended.await(patience.toMillis(), TimeUnit.MILLISECONDS))
                    .as("TCP connection closed by the server; %s", inbox)
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What was wrong with the server's framing. */
    List<String> violations() {
        return violations;
    }

    private byte[] take(BlockingQueue<byte[]> queue, String what) {
        try {
            byte[] payload = queue.poll(Inbox.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (payload == null) {
                throw new AssertionError("no WebSocket " + what + " came; " + inbox);
            }
            return payload;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void read() {
        try {
            socket.setSoTimeout(0);
            DataInputStream data = new DataInputStream(in);
            while (true) {
                int first = data.readUnsignedByte();
                handle(first, readPayload(data, first));
            }
        } catch (IOException e) {
            inbox.end(new Closed(Closed.NO_CLOSE_FRAME, e.toString()));
        } catch (RuntimeException e) {
            violations.add("unreadable: " + e);
            inbox.end(new Closed(Closed.NO_CLOSE_FRAME, e.toString()));
        } finally {
            ended.countDown();
        }
    }

    private byte[] readPayload(DataInputStream data, int first) throws IOException {
        int second = data.readUnsignedByte();
        long length = second & 0x7F;
        if (length == 126) {
            length = data.readUnsignedShort();
            check(length >= 126, "16-bit length for " + length + " bytes");
        } else if (length == 127) {
            length = data.readLong();
            check(length > 0xFFFF, "64-bit length for " + length + " bytes");
        }
        check((second & 0x80) == 0, "masked frame (RFC 6455, section 5.1)");
        check((first & 0x70) == 0, "reserved bits set without an extension (section 5.2)");
        check((first & Wire.FIN) != 0, "fragmented: a JSON object is one WebSocket frame");
        check((first & 0x8) == 0 || length <= 125, "control frame of " + length + " bytes (section 5.5)");
        check(inbox.closed() == null, "frame after the close frame (section 5.5.1)");
        byte[] payload = new byte[Math.toIntExact(length)];
        data.readFully(payload);
        return payload;
    }

    private void handle(int first, byte[] payload) throws CharacterCodingException {
        switch (first & 0xF) {
            case Wire.TEXT ->
                inbox.add(Frame.of(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(payload))
                        .toString()));
            case Wire.PING -> {
                pings.add(payload);
                if (answerPings) {
                    write(Wire.frame(Wire.FIN | Wire.PONG, payload));
                }
            }
            case Wire.PONG -> pongs.add(payload);
            case Wire.CLOSE -> handleClose(payload);
            default -> violations.add("unexpected opcode " + (first & 0xF));
        }
    }

    private void handleClose(byte[] payload) {
        check(payload.length != 1, "close frame of one byte (section 5.5.1)");
        boolean hasCode = payload.length >= 2;
        int code = hasCode ? ByteBuffer.wrap(payload).getShort() & 0xFFFF : Closed.NO_CODE;
        String reason = hasCode ? new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8) : "";
        inbox.end(new Closed(code, reason));
        if (!closeSent) {
            closeSent = true;
            write(Wire.frame(Wire.FIN | Wire.CLOSE, payload));
        }
    }

    private void check(boolean good, String problem) {
        if (!good) {
            violations.add(problem);
        }
    }
}
