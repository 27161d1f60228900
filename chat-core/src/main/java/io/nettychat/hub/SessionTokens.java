package io.nettychat.hub;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The secrets by which a session proves later who it was: {@code user.mac}, where the second half is an HMAC-SHA-256
 * (<a href="https://www.rfc-editor.org/rfc/rfc2104">RFC 2104</a>) over the user's id, cut to 128 bits. Nothing needs to be
 * remembered for a session that is gone: it can come back with its identity as long as the key lives. Owned by one
 * thread.
 */
final class SessionTokens {
    private static final int MAC_BYTES = 16;
    private static final int USER_BYTES = 9;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final SecureRandom random = new SecureRandom();
    private final Mac mac;
    /** For users whose ids come from the host: what proves one of those must not prove an id that the chat gave. */
    private final Mac hostMac;

    /** @param key at least 32 secret bytes, the same for all who are to know each other's sessions */
    SessionTokens(byte[] key) {
        try {
            mac = mac(key);
            hostMac = mac(mac.doFinal("ids of the host".getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static Mac mac(byte[] key) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac;
    }

    /** Returns an id that no user has had. */
    String newUser() {
        byte[] id = new byte[USER_BYTES];
        random.nextBytes(id);
        return ENCODER.encodeToString(id);
    }

    /**
     * Returns the secret of a user's session.
     *
     * @param ofHost whether the user's id comes from the host
     */
    String issue(String user, boolean ofHost) {
        return user + '.' + ENCODER.encodeToString(sign(user, ofHost));
    }

    /**
     * Returns whose secret this is, null when it is nobody's.
     *
     * @param ofHost whether the user's id is to be one that comes from the host
     */
    @Nullable
    String userOf(@Nullable String secret, boolean ofHost) {
        if (secret == null) {
            return null;
        }
        int dot = secret.lastIndexOf('.');
        if (dot <= 0) {
            return null;
        }
        String user = secret.substring(0, dot);
        // As text: several texts are the same bytes in Base64, and a secret is to be written in one way only.
        byte[] given = secret.substring(dot + 1).getBytes(StandardCharsets.UTF_8);
        byte[] right = ENCODER.encode(sign(user, ofHost));
        return MessageDigest.isEqual(given, right) ? user : null;
    }

    private byte[] sign(String user, boolean ofHost) {
        Mac mac = ofHost ? hostMac : this.mac;
        return Arrays.copyOf(mac.doFinal(user.getBytes(StandardCharsets.UTF_8)), MAC_BYTES);
    }
}
