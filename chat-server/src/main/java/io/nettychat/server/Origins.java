package io.nettychat.server;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which web pages may connect. A browser says which site a script came from, and sends the cookies of <em>this</em> site
 * along; without this check any site on the web could speak here in the name of whoever looks at it
 * (<a href="https://www.rfc-editor.org/rfc/rfc6455#section-10.2">RFC 6455, 10.2</a>).
 */
final class Origins {
    private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[^/?#\\s@]+");
    private static final String ANY = "*";
    private static final String NULL = "null";

    private final Set<String> listed;

    private Origins(Set<String> listed) {
        this.listed = listed;
    }

    /** Nobody but pages of this very server. */
    static Origins sameOnly() {
        return new Origins(Set.of());
    }

    /**
     * Returns a copy that also allows those given.
     *
     * @param origins each {@code scheme://host[:port]}, or {@code null} (the literal word, for sandboxed pages and files),
     *     or {@code *}
     * @throws IllegalArgumentException when one of them is no origin
     */
    Origins allowing(List<String> origins) {
        Set<String> all = new LinkedHashSet<>(listed);
        for (String origin : origins) {
            String lower = origin.strip().toLowerCase(Locale.ROOT);
            if (!lower.equals(ANY)
                    && !lower.equals(NULL)
                    && !ORIGIN.matcher(lower).matches()) {
                throw new IllegalArgumentException("\"" + origin
                        + "\" is no origin. Write it as scheme://host or scheme://host:port, without a path, for example"
                        + " https://chat.example.org; or * for every site.");
            }
            all.add(withoutDefaultPort(lower));
        }
        return new Origins(Set.copyOf(all));
    }

    /**
     * Returns whether a page may connect.
     *
     * @param origins all {@code Origin} headers of the request; none means that it does not come from a browser
     * @param client the host that the browser asked, and how, as far as that is known
     */
    boolean allows(List<String> origins, Client client) {
        if (origins.isEmpty()) {
            return true;
        }
        return origins.size() == 1 && (isSame(origins.get(0), client) || isListed(origins.get(0)));
    }

    /** Returns whether an origin is on the list. */
    boolean isListed(String origin) {
        return listed.contains(ANY) || listed.contains(withoutDefaultPort(origin.toLowerCase(Locale.ROOT)));
    }

    /** Returns whether the list has any entry, so that answers depend on the origin. */
    boolean isEmpty() {
        return listed.isEmpty();
    }

    private static boolean isSame(String origin, Client client) {
        String asked = withoutDefaultPort(origin.toLowerCase(Locale.ROOT));
        String host = client.host().toLowerCase(Locale.ROOT);
        if (client.scheme() != null) {
            return asked.equals(withoutDefaultPort(client.scheme() + "://" + host));
        }
        // Behind a proxy that ends TLS and does not say so, the page's scheme is https while ours is http.
        return asked.equals(withoutDefaultPort("http://" + host))
                || asked.equals(withoutDefaultPort("https://" + host));
    }

    private static String withoutDefaultPort(String origin) {
        if (origin.startsWith("http://") && origin.endsWith(":80")) {
            return origin.substring(0, origin.length() - 3);
        }
        if (origin.startsWith("https://") && origin.endsWith(":443")) {
            return origin.substring(0, origin.length() - 4);
        }
        return origin;
    }
}
