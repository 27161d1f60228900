package io.nettychat.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Someone who comes into a room and then reads nothing any more, as a phone does that was put into a pocket. */
final class Sleeper implements AutoCloseable {
    private final Socket socket = new Socket();
    private final String name;

    Sleeper(int port, String room, String name) {
        this.name = name;
        try {
            // Before the connection is made, or the kernel promises more: what it takes in counts as read.
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5000);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(("GET /chat HTTP/1.1\r\nHost: 127.0.0.1:" + port
                            + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13"
                            + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: chat.v1\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(frame("{\"type\":\"hello\",\"name\":\"" + name + "\"}"));
            out.writeBytes(frame("{\"type\":\"join\",\"room\":\"" + room + "\",\"limit\":0}"));
            OutputStream wire = socket.getOutputStream();
            wire.write(out.toByteArray());
            wire.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return name;
    }

    /** A short text frame; a mask of zeros is a mask. */
    private static byte[] frame(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        if (payload.length > 125) {
            throw new IllegalArgumentException("too long for a short frame: " + text);
        }
        byte[] frame = new byte[6 + payload.length];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | payload.length);
        System.arraycopy(payload, 0, frame, 6, payload.length);
        return frame;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
