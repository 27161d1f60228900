/**
 * Identities that another system has signed, verified without asking it.
 *
 * <p>Begin with {@link io.nettychat.jwt.JwtAuthenticator}: make one with the key of whoever signs, say what else a token
 * must tell, and give it to the hub.
 *
 * <pre>{@code
 * JwtAuthenticator tokens = JwtAuthenticator.with(JwtKeys.read(Path.of("issuer.pem"))).audience("chat");
 * ChatServer.builder().hub(hub -> hub.authenticate(tokens)).start();
 * }</pre>
 */
@NullMarked
package io.nettychat.jwt;

import org.jspecify.annotations.NullMarked;
