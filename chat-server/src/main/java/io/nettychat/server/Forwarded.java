package io.nettychat.server;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What proxies write into a request about the one before them, first to last. Nothing of it is to be trusted as such. */
final class Forwarded {
    private Forwarded() {}

    /**
     * One step on the way of a request, as the proxy at its end tells it.
     *
     * @param address where the request came from, null when the proxy does not know or does not say
     * @param scheme how it came, null when that is not said
     * @param host whom it asked, null when that is not said
     */
    record Hop(
            @Nullable InetSocketAddress address,
            @Nullable String scheme,
            @Nullable String host) {}

    /** Reads {@code Forwarded} (<a href="https://www.rfc-editor.org/rfc/rfc7239#section-4">RFC 7239, 4</a>). */
    static List<Hop> standard(HttpHeaders headers) {
        List<Hop> hops = new ArrayList<>();
        for (String header : headers.getAll("forwarded")) {
            for (String element : split(header, ',')) {
                InetSocketAddress address = null;
                String scheme = null;
                String host = null;
                for (String pair : split(element, ';')) {
                    int equals = pair.indexOf('=');
                    String name =
                            equals < 0 ? "" : pair.substring(0, equals).strip().toLowerCase(Locale.ROOT);
                    String value =
                            equals < 0 ? "" : unquote(pair.substring(equals + 1).strip());
                    switch (name) {
                        case "for" -> address = node(value);
                        case "proto" -> scheme = scheme(value);
                        case "host" -> host = value;
                        default -> {} // "by", and what others have thought of
                    }
                }
                hops.add(new Hop(address, scheme, host));
            }
        }
        return hops;
    }

    /** Reads {@code X-Forwarded-For}, the addresses only: the headers beside it need not be as long. */
    static List<Hop> common(HttpHeaders headers) {
        return list(headers, "x-forwarded-for").stream()
                .map(address -> new Hop(node(address), null, null))
                .toList();
    }

    /** Returns the elements of all headers of a name, in order. */
    static List<String> list(HttpHeaders headers, String name) {
        List<String> all = new ArrayList<>();
        for (String header : headers.getAll(name)) {
            for (String one : header.split(",", -1)) {
                if (!one.isBlank()) {
                    all.add(one.strip());
                }
            }
        }
        return all;
    }

    /** Returns http or https; WebSocket's own names mean the same. */
    static @Nullable String scheme(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "https", "wss" -> "https";
            case "http", "ws" -> "http";
            default -> null;
        };
    }

    /** An address with or without a port; null for {@code unknown}, for names that hide one, and for nonsense. */
    static @Nullable InetSocketAddress node(String text) {
        String host = text;
        String port = "";
        int colon = text.lastIndexOf(':');
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0) {
                return null;
            }
            host = text.substring(1, end);
            port = text.startsWith(":", end + 1) ? text.substring(end + 2) : "";
        } else if (colon >= 0 && text.indexOf(':') == colon) {
            host = text.substring(0, colon);
            port = text.substring(colon + 1);
        }
        // Never a look-up of a name: only what is an address in itself.
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
        return address == null ? null : new InetSocketAddress(address, port(port));
    }

    private static int port(String text) {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        int port = Integer.parseInt(text);
        return port > 65_535 ? 0 : port;
    }

    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(text.substring(from));
        parts.removeIf(String::isBlank);
        return parts;
    }

    private static String unquote(String text) {
        if (text.length() < 2 || text.charAt(0) != '"' || !text.endsWith("\"")) {
            return text;
        }
        return text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1");
    }
}
