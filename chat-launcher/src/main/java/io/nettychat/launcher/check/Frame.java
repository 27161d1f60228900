package io.nettychat.launcher.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A JSON object that a server sent. */
final class Frame {
    static final JsonFactory JSON = new JsonFactory();

    private final Map<String, Object> fields;

    private Frame(Map<String, Object> fields) {
        this.fields = fields;
    }

    /**
     * Reads a frame.
     *
     * @return null when the text is not one JSON object
     */
    static @Nullable Frame parse(String text) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                Frame frame = object(parser);
                return parser.nextToken() == null ? frame : null;
            }
        } catch (JacksonException e) {
            // Not JSON: told by null.
        }
        return null;
    }

    private static Frame object(JsonParser parser) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            Object value = value(parser);
            if (value != null) {
                fields.put(name, value);
            }
        }
        return new Frame(fields);
    }

    private static @Nullable Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    Object value = value(parser);
                    if (value != null) {
                        list.add(value);
                    }
                }
                yield list;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            default -> null;
        };
    }

    /** The value of a string, null when there is none. */
    @Nullable
    String text(String name) {
        return fields.get(name) instanceof String text ? text : null;
    }

    String text(String name, String otherwise) {
        return fields.get(name) instanceof String text ? text : otherwise;
    }

    long number(String name, long otherwise) {
        return fields.get(name) instanceof Long number ? number : otherwise;
    }

    boolean isTrue(String name) {
        return Boolean.TRUE.equals(fields.get(name));
    }

    /** The object in a field, an empty one when there is none. */
    Frame object(String name) {
        return fields.get(name) instanceof Frame frame ? frame : new Frame(Map.of());
    }

    /** The messages of the log in the field {@code messages}. */
    List<Said> messages() {
        List<Said> messages = new ArrayList<>();
        if (fields.get("messages") instanceof List<?> list) {
            for (Object element : list) {
                Said said = element instanceof Frame frame ? Said.of(frame) : null;
                if (said != null) {
                    messages.add(said);
                }
            }
        }
        return messages;
    }
}
