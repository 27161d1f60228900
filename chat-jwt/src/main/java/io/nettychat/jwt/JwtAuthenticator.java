package io.nettychat.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Identity;
import io.nettychat.model.Rejected;
import io.nettychat.model.Role;
import io.nettychat.spi.Authenticator;
import io.nettychat.spi.Handshake;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Lets those in who bring a signed token (<a href="https://www.rfc-editor.org/rfc/rfc7519">RFC 7519</a>): in the request
 * as {@code Authorization: Bearer …} or as the parameter {@code token}, or in their {@code hello}. Nobody is asked over
 * the network; what a token says is true until it ends.
 *
 * <p>A token must say who it is for ({@code sub}, which becomes the user's id) and when it ends ({@code exp}). It is
 * looked at when a connection begins; one that ends later ends no connection.
 *
 * <p>Immutable: each setting returns a changed copy. May be used from any thread, and by several hubs.
 */
public final class JwtAuthenticator implements Authenticator {
    private static final String BEARER = "bearer ";

    private final JwtKeys keys;
    private final Set<String> audiences;
    private final @Nullable String issuer;
    private final @Nullable String nameClaim;
    private final @Nullable String roleClaim;
    private final Duration clockSkew;
    private final DefaultJWTClaimsVerifier<SecurityContext> claims;

    private JwtAuthenticator(
            JwtKeys keys,
            Set<String> audiences,
            @Nullable String issuer,
            @Nullable String nameClaim,
            @Nullable String roleClaim,
            Duration clockSkew) {
        this.keys = keys;
        this.audiences = audiences;
        this.issuer = issuer;
        this.nameClaim = nameClaim;
        this.roleClaim = roleClaim;
        this.clockSkew = clockSkew;
        JWTClaimsSet.Builder exact = new JWTClaimsSet.Builder();
        if (issuer != null) {
            exact.issuer(issuer);
        }
        this.claims = new DefaultJWTClaimsVerifier<>(
                audiences.isEmpty() ? null : audiences, exact.build(), Set.of("sub", "exp"), Set.of());
        claims.setMaxClockSkew(Math.toIntExact(clockSkew.toSeconds()));
    }

    /** Begins with keys; tokens may be for any audience and by any issuer, and the name is the claim {@code name}. */
    public static JwtAuthenticator with(JwtKeys keys) {
        return new JwtAuthenticator(
                Objects.requireNonNull(keys, "keys"), Set.of(), null, "name", null, Duration.ofSeconds(60));
    }

    /** Wants tokens that are for one of these ({@code aud}). Without it, a token for another service of yours lets in too. */
    public JwtAuthenticator audience(String... audiences) {
        Set<String> all = new HashSet<>(this.audiences);
        all.addAll(List.of(audiences));
        return new JwtAuthenticator(keys, Set.copyOf(all), issuer, nameClaim, roleClaim, clockSkew);
    }

    /** Wants tokens by this issuer ({@code iss}), character by character. */
    public JwtAuthenticator issuer(String issuer) {
        return new JwtAuthenticator(
                keys, audiences, Objects.requireNonNull(issuer, "issuer"), nameClaim, roleClaim, clockSkew);
    }

    /**
     * Sets which claim is the user's name, which cannot be changed then; {@code name} unless set. A token without it lets
     * the user choose a name.
     *
     * @param claim null to let all users choose
     */
    public JwtAuthenticator nameClaim(@Nullable String claim) {
        return new JwtAuthenticator(keys, audiences, issuer, claim, roleClaim, clockSkew);
    }

    /**
     * Sets which claim is the user's role in all rooms: {@code owner}, {@code moderator} or {@code member}. Unless set, and
     * for tokens without it, everybody is a member.
     *
     * @param claim null to make everybody a member
     */
    public JwtAuthenticator roleClaim(@Nullable String claim) {
        return new JwtAuthenticator(keys, audiences, issuer, nameClaim, claim, clockSkew);
    }

    /**
     * Sets by how much the clocks of issuer and server may differ, 60 seconds unless set.
     *
     * @param skew counted in seconds; not negative, at most an hour
     */
    public JwtAuthenticator clockSkew(Duration skew) {
        if (skew.isNegative() || skew.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("clockSkew is " + skew + "; it must be between 0 and an hour");
        }
        return new JwtAuthenticator(keys, audiences, issuer, nameClaim, roleClaim, skew);
    }

    @Override
    public CompletionStage<@Nullable Identity> authenticate(Handshake handshake) throws Rejected {
        String header = handshake.header("authorization");
        String token = header != null && header.toLowerCase(Locale.ROOT).startsWith(BEARER)
                ? header.substring(BEARER.length()).strip()
                : handshake.query("token");
        return CompletableFuture.completedFuture(token == null ? null : verify(token));
    }

    @Override
    public CompletionStage<@Nullable Identity> authenticate(Handshake handshake, @Nullable String token)
            throws Rejected {
        if (token == null || token.isBlank()) {
            throw refused("This chat wants to know who you are: say hello with a token.");
        }
        return CompletableFuture.completedFuture(verify(token.strip()));
    }

    /**
     * Says who a token is for.
     *
     * @throws Rejected when it is no token that lets in; the reason says why
     */
    public Identity verify(String token) throws Rejected {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            if (!isSigned(jwt)) {
                throw refused("The token is not signed with a key that is trusted here.");
            }
            JWTClaimsSet said = jwt.getJWTClaimsSet();
            claims.verify(said, null);
            return identity(said);
        } catch (ParseException e) {
            throw refused("The token is no signed JSON Web Token.");
        } catch (BadJWTException e) {
            throw refused("The token does not let you in: " + e.getMessage() + ".");
        }
    }

    private boolean isSigned(SignedJWT jwt) {
        for (JWSVerifier verifier : keys.verifiers(jwt.getHeader())) {
            try {
                if (verifier.verify(jwt.getHeader(), jwt.getSigningInput(), jwt.getSignature())) {
                    return true;
                }
            } catch (JOSEException e) {
                // a signature of the wrong form: not by this key
            }
        }
        return false;
    }

    private Identity identity(JWTClaimsSet said) throws ParseException, Rejected {
        String subject = said.getSubject();
        if (subject == null || !Identity.isUserId(subject)) {
            throw refused("The token's subject cannot be the id of a user: it has 1 to 128 visible ASCII characters.");
        }
        Identity identity = Identity.of(subject).as(role(said));
        String name = nameClaim == null ? null : said.getStringClaim(nameClaim);
        return name == null || name.isBlank() ? identity : identity.named(name);
    }

    private Role role(JWTClaimsSet said) throws ParseException {
        String role = roleClaim == null ? null : said.getStringClaim(roleClaim);
        for (Role one : Role.values()) {
            if (one.name().equalsIgnoreCase(role)) {
                return one;
            }
        }
        return Role.MEMBER;
    }

    private static Rejected refused(String reason) {
        return new Rejected(ErrorCode.FORBIDDEN, reason);
    }
}
