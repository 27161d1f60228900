package io.nettychat.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Rejected;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * An answer of the API.
 *
 * @param status what a program looks at first
 * @param headers what else belongs to the status
 * @param body one JSON object
 */
record ApiAnswer(HttpResponseStatus status, Map<String, String> headers, ByteArrayOutputStream body) {
    private static final JsonFactory JSON = new JsonFactory();

    static ApiAnswer ok(Consumer<JsonGenerator> fields) {
        return of(HttpResponseStatus.OK, fields);
    }

    static ApiAnswer of(HttpResponseStatus status, Consumer<JsonGenerator> fields) {
        return of(status, Map.of(), fields);
    }

    private static ApiAnswer of(
            HttpResponseStatus status, Map<String, String> headers, Consumer<JsonGenerator> fields) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), body)) {
            json.writeStartObject();
            fields.accept(json);
            json.writeEndObject();
        }
        body.write('\n');
        return new ApiAnswer(status, headers, body);
    }

    /** An error frame of the wire, with the status that comes nearest. */
    static ApiAnswer error(HttpResponseStatus status, Rejected why) {
        long retryAfterSeconds = (why.retryAfterMillis() + 999) / 1_000;
        return error(
                status,
                why,
                retryAfterSeconds > 0 ? Map.of("Retry-After", Long.toString(retryAfterSeconds)) : Map.of());
    }

    /** There is something at the address, but for other methods. */
    static ApiAnswer notAllowed(String methods) {
        return error(
                HttpResponseStatus.METHOD_NOT_ALLOWED,
                new Rejected(ErrorCode.UNKNOWN_TYPE, "This address takes " + methods + " only."),
                Map.of("Allow", methods));
    }

    private static ApiAnswer error(HttpResponseStatus status, Rejected why, Map<String, String> headers) {
        return of(status, headers, json -> {
            json.writeStringProperty("type", "error");
            json.writeStringProperty("code", why.code().slug());
            json.writeStringProperty("reason", why.reason());
            if (why.retryAfterMillis() > 0) {
                json.writeNumberProperty("retryAfter", why.retryAfterMillis());
            }
        });
    }

    static HttpResponseStatus status(ErrorCode code) {
        return switch (code) {
            case TOO_LARGE -> HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
            case RATE_LIMITED -> HttpResponseStatus.TOO_MANY_REQUESTS;
            case UNKNOWN_TYPE -> HttpResponseStatus.NOT_FOUND;
            case FORBIDDEN -> HttpResponseStatus.FORBIDDEN;
            case NAME_TAKEN, ROOM_FULL, NOT_JOINED -> HttpResponseStatus.CONFLICT;
            case TOO_MANY_ROOMS, INTERNAL -> HttpResponseStatus.SERVICE_UNAVAILABLE;
            default -> HttpResponseStatus.BAD_REQUEST;
        };
    }

    FullHttpResponse response(ByteBufAllocator alloc) {
        ByteBuf content = alloc.buffer(body.size()).writeBytes(body.toByteArray());
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json; charset=utf-8")
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set("x-content-type-options", "nosniff")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
        headers.forEach((name, value) -> response.headers().set(name, value));
        if (status.equals(HttpResponseStatus.UNAUTHORIZED)) {
            response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        return response;
    }
}
