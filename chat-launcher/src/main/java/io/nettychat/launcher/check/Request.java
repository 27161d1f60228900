package io.nettychat.launcher.check;

import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** The frames that a client sends. */
final class Request {
    private Request() {}

    static String hello(String name, @Nullable String session) {
        return write("hello", "name", name, "session", session);
    }

    /** Asks for everything after a seq, or for the newest messages when {@code epoch} is null. */
    static String join(String room, @Nullable String epoch, long since) {
        return epoch == null
                ? write("join", "room", room)
                : write("join", "room", room, "epoch", epoch, "since", since);
    }

    /** Asks for no messages, only for where the log begins and ends. */
    static String look(String room) {
        return write("join", "room", room, "limit", 0L);
    }

    static String message(String room, String id, String text) {
        return write("message", "id", id, "room", room, "text", text);
    }

    static String history(String room, long after) {
        return write("history", "room", room, "after", after, "limit", 100L);
    }

    static String ping() {
        return write("ping");
    }

    private static String write(String type, @Nullable Object... namesAndValues) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Frame.JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("type", type);
            for (int i = 0; i < namesAndValues.length; i += 2) {
                String name = String.valueOf(namesAndValues[i]);
                Object value = namesAndValues[i + 1];
                if (value instanceof Long number) {
                    json.writeNumberProperty(name, number);
                } else if (value != null) {
                    json.writeStringProperty(name, value.toString());
                }
            }
            json.writeEndObject();
        }
        return text.toString();
    }
}
