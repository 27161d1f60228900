package io.nettychat.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** One file of the page, in memory, in every form it may be asked for, with the headers that do not depend on the request. */
final class StaticFile {
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json; charset=utf-8"),
            Map.entry("map", "application/json; charset=utf-8"),
            Map.entry("webmanifest", "application/manifest+json; charset=utf-8"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("md", "text/plain; charset=utf-8"),
            Map.entry("svg", "image/svg+xml; charset=utf-8"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("webp", "image/webp"),
            Map.entry("gif", "image/gif"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("wav", "audio/wav"));

    /** A name such as {@code app.3f9c2a71.js}: other content would have another name. */
    private static final Pattern HASHED = Pattern.compile(".*[.-][0-9a-f]{8,}\\.[a-z0-9]+");

    private static final Pattern IMPORT_MAP = Pattern.compile(
            "<script\\b[^>]*\\btype\\s*=\\s*[\"']?importmap[\"']?[^>]*>(.*?)</script\\s*>",
            Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private static final int WORTH_COMPRESSING = 512;

    private final Map<ContentCoding, ByteBuf> forms;
    private final String hash;
    private final HttpHeaders headers;
    private final @Nullable String policy;

    private StaticFile(Map<ContentCoding, ByteBuf> forms, String hash, HttpHeaders headers, @Nullable String policy) {
        this.forms = forms;
        this.hash = hash;
        this.headers = headers;
        this.policy = policy;
    }

    /**
     * Keeps a file.
     *
     * @param prepared what the build has compressed; without, gzip is made here
     */
    static StaticFile of(String path, byte[] content, Map<ContentCoding, byte[]> prepared) {
        String type = TYPES.getOrDefault(extension(path), "application/octet-stream");
        boolean html = type.startsWith("text/html");
        HttpHeaders headers = new DefaultHttpHeaders()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .set(HttpHeaderNames.CACHE_CONTROL, cacheControl(path))
                .set("x-content-type-options", "nosniff")
                .set("referrer-policy", "no-referrer")
                .set("cross-origin-opener-policy", "same-origin");
        Map<ContentCoding, ByteBuf> forms = new EnumMap<>(ContentCoding.class);
        forms.put(ContentCoding.IDENTITY, direct(content));
        prepared.forEach((coding, body) -> forms.put(coding, direct(body)));
        if (!forms.containsKey(ContentCoding.GZIP) && type.contains("charset") && content.length >= WORTH_COMPRESSING) {
            byte[] smaller = gzip(content);
            if (smaller.length < content.length) {
                forms.put(ContentCoding.GZIP, direct(smaller));
            }
        }
        return new StaticFile(
                forms,
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(sha256(content))
                        .substring(0, 22),
                headers,
                html ? policy(new String(content, StandardCharsets.UTF_8)) : null);
    }

    private static CharSequence cacheControl(String path) {
        return HASHED.matcher(path).matches() ? "public, max-age=31536000, immutable" : HttpHeaderValues.NO_CACHE;
    }

    /** What the page may do; {@code %HOST%} stands for the host that the browser asked. */
    private static String policy(String html) {
        StringBuilder scripts = new StringBuilder("script-src 'self'");
        Matcher inline = IMPORT_MAP.matcher(html);
        while (inline.find()) {
            scripts.append(" 'sha256-")
                    .append(Base64.getEncoder()
                            .encodeToString(sha256(inline.group(1).getBytes(StandardCharsets.UTF_8))))
                    .append('\'');
        }
        return "default-src 'none'; " + scripts
                + "; style-src 'self'; img-src 'self' data: blob:"
                // 'self' does not cover ws: in every browser.
                + "; connect-src 'self' ws://%HOST% wss://%HOST%"
                + "; font-src 'self'; manifest-src 'self'; worker-src 'self'; media-src 'self' data:"
                + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
                + "; require-trusted-types-for 'script'; trusted-types lit-html";
    }

    /** The headers that are the same for every request. */
    HttpHeaders headers() {
        return headers;
    }

    /** The content security policy for a page that was asked for under this host; null when it is no page. */
    @Nullable
    String policyFor(String host) {
        return policy == null ? null : policy.replace("%HOST%", host);
    }

    /** The forms in which the content is there. */
    Set<ContentCoding> forms() {
        return forms.keySet();
    }

    /** The entity tag, which differs from form to form. */
    String etag(ContentCoding form) {
        return '"' + hash + form.mark() + '"';
    }

    /** The content, not to be changed; each caller owns a reference. */
    ByteBuf content(ContentCoding form) {
        ByteBuf body = forms.get(form);
        if (body == null) {
            throw new IllegalArgumentException("not kept as " + form);
        }
        return body.retainedDuplicate();
    }

    void release() {
        forms.values().forEach(ByteBuf::release);
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(content.length / 2);
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // an array in memory does not fail
        }
        return bytes.toByteArray();
    }

    /** Off the heap, so that a slow reader costs a reference and not a copy. */
    private static ByteBuf direct(byte[] content) {
        return Unpooled.directBuffer(content.length, Math.max(1, content.length))
                .writeBytes(content);
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }

    private static String extension(String path) {
        return path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
