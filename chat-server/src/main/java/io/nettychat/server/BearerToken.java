package io.nettychat.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A secret that lets in whoever has it. Kept as its hash, and compared in a time that tells nothing of it. */
final class BearerToken {
    /** So that guessing is hopeless: 16 characters of a random token are some 96 bits. */
    static final int SHORTEST = 16;

    private final byte[] hash;

    private BearerToken(byte[] hash) {
        this.hash = hash;
    }

    /** @throws IllegalArgumentException when it is too short, or holds what a header cannot hold */
    static BearerToken of(String token) {
        if (token.length() < SHORTEST || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("A token has " + SHORTEST + " or more visible ASCII characters and no"
                    + " blanks. Make one: openssl rand -base64 32");
        }
        return new BearerToken(sha256(token.getBytes(StandardCharsets.US_ASCII)));
    }

    boolean is(byte[] token) {
        return MessageDigest.isEqual(hash, sha256(token));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }
}
