package io.nettychat.server.attack;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A socket, and just enough of HTTP and WebSocket to be a nuisance with it. Blocking. */
final class Attacker implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket = new Socket();

    Attacker(int port) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
    }

    /** Shakes hands for {@code chat.v1} and reads the answer's head. */
    static Attacker upgraded(int port) throws IOException {
        Attacker client = new Attacker(port);
        client.send(handshake("/chat", "Sec-WebSocket-Protocol: chat.v1\r\n"));
        client.line("\r\n\r\n");
        return client;
    }

    static String handshake(String target, String headers) {
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + headers + "\r\n";
    }

    Attacker send(String latin) throws IOException {
        socket.getOutputStream().write(latin.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Sends a text frame, masked with zeros. */
    Attacker text(String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x81);
        frame.write(0x80 | 126);
        if (payload.length < 126 || payload.length > 0xffff) {
            throw new IllegalArgumentException(payload.length + " bytes; pad it to 126 … 65,535");
        }
        frame.write(payload.length >> 8);
        frame.write(payload.length);
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        socket.getOutputStream().write(frame.toByteArray());
        return this;
    }

    /** Sends a frame of the protocol, with single quotes for double ones; blanks in front make it long enough. */
    Attacker json(String json) throws IOException {
        return text(" ".repeat(126) + json.replace('\'', '"'));
    }

    /** Reads up to and with an ending, and returns what came before it. */
    String line(String end) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            try {
                read.append((char) in.readUnsignedByte());
            } catch (IOException e) {
                throw new IOException("waited for " + end + ", read " + read, e);
            }
        }
        return read.toString();
    }

    /** Reads what comes until the server closes, however it does that. */
    void awaitEnd() throws IOException {
        try {
            socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        } catch (java.net.SocketException reset) {
            // also an end
        }
    }

    /** Says that nothing more will come. */
    Attacker endOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Ends the connection with a reset, as one does whose process is killed. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
