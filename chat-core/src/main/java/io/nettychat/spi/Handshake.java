package io.nettychat.spi;

import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a connection before its first frame. Immutable; may be used from any thread.
 *
 * @param dialect which dialect the client speaks
 * @param path the path of the request, without the query
 * @param query the decoded query parameters, each with its values in order
 * @param headers the request's headers with lower-case names, each with its values in order
 * @param remote the address of the client, as far as it can be trusted
 */
public record Handshake(
        Dialect dialect,
        String path,
        Map<String, List<String>> query,
        Map<String, List<String>> headers,
        SocketAddress remote) {

    /** Copies the maps, so that nobody can change them later. */
    public Handshake {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    /** Returns the first value of a query parameter, null when it is not there. */
    public @Nullable String query(String name) {
        return first(query.get(name));
    }

    /**
     * Returns the first value of a request header, null when it is not there.
     *
     * @param name the header's name in lower case
     */
    public @Nullable String header(String name) {
        return first(headers.get(name));
    }

    private static @Nullable String first(@Nullable List<String> values) {
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    /** The two ways to speak with the server. */
    public enum Dialect {
        /** The sub-protocol {@code chat.v1}: JSON frames in both directions. */
        CHAT_V1,
        /** No sub-protocol: {@code name|text} in, {@code message} and {@code error} frames out. */
        SIMPLE
    }
}
