package io.nettychat.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.nettychat.hub.RoomHandle;
import io.nettychat.jwt.JwtAuthenticator;
import io.nettychat.jwt.JwtKeys;
import io.nettychat.model.Draft;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Identity;
import io.nettychat.model.Message;
import io.nettychat.model.Page;
import io.nettychat.model.Rejected;
import io.nettychat.model.Role;
import io.nettychat.model.User;
import io.nettychat.server.ChatServer;
import io.nettychat.spi.Authenticator;
import io.nettychat.spi.Handshake;
import io.nettychat.spi.Interceptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Samples of the embedding guide that a host's own tests would look like; EmbeddingGuideTest compares them with it. */
@Timeout(60)
class HostGuideTest {
    // sample
    /** Knows users by a ticket: in a cookie, which browsers send by themselves, or as the token of the hello. */
    static final class Tickets implements Authenticator {
        @Override
        public CompletionStage<@Nullable Identity> authenticate(Handshake handshake) throws Rejected {
            String cookies = handshake.header("cookie");
            if (cookies != null) {
                for (Cookie cookie : ServerCookieDecoder.STRICT.decode(cookies)) {
                    if (cookie.name().equals("ticket")) {
                        return CompletableFuture.completedFuture(check(cookie.value()));
                    }
                }
            }
            return CompletableFuture.completedFuture(null); // ask for the token of the hello
        }

        @Override
        public CompletionStage<@Nullable Identity> authenticate(Handshake handshake, @Nullable String token)
                throws Rejected {
            if (token == null) {
                throw new Rejected(ErrorCode.FORBIDDEN, "Sign in first.");
            }
            return CompletableFuture.completedFuture(check(token));
        }

        private static Identity check(String ticket) throws Rejected {
            if (!ticket.startsWith("good-")) { // yours: a signature, a database, another service
                throw new Rejected(ErrorCode.FORBIDDEN, "This ticket is no good. Sign in again.");
            }
            String user = ticket.substring("good-".length());
            return Identity.of(user).named(user).as(user.equals("root") ? Role.OWNER : Role.MEMBER);
        }
    }
    // end

    @Test
    void whoMayComeAndWhatMayBeSaid() {
        // sample
        Interceptor trim = Interceptor.rewriting(String::strip);
        Interceptor calm = (room, sender, draft) -> {
            String text = draft.text();
            if (text.length() > 3 && text.equals(text.toUpperCase(Locale.ROOT))) {
                throw new Rejected(ErrorCode.FORBIDDEN, "Please do not shout.");
            }
            return CompletableFuture.completedFuture(draft);
        };
        ChatServer server = ChatServer.builder()
                .port(0)
                .authenticate(new Tickets())
                .hub(hub -> hub.policy((room, user) -> CompletableFuture.completedFuture(
                                !room.value().startsWith("staff-") || (user != null && isStaff(user.id()))))
                        .intercept(trim.andThen(calm)))
                .start();
        // end
        server.close();
        try (ChatTestServer chat = ChatTestServer.start(settings -> settings.authenticate(new Tickets())
                .hub(hub -> hub.policy((room, user) -> CompletableFuture.completedFuture(
                                !room.value().startsWith("staff-") || (user != null && isStaff(user.id()))))
                        .intercept(trim.andThen(calm))))) {
            TestClient ann = chat.client().token("good-ann").connect("whoever").join("lobby");
            TestClient root = chat.client()
                    .header("Cookie", "ticket=good-root")
                    .connect("whoever")
                    .join("staff-only")
                    .join("lobby");
            ann.say("  hi  ").say("OUTRAGEOUS");
            assertThat(root.awaitMessage("hi").text("user")).isEqualTo("ann");
            assertThat(ann.await("error").text("reason")).contains("shout");
            assertThatThrownBy(() -> ann.join("staff-only")).hasMessageContaining("forbidden");
            assertThatThrownBy(() -> chat.client().token("bad").connect("eve")).hasMessageContaining("no good");
        }
    }

    @Test
    void tokensThatAnotherSystemSigned(@TempDir Path dir) throws Exception {
        Path issuer = Files.writeString(dir.resolve("issuer.key"), "a secret that both sides have, 32 bytes and more");
        // sample
        JwtKeys keys = JwtKeys.read(issuer); // a file: public keys (PEM, JWK), or a secret
        JwtAuthenticator tokens = JwtAuthenticator.with(keys)
                .audience("chat")
                .roleClaim("chat_role"); // "moderator", "owner"; without it everybody is a member
        ChatServer server = ChatServer.builder().port(0).authenticate(tokens).start();
        // end
        server.close();
        try (ChatTestServer chat = ChatTestServer.start(settings -> settings.authenticate(tokens))) {
            String claims = "{\"sub\":\"u7\",\"name\":\"Ann\",\"aud\":\"chat\",\"chat_role\":\"owner\",\"exp\":"
                    + (Instant.now().getEpochSecond() + 600) + "}";
            TestClient ann = chat.client()
                    .token(signed(Files.readString(issuer), claims))
                    .connect("whoever")
                    .join("lobby")
                    .say("hello");
            assertThat(ann.awaitMessage("hello").text("user")).isEqualTo("u7");
            assertThatThrownBy(() -> chat.client()
                            .token(signed("a secret that nobody but the attacker has", claims))
                            .connect("eve"))
                    .hasMessageContaining("unauthorized");
        }
    }

    private static String signed(String secret, String claims) throws Exception {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        String signed = encoder.encodeToString("{\"alg\":\"HS256\"}".getBytes(UTF_8)) + "."
                + encoder.encodeToString(claims.getBytes(UTF_8));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
        return signed + "." + encoder.encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
    }

    private static boolean isStaff(String user) {
        return user.equals("root");
    }

    @Test
    void theHostSpeaksReadsAndModerates() {
        try (ChatTestServer chat = ChatTestServer.start()) {
            ChatServer server = chat.server();
            TestClient ann = chat.connect("ann", "lobby").say("psst");
            User troll = new User(ann.awaitMessage("psst").text("user"), "ann");
            // sample
            RoomHandle lobby = server.hub().room("lobby");
            lobby.publish(User.of("deploy"), Draft.of("going down at 17:00"))
                    .thenAccept(message -> System.out.println("said as number " + message.seq()));
            lobby.latest(20).thenAccept(page -> {
                for (Message message : page.messages()) {
                    System.out.println(message.sender().name() + ": " + message.text());
                }
            });
            lobby.members().thenAccept(members -> System.out.println(members.size() + " are here"));
            lobby.delete(User.of("deploy"), 1); // everybody is told, and the text is gone
            lobby.mute(troll, Duration.ofMinutes(10));
            lobby.ban(troll, Duration.ofDays(1)); // ends the connection too; kick() does only that
            lobby.setRole(new User("u-17", "ann"), Role.MODERATOR);
            server.hub().rooms().thenAccept(rooms -> rooms.forEach(System.out::println));
            // end
            ann.awaitMessage("going down at 17:00");
            assertThat(ann.await("deleted").number("target")).isEqualTo(1);
            assertThat(ann.awaitClose()).isEqualTo(4504);
            Page page = lobby.latest(20).toCompletableFuture().join();
            assertThat(page.messages()).hasSize(3);
        }
    }

    // sample
    @Test
    void theChatGreetsWhoComes() {
        try (ChatTestServer chat = ChatTestServer.start(settings -> settings.authenticate(new Tickets()))) {
            TestClient ann = chat.client().token("good-ann").connect("ann").join("lobby");
            TestClient bob = chat.client().token("good-bob").connect("bob").join("lobby");
            ann.say("hello");
            assertThat(bob.awaitMessage("hello").text("name")).isEqualTo("ann");
            bob.disconnect();
        }
    }
    // end
}
