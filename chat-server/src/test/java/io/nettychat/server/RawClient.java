package io.nettychat.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends whatever bytes it is told to, right or wrong, and reads what comes back. Blocking. */
final class RawClient implements AutoCloseable {
    static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static final int TIMEOUT_MILLIS = 10_000;
    private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    static RawClient connect(int port) throws IOException {
        return connect(port, 0);
    }

    /** Connects with a small receive buffer, so that a server soon notices that nothing is read. */
    static RawClient connect(int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        return new RawClient(socket);
    }

    /** Connects and shakes hands in the simple dialect, or in the sub-protocol given. */
    static RawClient upgraded(int port, String target, String... headers) throws IOException {
        RawClient client = connect(port);
        client.send(handshake(target, headers));
        Response response = client.response();
        if (response.status() != 101) {
            throw new IOException("no upgrade: " + response);
        }
        return client;
    }

    static String handshake(String target, String... headers) {
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY + "\r\n"
                + String.join("", List.of(headers).stream().map(h -> h + "\r\n").toList()) + "\r\n";
    }

    static String get(String target, String... headers) {
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n"
                + String.join("", List.of(headers).stream().map(h -> h + "\r\n").toList()) + "\r\n";
    }

    RawClient send(String latin) throws IOException {
        return send(latin.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawClient send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Sends a masked frame. */
    RawClient frame(int firstByte, byte[] payload) throws IOException {
        return send(masked(firstByte, payload));
    }

    RawClient text(String text) throws IOException {
        return frame(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] masked(int firstByte, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(firstByte);
        if (payload.length <= 125) {
            frame.write(0x80 | payload.length);
        } else if (payload.length <= 0xffff) {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        frame.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ MASK[i % MASK.length]);
        }
        return frame.toByteArray();
    }

    /** A response to GET. */
    Response response() throws IOException {
        return response(true);
    }

    /** @param body false for responses to HEAD */
    Response response(boolean body) throws IOException {
        String statusLine = line();
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (a, b) -> a + ", " + b);
        }
        int length = body ? Integer.parseInt(headers.getOrDefault("content-length", "0")) : 0;
        return new Response(Integer.parseInt(statusLine.split(" ", 3)[1]), headers, in.readNBytes(length));
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended in the middle of a line: " + line);
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** Reads the next frame. */
    Frame read() throws IOException {
        int first = byteOrEnd();
        int length = byteOrEnd();
        if ((length & 0x80) != 0) {
            throw new IOException("a server's frame is masked");
        }
        if (length == 126) {
            length = byteOrEnd() << 8 | byteOrEnd();
        } else if (length == 127) {
            long large = 0;
            for (int i = 0; i < 8; i++) {
                large = large << 8 | byteOrEnd();
            }
            length = Math.toIntExact(large);
        }
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new EOFException("the connection ended in the middle of a frame");
        }
        return new Frame(first, payload);
    }

    /** Reads frames until the end of the stream and returns all of them. */
    List<Frame> readToEnd() throws IOException {
        List<Frame> frames = new ArrayList<>();
        try {
            while (true) {
                frames.add(read());
            }
        } catch (EOFException end) {
            return frames;
        }
    }

    /** Reads away whatever comes until the server closes; whether by FIN or by RST is all the same. */
    void awaitEnd() throws IOException {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (SocketException reset) {
            // also an end
        }
    }

    private int byteOrEnd() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("the connection has ended");
        }
        return b;
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** What a server answered to a request; header names in lower case. */
    static final class Response {
        private final int status;
        private final Map<String, String> headers;
        private final byte[] content;

        Response(int status, Map<String, String> headers, byte[] content) {
            this.status = status;
            this.headers = headers;
            this.content = content;
        }

        int status() {
            return status;
        }

        byte[] content() {
            return content;
        }

        String body() {
            return new String(content, StandardCharsets.UTF_8);
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        @Override
        public String toString() {
            return status + " " + headers + " " + body();
        }
    }

    /** A WebSocket frame from the server. */
    static final class Frame {
        private final int firstByte;
        private final byte[] payload;

        Frame(int firstByte, byte[] payload) {
            this.firstByte = firstByte;
            this.payload = payload;
        }

        int firstByte() {
            return firstByte;
        }

        byte[] payload() {
            return payload;
        }

        boolean isClose() {
            return firstByte == 0x88;
        }

        /** The code of a close frame, -1 for one without. */
        int code() {
            return payload.length < 2 ? -1 : (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
        }

        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return isClose() ? "close " + code() : Integer.toHexString(firstByte) + " " + text();
        }
    }
}
