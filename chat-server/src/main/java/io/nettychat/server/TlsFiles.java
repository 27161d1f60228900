package io.nettychat.server;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate and its key in two files, read again when they change: certificates live for weeks, servers for longer.
 * New connections get the new certificate; files that cannot be used change nothing but the log.
 *
 * <p>The files are looked at once a second rather than watched, because what is replaced is often a link to a folder of
 * links, and because two files that change one after the other should be taken when both are there.
 */
final class TlsFiles implements TlsSource {
    private static final Logger log = LoggerFactory.getLogger(TlsFiles.class);
    private static final long LOOK_SECONDS = 1;

    /** What a key of each kind can sign with, to see whether it belongs to a certificate. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private final Path certificates;
    private final Path key;
    private final ScheduledExecutorService watch;
    private volatile SslContext context;

    // Touched by the thread of the watch only, once it runs.
    private String inForce;
    private String seen;

    private TlsFiles(Path certificates, Path key) throws IOException {
        this.certificates = certificates;
        this.key = key;
        this.inForce = stamp();
        this.seen = inForce;
        this.context = read(certificates, key);
        this.watch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "chat-tls");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Reads the files and begins to look after them.
     *
     * @throws IOException when they cannot be used; the message says why and what to do
     */
    static TlsFiles watch(Path certificates, Path key) throws IOException {
        TlsFiles files = new TlsFiles(certificates, key);
        files.watch.scheduleWithFixedDelay(files::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        return files;
    }

    /** Returns what new connections are to be met with. May be called from any thread. */
    @Override
    public SslContext context() {
        return context;
    }

    /** A change is taken when the files have stood still from one look to the next: they are written one by one. */
    private void look() {
        String now = stamp();
        if (!now.equals(inForce) && now.equals(seen)) {
            inForce = now; // also when it is of no use: that is told once
            try {
                context = read(certificates, key);
                log.info("The TLS certificate has changed: {}", describe(certificates));
            } catch (IOException | RuntimeException e) {
                log.error(
                        "The TLS files have changed and cannot be used, so the ones from before stay in force: {}",
                        e.getMessage());
            }
        }
        seen = now;
    }

    private String stamp() {
        return stamp(certificates) + ' ' + stamp(key);
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return now.lastModifiedTime() + "/" + now.size() + "/" + now.fileKey();
        } catch (IOException e) {
            return "gone";
        }
    }

    /** Reads the files once. */
    static SslContext read(Path certificates, Path key) throws IOException {
        List<X509Certificate> chain = Pem.certificates(certificates);
        PrivateKey secret = Pem.privateKey(key);
        if (!belongTogether(chain.get(0).getPublicKey(), secret)) {
            throw new IOException(
                    "The private key in " + key + " is not that of the first certificate in " + certificates
                            + ". The server's own certificate comes first in its file, before those of the authority.");
        }
        X509Certificate own = chain.get(0);
        if (own.getNotAfter().toInstant().isBefore(Instant.now())) {
            log.warn(
                    "The TLS certificate in {} has been invalid since {}; clients will refuse it. Renew it.",
                    certificates,
                    own.getNotAfter().toInstant());
        }
        return SslContextBuilder.forServer(secret, chain.toArray(X509Certificate[]::new))
                .protocols("TLSv1.3", "TLSv1.2")
                .build();
    }

    private static String describe(Path certificates) throws IOException {
        X509Certificate own = Pem.certificates(certificates).get(0);
        return own.getSubjectX500Principal().getName() + ", valid until "
                + own.getNotAfter().toInstant();
    }

    private static boolean belongTogether(PublicKey shown, PrivateKey secret) {
        if (!shown.getAlgorithm().equals(secret.getAlgorithm())) {
            return false;
        }
        @Nullable String algorithm = SIGNATURES.get(secret.getAlgorithm());
        if (algorithm == null) {
            return true; // of a kind whose parameters are not known here; a handshake will tell
        }
        try {
            byte[] text = {1, 2, 3};
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(secret);
            signer.update(text);
            byte[] signature = signer.sign();
            signer.initVerify(shown);
            signer.update(text);
            return signer.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
