package io.nettychat.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** What is done in Redis in one step. */
enum Script {
    TURN,
    READ,
    BEAT,
    CLAIM,
    RELEASE,
    HOLDER,
    SECRET,
    BURY;

    @SuppressWarnings("ImmutableEnumChecker") // nobody outside writes to it
    private final byte[] source;

    private final String digest;

    Script() {
        String file = name().toLowerCase(Locale.ROOT) + ".lua";
        try (InputStream in = Script.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing in the jar");
            }
            source = in.readAllBytes();
            digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(source));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    byte[] source() {
        return source;
    }

    /** Returns the name by which Redis knows the script once it has been sent. */
    String digest() {
        return digest;
    }
}
