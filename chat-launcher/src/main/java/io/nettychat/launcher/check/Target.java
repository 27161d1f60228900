package io.nettychat.launcher.check;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * One server to check.
 *
 * @param url as it was given
 * @param socket the address of its WebSocket
 */
record Target(String url, URI socket, boolean tls, int port) {
    /** Reads {@code http://host:port/}, also with https, ws and wss. Without a path of its own, it is {@code /chat}. */
    static Target parse(String url) {
        URI uri;
        try {
            uri = new URI(url.strip());
        } catch (URISyntaxException e) {
            throw wrong(url);
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("https") || scheme.equals("wss");
        boolean plain = scheme.equals("http") || scheme.equals("ws");
        if ((!tls && !plain) || uri.getHost() == null || uri.getRawUserInfo() != null || uri.getPort() > 65_535) {
            throw wrong(url);
        }
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        if (path.endsWith("/")) {
            path += "chat";
        }
        int port = uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80;
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        URI socket = URI.create((tls ? "wss://" : "ws://") + uri.getHost() + ":" + port + path + query);
        return new Target(url, socket, tls, port);
    }

    /** The host without the brackets of an IPv6 address. */
    String host() {
        String host = socket.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static TypeConversionException wrong(String url) {
        return new TypeConversionException(
                "'" + url + "' is not the address of a server: give one such as http://127.0.0.1:3000/");
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<Target> {
        @Override
        public Target convert(String value) {
            return parse(value);
        }
    }
}
