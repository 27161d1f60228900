package io.nettychat.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The head of an HTTP reply.
 *
 * @param status the status code; 0 when the server closed the connection instead of answering
 * @param headers the last value of each header, by name in lower case
 */
record HttpReply(int status, Map<String, String> headers) {

    static final HttpReply NONE = new HttpReply(0, Map.of());

    /** Reads up to the empty line and not one byte further: what comes after it are WebSocket frames. */
    static HttpReply read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int newLines = 0;
        while (newLines < 2) {
            int b = in.read();
            if (b < 0) {
                return NONE;
            }
            head.write(b);
            newLines = b == '\n' ? newLines + 1 : b == '\r' ? newLines : 0;
        }
        String[] lines = head.toString(StandardCharsets.ISO_8859_1).split("\r\n", -1);
        assertThat(lines[0]).startsWith("HTTP/1.1 ");
        Map<String, String> headers = new HashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return new HttpReply(Integer.parseInt(lines[0].substring(9, 12)), headers);
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
