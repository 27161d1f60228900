package io.nettychat.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.jca.JCAContext;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Set;

/** EdDSA by the JDK, which has it since 15; the library would want another one for it. */
final class Ed25519 implements JWSVerifier {
    private static final int BYTES = 32;

    private final EdECPublicKey key;
    private final JCAContext context = new JCAContext();

    Ed25519(EdECPublicKey key) {
        this.key = key;
    }

    /** Reads a key as JSON Web Keys have it: <a href="https://www.rfc-editor.org/rfc/rfc8032#section-5.1.5">RFC 8032, 5.1.5</a>. */
    static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
        if (encoded.length != BYTES) {
            throw new IllegalArgumentException("An Ed25519 key has " + BYTES + " bytes, not " + encoded.length + ".");
        }
        byte[] y = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            y[i] = encoded[BYTES - 1 - i];
        }
        boolean odd = (y[0] & 0x80) != 0;
        y[0] &= 0x7f;
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(
                        new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, y))));
    }

    @Override
    public boolean verify(JWSHeader header, byte[] input, Base64URL signature) {
        // RFC 7515, 4.1.11: whoever does not understand what is critical must not accept it.
        if (header.getCriticalParams() != null && !header.getCriticalParams().isEmpty()) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(input);
            return verifier.verify(signature.decode());
        } catch (SignatureException notEvenOne) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK since 15 has Ed25519.", e);
        }
    }

    @Override
    public Set<JWSAlgorithm> supportedJWSAlgorithms() {
        return Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);
    }

    @Override
    public JCAContext getJCAContext() {
        return context;
    }
}
