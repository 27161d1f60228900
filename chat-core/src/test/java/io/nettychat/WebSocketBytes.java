package io.nettychat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a server sent, byte by byte, and the WebSocket frames in it: unmasked, final, shortest length form. */
public final class WebSocketBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** One WebSocket frame. */
    public static final class Part {
        private final int opcode;
        private final byte[] payload;

        Part(int opcode, byte[] payload) {
            this.opcode = opcode;
            this.payload = payload;
        }

        public int opcode() {
            return opcode;
        }

        public byte[] payload() {
            return payload;
        }

        public boolean isText() {
            return opcode == 1;
        }

        public boolean isClose() {
            return opcode == 8;
        }
    }

    public void add(byte[] more) {
        bytes.write(more, 0, more.length);
    }

    public int size() {
        return bytes.size();
    }

    /** Takes the whole frames out and keeps the beginning of one that is not whole. */
    public List<Part> take() {
        byte[] all = bytes.toByteArray();
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (all.length - at >= 2) {
            int first = all[at] & 0xff;
            int length = all[at + 1] & 0xff;
            check((first & 0xf0) == 0x80, "not a final frame without extensions: " + first);
            check(length < 128, "a server must not mask");
            int header = length < 126 ? 2 : length == 126 ? 4 : 10;
            if (all.length - at < header) {
                break;
            }
            long payload = length;
            if (header > 2) {
                payload = 0;
                for (int i = 2; i < header; i++) {
                    payload = (payload << 8) | (all[at + i] & 0xff);
                }
                check(payload > (header == 4 ? 125 : 0xffff), "not the shortest length form: " + payload);
            }
            if (all.length - at - header < payload) {
                break;
            }
            int from = at + header;
            at = from + (int) payload;
            parts.add(new Part(first & 0xf, Arrays.copyOfRange(all, from, at)));
        }
        bytes.reset();
        bytes.write(all, at, all.length - at);
        return parts;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
