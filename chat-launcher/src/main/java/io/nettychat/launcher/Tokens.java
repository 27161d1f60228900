package io.nettychat.launcher;

import io.nettychat.jwt.JwtAuthenticator;
import io.nettychat.jwt.JwtKeys;
import io.nettychat.launcher.Arguments.Refused;
import io.nettychat.server.ChatServerBuilder;
import java.io.IOException;

/** The options for signed identities. Its classes are loaded only where there is a key. */
final class Tokens {
    private Tokens() {}

    /** @throws Refused when a value cannot be used */
    static void apply(Arguments arguments, ChatServerBuilder builder) throws Refused {
        Options options = arguments.options();
        if (options.jwtKey == null) {
            if (options.jwtAudiences != null || options.jwtIssuer != null || options.jwtRoleClaim != null) {
                throw arguments.refuse(
                        options.jwtAudiences != null
                                ? "--jwt-audience"
                                : options.jwtIssuer != null ? "--jwt-issuer" : "--jwt-role-claim",
                        "it says something of tokens, which are asked for only with --jwt-key");
            }
            return;
        }
        JwtKeys keys;
        try {
            keys = JwtKeys.read(options.jwtKey);
        } catch (IOException e) {
            throw arguments.refuse("--jwt-key", String.valueOf(e.getMessage()));
        }
        JwtAuthenticator tokens =
                JwtAuthenticator.with(keys).nameClaim(options.jwtNameClaim).roleClaim(options.jwtRoleClaim);
        if (options.jwtAudiences != null) {
            tokens = tokens.audience(options.jwtAudiences.toArray(String[]::new));
        }
        if (options.jwtIssuer != null) {
            tokens = tokens.issuer(options.jwtIssuer);
        }
        try {
            tokens = tokens.clockSkew(options.jwtClockSkew);
        } catch (IllegalArgumentException e) {
            throw arguments.refuse("--jwt-clock-skew", String.valueOf(e.getMessage()));
        }
        builder.authenticate(tokens);
    }
}
