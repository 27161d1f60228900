package io.nettychat.launcher;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * An origin as a browser sends it: scheme, host and, unless it is the scheme's own, port (<a
 * href="https://www.rfc-editor.org/rfc/rfc6454#section-6.2">RFC 6454, section 6.2</a>). Anything else would never match,
 * so it is refused at the start rather than ignored.
 */
final class OriginConverter implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
        String origin = value.strip().toLowerCase(Locale.ROOT);
        try {
            URI uri = new URI(origin);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            String path = uri.getRawPath();
            if (web
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && (path == null || path.isEmpty())
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return origin;
            }
        } catch (URISyntaxException e) {
            // Told below.
        }
        throw new TypeConversionException(
                "'" + value
                        + "' is not an origin: give scheme and host, and the port if it is a special one, such as https://example.org");
    }
}
