package io.nettychat.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.nettychat.model.Identity;
import io.nettychat.model.Rejected;
import io.nettychat.model.Role;
import io.nettychat.spi.Handshake;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JwtAuthenticatorTest {
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    private static KeyPair pair(String algorithm, int size) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (size > 0) {
            generator.initialize(size);
        }
        return generator.generateKeyPair();
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .subject("u-42")
                .expirationTime(Date.from(Instant.now().plusSeconds(300)));
    }

    private static String sign(JWSAlgorithm algorithm, JWSSigner signer, JWTClaimsSet claims) throws JOSEException {
        SignedJWT jwt = new SignedJWT(new JWSHeader(algorithm), claims);
        jwt.sign(signer);
        return jwt.serialize();
    }

    private static String hs256(JWTClaimsSet.Builder claims) throws JOSEException {
        return sign(JWSAlgorithm.HS256, new MACSigner(SECRET), claims.build());
    }

    private static String eddsa(KeyPair pair, JWTClaimsSet claims) throws GeneralSecurityException {
        String head = Base64URL.encode("{\"alg\":\"EdDSA\"}").toString();
        String input = head + "." + Base64URL.encode(claims.toString());
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(pair.getPrivate());
        signer.update(input.getBytes(StandardCharsets.US_ASCII));
        return input + "." + Base64URL.encode(signer.sign());
    }

    private static JwtAuthenticator withSecret() {
        return JwtAuthenticator.with(JwtKeys.secret(SECRET));
    }

    private static void assertRefused(JwtAuthenticator authenticator, String token, String... parts) {
        assertThatThrownBy(() -> authenticator.verify(token))
                .isInstanceOf(Rejected.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void everyAlgorithmLetsIn() throws Exception {
        KeyPair rsa = pair("RSA", 2048);
        KeyPair ec = pair("EC", 256);
        KeyPair ed = pair("Ed25519", 0);
        JWTClaimsSet claims = claims().build();
        assertThat(withSecret().verify(hs256(claims())).user()).isEqualTo("u-42");
        assertThat(JwtAuthenticator.with(JwtKeys.publicKey(rsa.getPublic()))
                        .verify(sign(JWSAlgorithm.RS256, new RSASSASigner(rsa.getPrivate()), claims))
                        .user())
                .isEqualTo("u-42");
        assertThat(JwtAuthenticator.with(JwtKeys.publicKey(ec.getPublic()))
                        .verify(sign(JWSAlgorithm.ES256, new ECDSASigner((ECPrivateKey) ec.getPrivate()), claims))
                        .user())
                .isEqualTo("u-42");
        assertThat(JwtAuthenticator.with(JwtKeys.publicKey(ed.getPublic()))
                        .verify(eddsa(ed, claims))
                        .user())
                .isEqualTo("u-42");
        assertRefused(
                JwtAuthenticator.with(JwtKeys.publicKey(pair("Ed25519", 0).getPublic())),
                eddsa(ed, claims),
                "not signed");
    }

    @Test
    void tokenDoesNotChooseHowItIsLookedAt() throws Exception {
        KeyPair rsa = pair("RSA", 2048);
        JwtAuthenticator authenticator = JwtAuthenticator.with(JwtKeys.publicKey(rsa.getPublic()));
        // The classic: the public key, which everybody knows, taken as the secret of HS256.
        String forged = sign(JWSAlgorithm.HS256, new MACSigner(rsa.getPublic().getEncoded()), claims().build());
        assertRefused(authenticator, forged, "not signed");
        String none = Base64URL.encode("{\"alg\":\"none\"}") + "."
                + Base64URL.encode(claims().build().toString()) + ".";
        assertRefused(authenticator, none, "no signed JSON Web Token");
        assertRefused(
                withSecret(), sign(JWSAlgorithm.HS512, new MACSigner(new byte[64]), claims().build()), "not signed");
        assertRefused(withSecret(), "a.b.c", "no signed JSON Web Token");
        assertRefused(withSecret(), "", "no signed JSON Web Token");
        String good = hs256(claims());
        String bent = good.substring(0, good.length() - 2) + (good.endsWith("AA") ? "BB" : "AA");
        assertRefused(withSecret(), bent, "not signed");
    }

    @Test
    void wantsASubjectAndAnEnd() throws Exception {
        assertRefused(withSecret(), hs256(new JWTClaimsSet.Builder().subject("u")), "exp");
        assertRefused(withSecret(), hs256(claims().subject(null)), "sub");
        assertRefused(withSecret(), hs256(claims().subject("not an id")), "subject");
    }

    @Test
    void clocksMayDiffer() throws Exception {
        JWTClaimsSet.Builder ended =
                claims().expirationTime(Date.from(Instant.now().minusSeconds(30)));
        assertThat(withSecret().verify(hs256(ended)).user()).isEqualTo("u-42");
        assertRefused(withSecret().clockSkew(Duration.ZERO), hs256(ended), "Expired");
        JWTClaimsSet.Builder early =
                claims().notBeforeTime(Date.from(Instant.now().plusSeconds(30)));
        assertThat(withSecret().verify(hs256(early)).user()).isEqualTo("u-42");
        assertRefused(withSecret().clockSkew(Duration.ofSeconds(5)), hs256(early), "before use");
        assertRefused(
                withSecret(),
                hs256(claims().expirationTime(Date.from(Instant.now().minusSeconds(90)))),
                "Expired");
    }

    @Test
    void audienceAndIssuerMustBeTheirs() throws Exception {
        JwtAuthenticator strict = withSecret().audience("chat", "chat-test").issuer("https://id.example");
        assertThat(strict.verify(hs256(claims().audience("chat").issuer("https://id.example")))
                        .user())
                .isEqualTo("u-42");
        assertThat(strict.verify(hs256(
                                claims().audience(List.of("x", "chat-test")).issuer("https://id.example")))
                        .user())
                .isEqualTo("u-42");
        assertRefused(strict, hs256(claims().audience("mail").issuer("https://id.example")), "aud");
        assertRefused(strict, hs256(claims().issuer("https://id.example")), "aud");
        assertRefused(strict, hs256(claims().audience("chat").issuer("https://evil.example")), "iss");
    }

    @Test
    void namesAndRolesComeFromClaims() throws Exception {
        String token =
                hs256(claims().claim("name", "Ann").claim("nick", "annie").claim("chat", "moderator"));
        Identity identity = withSecret().verify(token);
        assertThat(identity.name()).isEqualTo("Ann");
        assertThat(identity.role()).isEqualTo(Role.MEMBER);
        Identity other = withSecret().nameClaim("nick").roleClaim("chat").verify(token);
        assertThat(other.name()).isEqualTo("annie");
        assertThat(other.role()).isEqualTo(Role.MODERATOR);
        assertThat(withSecret().nameClaim(null).verify(token).name()).isNull();
        assertThat(withSecret().nameClaim("missing").verify(token).name()).isNull();
        assertRefused(withSecret().nameClaim("n"), hs256(claims().claim("n", 7)), "JSON Web Token");
    }

    private static Handshake handshake(@Nullable String header, @Nullable String query) {
        return new Handshake(
                Handshake.Dialect.CHAT_V1,
                "/chat",
                query == null ? Map.of() : Map.of("token", List.of(query)),
                header == null ? Map.of() : Map.of("authorization", List.of(header)),
                new InetSocketAddress(0));
    }

    @Test
    void tokenComesWithTheRequestOrWithHello() throws Exception {
        String token = hs256(claims());
        JwtAuthenticator tokens = withSecret();
        assertThat(tokens.authenticate(handshake("Bearer " + token, null))
                        .toCompletableFuture()
                        .join())
                .isEqualTo(Identity.of("u-42"));
        assertThat(tokens.authenticate(handshake(null, token))
                        .toCompletableFuture()
                        .join())
                .isEqualTo(Identity.of("u-42"));
        Handshake silent = handshake(null, null);
        assertThat(tokens.authenticate(silent).toCompletableFuture().join()).isNull();
        assertThat(tokens.authenticate(silent, token).toCompletableFuture().join())
                .isEqualTo(Identity.of("u-42"));
        assertThatThrownBy(() -> tokens.authenticate(silent, null)).hasMessageContaining("say hello with a token");
        assertThatThrownBy(() -> tokens.authenticate(handshake("Bearer x", null)))
                .isInstanceOf(Rejected.class);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("key"), text);
    }

    private static String pem(PublicKey key) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    @Test
    void keysComeFromFiles() throws Exception {
        KeyPair rsa = pair("RSA", 2048);
        KeyPair ed = pair("Ed25519", 0);
        String byRsa = sign(JWSAlgorithm.RS256, new RSASSASigner(rsa.getPrivate()), claims().build());
        String byEd = eddsa(ed, claims().build());

        JwtAuthenticator pem = JwtAuthenticator.with(JwtKeys.read(file(pem(rsa.getPublic()) + pem(ed.getPublic()))));
        assertThat(pem.verify(byRsa).user()).isEqualTo("u-42");
        assertThat(pem.verify(byEd).user()).isEqualTo("u-42");

        byte[] spki = ed.getPublic().getEncoded();
        byte[] x = java.util.Arrays.copyOfRange(spki, spki.length - 32, spki.length);
        String set = "{\"keys\":["
                + new RSAKey.Builder((RSAPublicKey) rsa.getPublic())
                        .keyID("1")
                        .build()
                        .toJSONString() + ",{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"use\":\"sig\",\"x\":\""
                + Base64URL.encode(x) + "\"}]}";
        JwtAuthenticator jwks = JwtAuthenticator.with(JwtKeys.read(file(set)));
        assertThat(jwks.verify(byRsa).user()).isEqualTo("u-42");
        assertThat(jwks.verify(byEd).user()).isEqualTo("u-42");

        JwtAuthenticator secret =
                JwtAuthenticator.with(JwtKeys.read(file(new String(SECRET, StandardCharsets.US_ASCII) + "\n")));
        assertThat(secret.verify(hs256(claims())).user()).isEqualTo("u-42");
    }

    @Test
    void saysWhatIsWrongWithAFile() throws Exception {
        assertThatThrownBy(() -> JwtKeys.read(folder.resolve("none"))).hasMessageContaining("There is no key file");
        assertFileRefused("short", "5 bytes", "32");
        assertFileRefused("{\"keys\":[]}", "no key that verifies");
        assertFileRefused("{nonsense", "cannot be used");
        assertFileRefused("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "PRIVATE KEY", "-pubout");
        assertFileRefused("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "not known here");
        assertFileRefused("-----BEGIN PUBLIC KEY-----\nAAAA\n", "no whole key");
        assertFileRefused(pem(pair("RSA", 1024).getPublic()), "1024 bits");
        assertFileRefused(pem(pair("EC", 384).getPublic()), "P-256");
    }

    private void assertFileRefused(String text, String... parts) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> JwtKeys.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(parts);
    }
}
