package io.nettychat.server.conformance;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object from the server, or one that was inside another.
 *
 * @param raw the frame's text, to compare what two clients got; of an inner object, that of the frame around it
 * @param fields its fields
 * @param nanos when it came, by {@link System#nanoTime()}
 */
record Frame(String raw, Map<String, Object> fields, long nanos) {

    static Frame of(String raw) {
        return new Frame(raw, Json.parse(raw), System.nanoTime());
    }

    boolean has(String field) {
        return fields.containsKey(field);
    }

    boolean is(String type) {
        return type.equals(fields.get("type"));
    }

    boolean is(String type, String field, Object value) {
        return is(type) && value.equals(fields.get(field));
    }

    String text(String field) {
        return checked(field, String.class);
    }

    long number(String field) {
        return checked(field, Long.class);
    }

    /** The epoch in the form in which {@code join} takes it back. */
    Object epoch() {
        return checked("epoch", Object.class);
    }

    boolean flag(String field) {
        return checked(field, Boolean.class);
    }

    Frame object(String field) {
        return inner(checked(field, Map.class));
    }

    /** The objects of an array. */
    List<Frame> objects(String field) {
        return ((List<?>) checked(field, List.class)).stream().map(this::inner).toList();
    }

    /** As {@link #objects}, but a field left out is an empty array. */
    List<Frame> objectsIfAny(String field) {
        return has(field) ? objects(field) : List.of();
    }

    /** The {@code seq}s of an array of messages. */
    List<Long> seqs(String field) {
        return objects(field).stream().map(message -> message.number("seq")).toList();
    }

    /** One text field of every object of an array; none when the array was left out. */
    List<String> texts(String array, String field) {
        return objectsIfAny(array).stream().map(item -> item.text(field)).toList();
    }

    @SuppressWarnings("unchecked")
    private Frame inner(@Nullable Object item) {
        if (item instanceof Map<?, ?> object) {
            return new Frame(raw, (Map<String, Object>) object, nanos);
        }
        throw new AssertionError("not an object: " + item + " in " + raw);
    }

    private <T> T checked(String field, Class<T> type) {
        Object value = fields.get(field);
        if (!type.isInstance(value)) {
            throw new AssertionError("field '" + field + "' is not a " + type.getSimpleName() + " in " + this);
        }
        return Objects.requireNonNull(type.cast(value));
    }

    @Override
    public String toString() {
        return raw.length() > 500 ? raw.substring(0, 500) + "…" : raw;
    }
}
