package io.nettychat.server;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Rejected;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** What is asked of the API: a method, the parts of the path, parameters, and the fields of one flat JSON object. */
final class ApiRequest {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(4)
                    .maxNumberLength(20)
                    .maxNameLength(64)
                    .build())
            .build();

    /** What is neither a string nor a whole number. */
    private static final Object OTHER = new Object();

    private final String method;
    private final List<String> path;
    private final Map<String, List<String>> query;
    private final byte[] body;
    private @Nullable Map<String, Object> fields;

    private ApiRequest(String method, List<String> path, Map<String, List<String>> query, byte[] body) {
        this.method = method;
        this.path = path;
        this.query = query;
        this.body = body;
    }

    /** Copies what is asked out of a request. */
    static ApiRequest of(FullHttpRequest request, int prefix) throws Rejected {
        try {
            QueryStringDecoder target = new QueryStringDecoder(RequestCheck.pathAndQuery(request.uri()));
            // Cut before decoding, so that an encoded slash stays inside its part.
            String[] parts = target.rawPath().substring(prefix).split("/", -1);
            return new ApiRequest(
                    (HttpMethod.HEAD.equals(request.method()) ? HttpMethod.GET : request.method()).name(),
                    List.of(parts).stream()
                            .map(part -> QueryStringDecoder.decodeComponent(part.replace("+", "%2B")))
                            .toList(),
                    target.parameters(),
                    ByteBufUtil.getBytes(request.content()));
        } catch (IllegalArgumentException e) {
            throw bad("The address is not well-formed.");
        }
    }

    String method() {
        return method;
    }

    List<String> path() {
        return path;
    }

    int bodyBytes() {
        return body.length;
    }

    /** Returns a whole number of the query, a default when it is not there. */
    long number(String name, long otherwise, long least, long most) throws Rejected {
        List<String> values = query.get(name);
        if (values == null || values.isEmpty()) {
            return otherwise;
        }
        try {
            return within(name, Long.parseLong(values.get(0)), least, most);
        } catch (NumberFormatException e) {
            throw bad("\"" + name + "\" must be a whole number.");
        }
    }

    /** Returns a field that must be there. */
    String text(String name) throws Rejected {
        String text = textOrNull(name);
        if (text == null) {
            throw bad("Send a JSON object with the field \"" + name + "\".");
        }
        return text;
    }

    @Nullable
    String textOrNull(String name) throws Rejected {
        Object value = fields().get(name);
        if (value != null && !(value instanceof String)) {
            throw bad("\"" + name + "\" must be a string.");
        }
        return (String) value;
    }

    /** Returns a whole number of the body, a default when it is not there. */
    long field(String name, long otherwise, long least, long most) throws Rejected {
        Object value = fields().get(name);
        if (value == null) {
            return otherwise;
        }
        if (!(value instanceof Long number)) {
            throw bad("\"" + name + "\" must be a whole number.");
        }
        return within(name, number, least, most);
    }

    private static long within(String name, long value, long least, long most) throws Rejected {
        if (value < least || value > most) {
            throw bad("\"" + name + "\" must be between " + least + " and " + most + ".");
        }
        return value;
    }

    private Map<String, Object> fields() throws Rejected {
        Map<String, Object> known = fields;
        if (known == null) {
            known = parse(body);
            fields = known;
        }
        return known;
    }

    private static Map<String, Object> parse(byte[] body) throws Rejected {
        Map<String, Object> fields = new HashMap<>();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw bad("Send a JSON object.");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                switch (parser.nextToken()) {
                    case VALUE_STRING -> fields.put(name, parser.getString());
                    case VALUE_NUMBER_INT -> fields.put(name, parser.getLongValue());
                    case VALUE_NULL -> {}
                    default -> {
                        parser.skipChildren();
                        fields.put(name, OTHER); // known fields are refused then, unknown ones ignored, as on the wire
                    }
                }
            }
            if (parser.nextToken() != null) {
                throw bad("Send one JSON object and nothing behind it.");
            }
        } catch (JacksonException e) {
            throw bad("The body is no sound JSON.");
        }
        return fields;
    }

    static Rejected bad(String reason) {
        return new Rejected(ErrorCode.BAD_FRAME, reason);
    }
}
