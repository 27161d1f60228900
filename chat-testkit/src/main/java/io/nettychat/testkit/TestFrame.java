package io.nettychat.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A frame that a client was sent, or an object inside one.
 *
 * @param fields its fields: texts as {@link String}, whole numbers as {@link Long}, truths as {@link Boolean}, lists as
 *     {@link List}, objects as {@link TestFrame}
 */
public record TestFrame(Map<String, Object> fields) {
    private static final JsonFactory JSON = new JsonFactory();

    /** Returns what kind of frame it is, empty when it is no frame of its own. */
    public String type() {
        return fields.get("type") instanceof String type ? type : "";
    }

    /** Returns whether a field is there. */
    public boolean has(String field) {
        return fields.containsKey(field);
    }

    /** Returns a text. Fails when there is none of this name. */
    public String text(String field) {
        return get(field, String.class);
    }

    /** Returns a whole number. Fails when there is none of this name. */
    public long number(String field) {
        return get(field, Long.class);
    }

    /** Returns a list of objects. Fails when there is none of this name. */
    public List<TestFrame> list(String field) {
        List<TestFrame> objects = new ArrayList<>();
        for (Object each : get(field, List.class)) {
            objects.add((TestFrame) each);
        }
        return objects;
    }

    private <T> T get(String field, Class<T> kind) {
        Object value = fields.get(field);
        if (!kind.isInstance(value)) {
            throw new AssertionError("There is no " + kind.getSimpleName() + " \"" + field + "\" in " + this);
        }
        return kind.cast(value);
    }

    static TestFrame parse(CharSequence json) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json.toString())) {
            if (value(parser, parser.nextToken()) instanceof TestFrame frame) {
                return frame;
            }
        } catch (JacksonException e) {
            throw new AssertionError("The server sent what is no JSON: " + json, e);
        }
        throw new AssertionError("The server sent what is no frame: " + json);
    }

    private static @Nullable Object value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                    Object value = value(parser, parser.nextToken());
                    if (value != null) {
                        fields.put(name, value);
                    }
                }
                yield new TestFrame(Collections.unmodifiableMap(fields));
            }
            case START_ARRAY -> {
                List<@Nullable Object> values = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    values.add(value(parser, next));
                }
                yield values;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    /** Returns a JSON string. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
