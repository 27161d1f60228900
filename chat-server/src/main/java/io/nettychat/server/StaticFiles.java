package io.nettychat.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The page: everything under {@code META-INF/resources/chat/}, read once at the start. A request is looked up in a map of
 * whole paths; nothing that a client sends ever reaches the file system or the class loader.
 */
final class StaticFiles implements AutoCloseable {
    private static final String ROOT = "META-INF/resources/chat/";
    private static final String INDEX = "/index.html";

    private final Map<String, StaticFile> files;
    private final Origins origins;

    private StaticFiles(Map<String, StaticFile> files, Origins origins) {
        this.files = files;
        this.origins = origins;
    }

    /**
     * Reads the page from wherever its {@code index.html} is found.
     *
     * @param origins sites that may use the page's modules
     * @return nothing but 404 when there is no page
     */
    static StaticFiles load(ClassLoader loader, Origins origins) {
        Map<String, StaticFile> files = new HashMap<>();
        URL index = loader.getResource(ROOT + "index.html");
        if (index != null) {
            try {
                if (index.openConnection() instanceof JarURLConnection jar) {
                    readJar(jar, files);
                } else {
                    readDirectory(index.toURI(), files);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("The page cannot be read from " + index, e);
            } catch (URISyntaxException e) {
                throw new IllegalStateException("The page cannot be read from " + index, e);
            }
        }
        StaticFile start = files.get(INDEX);
        if (start != null) {
            files.put("/", start);
        }
        return new StaticFiles(Map.copyOf(files), origins);
    }

    private static void readJar(JarURLConnection connection, Map<String, StaticFile> files) throws IOException {
        connection.setUseCaches(false); // a cached JarFile would stay open for the life of the process
        try (JarFile jar = connection.getJarFile()) {
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (entry.getName().startsWith(ROOT) && !entry.isDirectory()) {
                    try (InputStream content = jar.getInputStream(entry)) {
                        add(entry.getName().substring(ROOT.length()), content.readAllBytes(), files);
                    }
                }
            }
        }
    }

    private static void readDirectory(URI index, Map<String, StaticFile> files) throws IOException {
        Path root = Path.of(index).getParent();
        try (Stream<Path> all = root == null ? Stream.empty() : Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                add(root == null ? "" : relative(root, file), Files.readAllBytes(file), files);
            }
        }
    }

    private static String relative(Path root, Path file) {
        return root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    }

    private static void add(String name, byte[] content, Map<String, StaticFile> files) {
        files.put('/' + name, StaticFile.of(name, content));
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    /**
     * Returns the answer to a request that has been checked, null when there is no such file. For {@code HEAD} it
     * carries the body too; the caller leaves it out.
     */
    @Nullable
    FullHttpResponse answer(String path, HttpRequest request) {
        StaticFile file = files.get(path);
        if (file == null) {
            return null;
        }
        HttpHeaders asked = request.headers();
        boolean gzip = file.hasGzip() && acceptsGzip(asked);
        boolean known = matches(asked.getAll(HttpHeaderNames.IF_NONE_MATCH), file.etag(gzip));
        ByteBuf body = known ? Unpooled.EMPTY_BUFFER : file.content(gzip);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, known ? HttpResponseStatus.NOT_MODIFIED : HttpResponseStatus.OK, body);
        HttpHeaders headers = response.headers();
        headers.set(file.headers()).set(HttpHeaderNames.ETAG, file.etag(gzip));
        String policy = file.policyFor(asked.get(HttpHeaderNames.HOST, ""));
        if (policy != null) {
            headers.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, policy);
        }
        if (!known) {
            headers.setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
            if (gzip) {
                headers.set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
            }
        }
        vary(asked, headers);
        return response;
    }

    private void vary(HttpHeaders asked, HttpHeaders headers) {
        headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
        if (!origins.isEmpty()) {
            headers.add(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
            String origin = asked.get(HttpHeaderNames.ORIGIN);
            if (origin != null && origins.isListed(origin)) {
                headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            }
        }
    }

    private static boolean acceptsGzip(HttpHeaders headers) {
        for (String list : headers.getAll(HttpHeaderNames.ACCEPT_ENCODING)) {
            for (String one : list.split(",", -1)) {
                String[] parts = one.strip().split(";", 2);
                boolean gzip = parts[0].strip().equalsIgnoreCase("gzip")
                        || parts[0].strip().equals("*");
                if (gzip && (parts.length == 1 || !parts[1].replace(" ", "").matches("q=0(\\.0*)?"))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2">RFC 9110, 13.1.2</a>: the weak comparison. */
    private static boolean matches(List<String> conditions, String etag) {
        for (String list : conditions) {
            for (String one : list.split(",", -1)) {
                String tag = one.strip();
                if (tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Frees the memory of the files; answers that are under way keep theirs until they have left. */
    @Override
    public void close() {
        for (Map.Entry<String, StaticFile> entry : files.entrySet()) {
            if (!entry.getKey().equals("/")) {
                entry.getValue().release();
            }
        }
    }
}
