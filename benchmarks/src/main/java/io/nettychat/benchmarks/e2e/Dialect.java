package io.nettychat.benchmarks.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to say the same thing to different servers. All else is common: a frame that comes back is searched for its
 * {@link Mark}, whatever a server wraps around it.
 */
enum Dialect {
    /** The peers: a path is a room, a text goes out as it came in. */
    PLAIN {
        @Override
        String target(String room) {
            return "/room/" + room;
        }

        @Override
        Template template(String room, int client, int text) {
            return Template.of("", text, "");
        }
    },
    /** Netty Chat without a sub-protocol: {@code name|text} in, JSON out. */
    SIMPLE {
        @Override
        String target(String room) {
            return "/chat?room=" + room;
        }

        @Override
        Template template(String room, int client, int text) {
            return Template.of(nick(client) + "|", text, "");
        }
    },
    /** Netty Chat with {@code chat.v1}: JSON in, JSON out, an idempotency key on each message. */
    CHAT_V1 {
        @Override
        String target(String room) {
            return "/chat";
        }

        @Override
        @Nullable
        String subProtocol() {
            return "chat.v1";
        }

        @Override
        List<String> greeting(String room, int client) {
            return List.of(
                    "{\"type\":\"hello\",\"name\":\"" + nick(client) + "\"}",
                    "{\"type\":\"join\",\"room\":\"" + room + "\",\"limit\":0}");
        }

        @Override
        @Nullable
        String greeted() {
            return "\"type\":\"joined\"";
        }

        @Override
        Template template(String room, int client, int text) {
            return Template.of(
                    "{\"type\":\"message\",\"id\":\"" + Template.ID + "\",\"room\":\"" + room + "\",\"text\":\"",
                    text,
                    "\"}");
        }
    },
    /** Socket.IO over its WebSocket transport: packet type digits before a JSON array. */
    SOCKET_IO {
        @Override
        String target(String room) {
            return "/socket.io/?EIO=4&transport=websocket&room=" + room;
        }

        @Override
        List<String> greeting(String room, int client) {
            return List.of("40");
        }

        @Override
        @Nullable
        String greeted() {
            return "40{";
        }

        @Override
        Template template(String room, int client, int text) {
            return Template.of("42[\"m\",\"", text, "\"]");
        }
    };

    /** The request target of the upgrade. */
    abstract String target(String room);

    /** The text frame that a client sends again and again. */
    abstract Template template(String room, int client, int text);

    /** The sub-protocol to ask for; null for none. */
    @Nullable
    String subProtocol() {
        return null;
    }

    /** What is sent right after the upgrade. */
    List<String> greeting(String room, int client) {
        return List.of();
    }

    /** What the frame contains that says the client is in its room; null when the upgrade itself does. */
    @Nullable
    String greeted() {
        return null;
    }

    /** One width for all names, so that the mark stands at the same place in the frames of all senders. */
    private static String nick(int client) {
        return String.format("u%06d", client);
    }

    /** A payload and the places in it that change from message to message. */
    static final class Template {
        static final String ID = "aaaaaaaa";

        private final byte[] payload;
        private final int mark;
        private final int id;

        private Template(byte[] payload, int mark, int id) {
            this.payload = payload;
            this.mark = mark;
            this.id = id;
        }

        static Template of(String before, int text, String after) {
            String payload = before + "~" + "x".repeat(text - 1) + after;
            return new Template(payload.getBytes(US_ASCII), before.length(), before.indexOf(ID));
        }

        int length() {
            return payload.length;
        }

        /** Returns the payload of the next message: the same array each time. */
        byte[] fill(int publisher, int counter, long nanos) {
            Mark.write(payload, mark, publisher, counter, nanos);
            if (id >= 0) {
                Mark.writeWord(payload, id, counter);
            }
            return payload;
        }
    }
}
