package io.nettychat.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The keys with which tokens are verified. Each key verifies the algorithms of its own kind and no others, so that a token
 * cannot choose how it is looked at. Immutable; may be used from any thread.
 */
public final class JwtKeys {
    private static final int SECRET_BYTES = 32;
    private static final int RSA_BITS = 2048;
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    private final List<Key> keys;

    private JwtKeys(List<Key> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * One key.
     *
     * @param id how tokens name it, null when it has no name
     * @param algorithms what it verifies
     */
    private record Key(@Nullable String id, Set<JWSAlgorithm> algorithms, JWSVerifier verifier) {}

    /**
     * Verifies HS256 with a secret that whoever signs has too.
     *
     * @param secret at least 32 bytes; copied
     * @throws IllegalArgumentException when it is shorter
     */
    public static JwtKeys secret(byte[] secret) {
        if (secret.length < SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "The secret has " + secret.length + " bytes; HS256 wants " + SECRET_BYTES + " or more.");
        }
        try {
            return new JwtKeys(List.of(new Key(null, Set.of(JWSAlgorithm.HS256), new MACVerifier(secret.clone()))));
        } catch (JOSEException e) {
            throw new IllegalArgumentException("The secret cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Verifies with the public key of whoever signs: RS256 with an RSA key, ES256 with one on the curve P-256, EdDSA with
     * an Ed25519 key.
     *
     * @throws IllegalArgumentException when the key is of another kind, or too short
     */
    public static JwtKeys publicKey(PublicKey key) {
        return new JwtKeys(List.of(key(null, key)));
    }

    /**
     * Reads keys from a file: public keys or certificates in PEM form, a JSON Web Key or a set of them, or else the secret
     * of HS256 as it stands, without white space around it.
     *
     * @throws IOException when it cannot be read or is nothing of that; the message says what to do
     */
    public static JwtKeys read(Path file) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException("There is no key file " + file + ".", e);
        } catch (IOException e) {
            throw new IOException("The key file " + file + " cannot be read: " + e + ".", e);
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
        try {
            if (text.startsWith("{")) {
                return jwks(new String(bytes, StandardCharsets.UTF_8));
            }
            if (text.contains("-----BEGIN ")) {
                return pem(text);
            }
            return secret(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException | ParseException | GeneralSecurityException | JOSEException e) {
            throw new IOException("The key file " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static JwtKeys pem(String text) throws GeneralSecurityException {
        List<Key> keys = new ArrayList<>();
        Matcher matcher = PEM.matcher(text);
        while (matcher.find()) {
            String label = matcher.group(1);
            byte[] content = Base64.getMimeDecoder().decode(matcher.group(2));
            switch (label) {
                case "PUBLIC KEY" -> keys.add(key(null, decode(content)));
                case "CERTIFICATE" ->
                    keys.add(key(
                            null,
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(content))
                                    .getPublicKey()));
                default ->
                    throw new IllegalArgumentException(
                            "It holds a \"" + label + "\". Give the public key only, which is"
                                    + " all that verifying needs: openssl pkey -in FILE -pubout.");
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("It looks like PEM, but holds no whole key.");
        }
        return new JwtKeys(keys);
    }

    private static PublicKey decode(byte[] spki) throws GeneralSecurityException {
        for (String type : List.of("RSA", "EC", "Ed25519")) {
            try {
                return KeyFactory.getInstance(type).generatePublic(new X509EncodedKeySpec(spki));
            } catch (InvalidKeySpecException e) {
                // perhaps of the next type
            }
        }
        throw new IllegalArgumentException("It is of a kind that is not known here. RSA, EC (P-256) and Ed25519 are.");
    }

    private static JwtKeys jwks(String json) throws ParseException, JOSEException, GeneralSecurityException {
        List<JWK> all = json.contains("\"keys\"") ? JWKSet.parse(json).getKeys() : List.of(JWK.parse(json));
        List<Key> keys = new ArrayList<>();
        for (JWK jwk : all) {
            if (jwk.getKeyUse() == null || jwk.getKeyUse().equals(KeyUse.SIGNATURE)) {
                keys.add(key(jwk));
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("It holds no key that verifies signatures.");
        }
        return new JwtKeys(keys);
    }

    private static Key key(JWK jwk) throws JOSEException, GeneralSecurityException {
        if (jwk instanceof OctetSequenceKey octets) {
            Key secret = secret(octets.toByteArray()).keys.get(0);
            return new Key(jwk.getKeyID(), secret.algorithms(), secret.verifier());
        }
        if (jwk instanceof RSAKey rsa) {
            return key(jwk.getKeyID(), rsa.toPublicKey());
        }
        if (jwk instanceof ECKey ec) {
            return key(jwk.getKeyID(), ec.toPublicKey());
        }
        if (jwk instanceof OctetKeyPair pair && Curve.Ed25519.equals(pair.getCurve())) {
            return key(jwk.getKeyID(), Ed25519.publicKey(pair.getDecodedX()));
        }
        throw new IllegalArgumentException("It holds a key of a kind that is not known here (" + jwk.getKeyType()
                + "). RSA, EC (P-256), Ed25519 and" + " secrets are.");
    }

    private static Key key(@Nullable String id, PublicKey key) {
        try {
            if (key instanceof RSAPublicKey rsa) {
                if (rsa.getModulus().bitLength() < RSA_BITS) {
                    throw new IllegalArgumentException("The RSA key has "
                            + rsa.getModulus().bitLength() + " bits; it must have " + RSA_BITS + " or more.");
                }
                return new Key(id, Set.of(JWSAlgorithm.RS256), new RSASSAVerifier(rsa));
            }
            if (key instanceof ECPublicKey ec && Curve.P_256.equals(Curve.forECParameterSpec(ec.getParams()))) {
                return new Key(id, Set.of(JWSAlgorithm.ES256), new ECDSAVerifier(ec));
            }
        } catch (JOSEException e) {
            throw new IllegalArgumentException("The key cannot be used: " + e.getMessage(), e);
        }
        if (key instanceof EdECPublicKey ed && ed.getParams().getName().equals("Ed25519")) {
            return new Key(id, Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519), new Ed25519(ed));
        }
        throw new IllegalArgumentException("The key is of a kind that is not known here (" + key.getAlgorithm()
                + "). RSA, EC (P-256) and Ed25519 are.");
    }

    /** Returns the verifiers that may be asked about a token with this header. */
    List<JWSVerifier> verifiers(JWSHeader header) {
        return keys.stream()
                .filter(key -> key.algorithms().contains(header.getAlgorithm()))
                .filter(key -> header.getKeyID() == null
                        || key.id() == null
                        || key.id().equals(header.getKeyID()))
                .map(Key::verifier)
                .toList();
    }

    /** The algorithms that can be verified, for messages. */
    @Override
    public String toString() {
        return keys.stream()
                .flatMap(key -> key.algorithms().stream())
                .map(JWSAlgorithm::getName)
                .distinct()
                .sorted()
                .toList()
                .toString();
    }
}
