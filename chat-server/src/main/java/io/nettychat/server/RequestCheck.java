package io.nettychat.server;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpContentException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What every request must be, and what a WebSocket handshake must be, before anything else looks at it. */
final class RequestCheck {
    /** A name or an address, and a port; nothing that could end a header or a directive of a policy. */
    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(?::[0-9]{1,5})?");

    private static final int KEY_BYTES = 16;
    private static final String VERSION = "13";
    private static final Map<String, String> VERSION_HEADER = Map.of("Sec-WebSocket-Version", VERSION);

    private RequestCheck() {}

    /** Returns why a request is not served whatever it asks for, null when nothing is wrong with it. */
    static @Nullable HttpRefusal request(HttpRequest request) {
        HttpRefusal refusal = method(request);
        return refusal != null ? refusal : form(request);
    }

    /** Returns that a request asks for something to be done, null when it only asks, or was decoded with an error. */
    static @Nullable HttpRefusal method(HttpRequest request) {
        if (request.decoderResult().isFailure()
                || HttpMethod.GET.equals(request.method())
                || HttpMethod.HEAD.equals(request.method())) {
            return null;
        }
        return new HttpRefusal(
                HttpResponseStatus.METHOD_NOT_ALLOWED,
                "Only GET and HEAD are served here.",
                Map.of("Allow", "GET, HEAD"));
    }

    /** Returns what is wrong with the form of a request, whatever its method, null when nothing is. */
    static @Nullable HttpRefusal form(HttpRequest request) {
        // First of all: when decoding failed, the rest of the request cannot be trusted to be what was sent.
        if (request.decoderResult().isFailure()) {
            return undecodable(request.decoderResult().cause());
        }
        if (!HttpVersion.HTTP_1_1.equals(request.protocolVersion())) {
            return new HttpRefusal(HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "Speak HTTP/1.1.");
        }
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() != 1) {
            return bad("The request has " + hosts.size() + " Host headers; it must have one.");
        }
        if (!isHost(hosts.get(0))) {
            return bad("The Host header is not a host name or address with an optional port.");
        }
        if (!isAt(hosts.get(0), request.uri())) {
            return bad("Ask for a path that begins with /, or for an address at the host of the Host header.");
        }
        return null;
    }

    static boolean isHost(String text) {
        return HOST.matcher(text).matches();
    }

    /** Whether a request target is a path, or the address of one at this host; there must not be two hosts to choose from. */
    private static boolean isAt(String host, String target) {
        int scheme = target.indexOf("://");
        if (target.startsWith("/") || scheme <= 0) {
            return target.startsWith("/");
        }
        int slash = target.indexOf('/', scheme + 3);
        String authority = target.substring(scheme + 3, slash < 0 ? target.length() : slash);
        return authority.equalsIgnoreCase(host);
    }

    private static HttpRefusal undecodable(@Nullable Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new HttpRefusal(
                    HttpResponseStatus.REQUEST_URI_TOO_LONG,
                    "The request line is longer than " + HttpPipeline.MAX_LINE_BYTES
                            + " bytes. Ask for a shorter one.");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new HttpRefusal(
                    HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                    "The headers are longer than " + HttpPipeline.MAX_HEADER_BYTES
                            + " bytes. Send fewer or smaller cookies.");
        }
        if (cause instanceof TooLongHttpContentException) {
            return new HttpRefusal(
                    HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                    "The body of the request is larger than anything that is taken here. Send a smaller one, or none.");
        }
        return bad("This is not a well-formed HTTP/1.1 request.");
    }

    /**
     * Returns why a request that asks for the WebSocket's path is no handshake
     * (<a href="https://www.rfc-editor.org/rfc/rfc6455#section-4.2.1">RFC 6455, 4.2.1</a>), null when it is one.
     */
    static @Nullable HttpRefusal handshake(FullHttpRequest request) {
        HttpHeaders headers = request.headers();
        if (!HttpMethod.GET.equals(request.method())) {
            return new HttpRefusal(
                    HttpResponseStatus.METHOD_NOT_ALLOWED, "A WebSocket handshake is a GET.", Map.of("Allow", "GET"));
        }
        if (!headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                || !headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
            return new HttpRefusal(
                    HttpResponseStatus.UPGRADE_REQUIRED,
                    "This address speaks WebSocket. Connect with a WebSocket client, which sends "
                            + "\"Connection: Upgrade\" and \"Upgrade: websocket\".",
                    Map.of("Upgrade", "websocket", "Sec-WebSocket-Version", VERSION));
        }
        List<String> versions = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_VERSION);
        if (versions.size() != 1 || !VERSION.equals(versions.get(0))) {
            return new HttpRefusal(
                    HttpResponseStatus.UPGRADE_REQUIRED,
                    "Only version 13 of WebSocket is spoken here.",
                    VERSION_HEADER);
        }
        List<String> keys = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY);
        if (keys.size() != 1 || !isKey(keys.get(0))) {
            return bad("Send one Sec-WebSocket-Key header: 16 random bytes in Base64.");
        }
        if (request.content().isReadable()) {
            return bad("A WebSocket handshake has no body.");
        }
        return null;
    }

    private static boolean isKey(String key) {
        try {
            return key.length() == 24 && Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Returns the sub-protocols that the client offers, in its order. */
    static List<String> subprotocols(HttpHeaders headers) {
        List<String> offered = new ArrayList<>();
        for (String list : headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
            for (String one : list.split(",", -1)) {
                if (!one.isBlank()) {
                    offered.add(one.strip());
                }
            }
        }
        return offered;
    }

    /** Returns the path of a request target, without the query, and without the origin of an absolute target. */
    static String path(String target) {
        String rest = pathAndQuery(target);
        int query = rest.indexOf('?');
        return query < 0 ? rest : rest.substring(0, query);
    }

    /** Returns a request target without the origin that an absolute one has. */
    static String pathAndQuery(String target) {
        String rest = target;
        int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
        if (scheme > 0) {
            int slash = target.indexOf('/', scheme + 3);
            rest = slash < 0 ? "/" : target.substring(slash);
        }
        return rest;
    }

    static HttpRefusal contradiction() {
        return bad("The proxies on the way contradict each other about who asks. Have the one in front remove the"
                + " Forwarded and X-Forwarded headers that it does not write itself.");
    }

    static HttpRefusal bad(String reason) {
        return new HttpRefusal(HttpResponseStatus.BAD_REQUEST, reason);
    }
}
