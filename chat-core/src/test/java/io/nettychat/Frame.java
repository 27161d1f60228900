package io.nettychat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** A JSON object as Jackson reads it, strictly: what the server sent, or a part of it. */
public final class Frame {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, Object> fields;

    private Frame(Map<String, Object> fields) {
        this.fields = fields;
    }

    /** Parses one object and nothing else. */
    public static Frame parse(byte[] json) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            Object value = value(parser, parser.nextToken());
            if (!(value instanceof Frame frame) || parser.nextToken() != null) {
                throw new AssertionError("not one object: " + new String(json, StandardCharsets.UTF_8));
            }
            return frame;
        }
    }

    private static Object value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                    fields.put(name, value(parser, parser.nextToken()));
                }
                yield new Frame(fields);
            }
            case START_ARRAY -> {
                List<Object> values = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    values.add(value(parser, next));
                }
                yield values;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw new AssertionError("no frame holds " + token);
        };
    }

    /** Returns the fields' names in the order in which they stand. */
    public List<String> names() {
        return List.copyOf(fields.keySet());
    }

    /** Returns the fields, for comparisons. */
    public Map<String, Object> fields() {
        return fields;
    }

    public String type() {
        return string("type");
    }

    public boolean is(String type) {
        return type.equals(fields.get("type"));
    }

    public boolean has(String field) {
        return fields.containsKey(field);
    }

    public String string(String field) {
        return (String) need(field);
    }

    public long number(String field) {
        return (Long) need(field);
    }

    public boolean bool(String field) {
        return (Boolean) need(field);
    }

    public Frame object(String field) {
        return (Frame) need(field);
    }

    /** Returns an array of objects. */
    public List<Frame> list(String field) {
        List<Frame> list = new ArrayList<>();
        ((List<?>) need(field)).forEach(one -> list.add((Frame) one));
        return list;
    }

    /** Returns a field of each object of an array. */
    public List<Object> each(String list, String field) {
        List<Object> values = new ArrayList<>();
        list(list).forEach(one -> values.add(one.need(field)));
        return values;
    }

    private Object need(String field) {
        return Objects.requireNonNull(fields.get(field), () -> "no " + field + " in " + this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frame frame && fields.equals(frame.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
