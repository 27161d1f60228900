package io.nettychat.testkit;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nettychat.model.Draft;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Identity;
import io.nettychat.model.Rejected;
import io.nettychat.model.User;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The kit does what a host's tests need. */
@Timeout(60)
class ChatTestServerTest {
    @Test
    void clientsSayAndAwait() {
        try (ChatTestServer chat = ChatTestServer.start()) {
            TestClient ann = chat.connect("ann", "lobby");
            TestClient bob = chat.connect("bob", "lobby");
            ann.say("say \"hi\"\n").say("bye");
            assertThat(bob.awaitMessage("bye").text("name")).isEqualTo("ann");
            assertThat(bob.awaitMessage("say \"hi\"\n").number("seq")).isEqualTo(1);
            chat.hub().room("lobby").publish(User.of("deploy"), Draft.of("down at 17:00"));
            bob.awaitMessage("down at 17:00");
            bob.disconnect();
            assertThat(bob.awaitClose()).isEqualTo(1000);
            chat.hub().room("lobby").kick(new User(idOf(chat, "ann"), "ann"));
            assertThat(ann.awaitClose()).isEqualTo(4504);
        }
    }

    private static String idOf(ChatTestServer chat, String name) {
        return chat.hub().room("lobby").members().toCompletableFuture().join().stream()
                .filter(member -> member.user().name().equals(name))
                .findFirst()
                .orElseThrow()
                .user()
                .id();
    }

    @Test
    void whatDoesNotComeIsAnErrorThatSaysWhatCame() {
        try (ChatTestServer chat = ChatTestServer.start()) {
            TestClient ann =
                    chat.client().patience(Duration.ofSeconds(1)).connect("ann").join("lobby");
            ann.say("one");
            assertThatThrownBy(() -> ann.awaitMessage("two"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("\"two\"")
                    .hasMessageContaining("one");
        }
    }

    @Test
    void refusalsAreErrorsToo() {
        try (ChatTestServer chat = ChatTestServer.start(settings -> settings.authenticate(handshake -> {
            if ("no".equals(handshake.query("who"))) {
                throw new Rejected(ErrorCode.FORBIDDEN, "Not you.");
            }
            return completedFuture("me".equals(handshake.header("x-who")) ? Identity.of("me") : null);
        }))) {
            assertThat(chat.client()
                            .header("X-Who", "me")
                            .connect("ann")
                            .join("a")
                            .frames())
                    .isNotNull();
            assertThatThrownBy(() -> chat.client().query("who", "no").open()).hasMessageContaining("401");
            assertThatThrownBy(() -> chat.client().connect("bob")).hasMessageContaining("unauthorized");
            assertThatThrownBy(() -> chat.client().header("X-Who", "me").connect(" "))
                    .hasMessageContaining("bad_name");
        }
    }
}
