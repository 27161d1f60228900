package io.nettychat.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
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
import java.util.EnumMap;
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
    private static final Map<ContentCoding, String> PREPARED =
            Map.of(ContentCoding.BROTLI, ".br", ContentCoding.GZIP, ".gz");

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
        Map<String, byte[]> found = new HashMap<>();
        URL index = loader.getResource(ROOT + "index.html");
        if (index != null) {
            try {
                if (index.openConnection() instanceof JarURLConnection jar) {
                    readJar(jar, found);
                } else {
                    readDirectory(index.toURI(), found);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("The page cannot be read from " + index, e);
            } catch (URISyntaxException e) {
                throw new IllegalStateException("The page cannot be read from " + index, e);
            }
        }
        Map<String, StaticFile> files = assemble(found);
        StaticFile start = files.get(INDEX);
        if (start != null) {
            files.put("/", start);
        }
        return new StaticFiles(Map.copyOf(files), origins);
    }

    private static void readJar(JarURLConnection connection, Map<String, byte[]> found) throws IOException {
        connection.setUseCaches(false); // a cached JarFile would stay open for the life of the process
        try (JarFile jar = connection.getJarFile()) {
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (entry.getName().startsWith(ROOT) && !entry.isDirectory()) {
                    try (InputStream content = jar.getInputStream(entry)) {
                        found.put(entry.getName().substring(ROOT.length()), content.readAllBytes());
                    }
                }
            }
        }
    }

    private static void readDirectory(URI index, Map<String, byte[]> found) throws IOException {
        Path root = Path.of(index).getParent();
        try (Stream<Path> all = root == null ? Stream.empty() : Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                found.put(root == null ? "" : relative(root, file), Files.readAllBytes(file));
            }
        }
    }

    private static String relative(Path root, Path file) {
        return root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    }

    /** What the build has compressed is a form of the file beside it, and has no address of its own. */
    private static Map<String, StaticFile> assemble(Map<String, byte[]> found) {
        Map<String, StaticFile> files = new HashMap<>();
        found.forEach((name, content) -> {
            int dot = name.lastIndexOf('.');
            boolean form =
                    dot > 0 && PREPARED.containsValue(name.substring(dot)) && found.containsKey(name.substring(0, dot));
            if (!form) {
                Map<ContentCoding, byte[]> prepared = new EnumMap<>(ContentCoding.class);
                PREPARED.forEach((coding, suffix) -> {
                    byte[] body = found.get(name + suffix);
                    if (body != null) {
                        prepared.put(coding, body);
                    }
                });
                files.put('/' + name, StaticFile.of(name, content, prepared));
            }
        });
        return files;
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    /**
     * Returns the answer to a request that has been checked, null when there is no such file. For {@code HEAD} it
     * carries the body too; the caller leaves it out.
     *
     * @param host the host that the browser asked
     */
    @Nullable
    FullHttpResponse answer(String path, HttpRequest request, String host) {
        StaticFile file = files.get(path);
        if (file == null) {
            return null;
        }
        HttpHeaders asked = request.headers();
        ContentCoding form = ContentCoding.choose(asked.getAll(HttpHeaderNames.ACCEPT_ENCODING), file.forms());
        boolean known = matches(asked.getAll(HttpHeaderNames.IF_NONE_MATCH), file.etag(form));
        ByteBuf body = known ? Unpooled.EMPTY_BUFFER : file.content(form);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, known ? HttpResponseStatus.NOT_MODIFIED : HttpResponseStatus.OK, body);
        HttpHeaders headers = response.headers();
        headers.set(file.headers()).set(HttpHeaderNames.ETAG, file.etag(form));
        String policy = file.policyFor(host);
        if (policy != null) {
            headers.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, policy);
        }
        if (!known) {
            headers.setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
            if (form != ContentCoding.IDENTITY) {
                headers.set(HttpHeaderNames.CONTENT_ENCODING, form.token());
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
