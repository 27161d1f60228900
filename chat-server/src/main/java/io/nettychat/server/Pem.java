package io.nettychat.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what certificate authorities and {@code openssl} write: certificates, and private keys in the forms of PKCS#8,
 * PKCS#1 (RSA) and SEC 1 (elliptic curves), as text
 * (<a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468</a>). Messages name the file and say what to do.
 */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    private static final String[] KEY_TYPES = {"RSA", "EC", "EdDSA", "RSASSA-PSS"};

    /** {@code SEQUENCE { OID rsaEncryption, NULL }}. */
    private static final byte[] RSA = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };

    /** {@code OID ecPublicKey}. */
    private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

    private static final byte[] VERSION = {0x02, 0x01, 0x00};
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int EC_PARAMETERS = 0xa0;

    private Pem() {}

    /** What stands between two lines of dashes. */
    private static final class Block {
        private final String label;
        private final byte[] content;

        Block(String label, byte[] content) {
            this.label = label;
            this.content = content;
        }

        String label() {
            return label;
        }

        byte[] content() {
            return content;
        }
    }

    /** Returns the certificates of a file in its order; at least one. */
    static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> chain = new ArrayList<>();
        for (Block block : blocks(file, "certificate")) {
            if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
                try {
                    chain.add((X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(block.content())));
                } catch (CertificateException e) {
                    throw new IOException("The certificate in " + file + " is damaged: " + e.getMessage(), e);
                }
            }
        }
        if (chain.isEmpty()) {
            throw new IOException("There is no certificate in " + file
                    + ". It must hold the server's certificate in PEM form (-----BEGIN CERTIFICATE-----), followed by"
                    + " those that lead to the authority.");
        }
        return chain;
    }

    /** Returns the private key of a file. */
    static PrivateKey privateKey(Path file) throws IOException {
        for (Block block : blocks(file, "private key")) {
            byte[] content = block.content();
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return key(file, content);
                }
                case "RSA PRIVATE KEY" -> {
                    return key(file, sequence(VERSION, RSA, element(OCTET_STRING, content)));
                }
                case "EC PRIVATE KEY" -> {
                    return key(file, sequence(VERSION, ecAlgorithm(file, content), element(OCTET_STRING, content)));
                }
                case "ENCRYPTED PRIVATE KEY" -> throw encrypted(file);
                default -> {} // a certificate, or the parameters of a curve
            }
        }
        throw new IOException("There is no private key in " + file
                + ". It must hold one in PEM form, for example -----BEGIN PRIVATE KEY-----.");
    }

    private static List<Block> blocks(Path file, String what) throws IOException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IOException("There is no " + what + " file " + file + ".", e);
        } catch (IOException e) {
            throw new IOException("The " + what + " file " + file + " cannot be read: " + e + ".", e);
        }
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            String body = matcher.group(2);
            if (body.contains("ENCRYPTED")) {
                throw encrypted(file);
            }
            try {
                blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(body)));
            } catch (IllegalArgumentException e) {
                throw new IOException("The " + what + " file " + file + " is damaged: it is no Base64.", e);
            }
        }
        return blocks;
    }

    private static IOException encrypted(Path file) {
        return new IOException("The private key in " + file
                + " is encrypted. Write a copy without a password, which only"
                + " the server may read: openssl pkcs8 -topk8 -nocrypt -in " + file.getFileName() + " -out key.pem");
    }

    private static PrivateKey key(Path file, byte[] pkcs8) throws IOException {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(pkcs8);
        for (String type : KEY_TYPES) {
            try {
                return KeyFactory.getInstance(type).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // perhaps of the next type
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Every JDK knows " + type + " keys.", e);
            }
        }
        throw new IOException("The private key in " + file + " is damaged, or of a kind that is not known here."
                + " RSA, EC (P-256, P-384, P-521) and Ed25519 are.");
    }

    /**
     * SEC 1 keeps the curve inside the key, PKCS#8 outside
     * (<a href="https://www.rfc-editor.org/rfc/rfc5915#section-3">RFC 5915, 3</a>).
     */
    private static byte[] ecAlgorithm(Path file, byte[] der) throws IOException {
        try {
            int at = body(der, 0);
            at = next(der, at); // the version
            at = next(der, at); // the key itself
            if ((der[at] & 0xff) == EC_PARAMETERS) {
                int from = body(der, at);
                return sequence(EC, Arrays.copyOfRange(der, from, next(der, at)));
            }
        } catch (ArrayIndexOutOfBoundsException | IllegalArgumentException e) {
            throw new IOException("The private key in " + file + " is damaged.", e);
        }
        throw new IOException(
                "The private key in " + file + " does not name its curve. Convert it: openssl pkcs8 -topk8"
                        + " -nocrypt -in " + file.getFileName() + " -out key.pem");
    }

    /** Returns where the content of the element begins that begins at the index given. */
    private static int body(byte[] der, int at) {
        int length = der[at + 1] & 0xff;
        return at + 2 + (length < 0x80 ? 0 : length & 0x7f);
    }

    /** Returns where the element ends that begins at the index given. */
    private static int next(byte[] der, int at) {
        int length = der[at + 1] & 0xff;
        int body = body(der, at);
        if (length >= 0x80) {
            length = 0;
            for (int i = at + 2; i < body; i++) {
                length = (length << 8) | (der[i] & 0xff);
            }
        }
        return Math.addExact(body, length);
    }

    private static byte[] sequence(byte[]... elements) {
        int length = 0;
        for (byte[] element : elements) {
            length += element.length;
        }
        byte[] content = new byte[length];
        int at = 0;
        for (byte[] element : elements) {
            System.arraycopy(element, 0, content, at, element.length);
            at += element.length;
        }
        return element(SEQUENCE, content);
    }

    private static byte[] element(int tag, byte[] content) {
        int length = content.length;
        byte[] head = length < 0x80
                ? new byte[] {(byte) tag, (byte) length}
                : length < 0x100
                        ? new byte[] {(byte) tag, (byte) 0x81, (byte) length}
                        : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
        byte[] element = Arrays.copyOf(head, head.length + length);
        System.arraycopy(content, 0, element, head.length, length);
        return element;
    }
}
