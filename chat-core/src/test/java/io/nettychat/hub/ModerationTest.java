package io.nettychat.hub;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.Frame;
import io.nettychat.model.Identity;
import io.nettychat.model.Role;
import io.nettychat.spi.Authenticator;
import io.nettychat.spi.Handshake;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What those can do who hold a role, by the frame {@code mod}. */
class ModerationTest {
    /** Everybody is who the token says; the first word of it may be a role. */
    private static final class Words implements Authenticator {
        @Override
        public CompletionStage<@Nullable Identity> authenticate(Handshake handshake) {
            return completedFuture(null);
        }

        @Override
        public CompletionStage<@Nullable Identity> authenticate(Handshake handshake, @Nullable String token) {
            if (token == null) {
                return completedFuture(null);
            }
            Role role = Role.of(token.split("-", -1)[0]);
            return completedFuture(Identity.of(token).named(token).as(role == null ? Role.MEMBER : role));
        }
    }

    private final House house =
            new House(2, hub -> hub.authenticate(new Words()).hookThreads(Runnable::run));

    @AfterEach
    void nothingIsLeft() {
        house.close();
    }

    private Client enter(String who) {
        Client client = house.connect(clientLoop++ % 2).send(hello(who));
        client.join("r");
        house.settle();
        return client;
    }

    private int clientLoop;

    private static String hello(String who) {
        return "{'type':'hello','token':'" + who + "'}";
    }

    private Frame moderate(Client client, String fields) {
        client.frames();
        client.send("{'type':'mod','id':'m','room':'r'," + fields + "}");
        house.settle();
        List<Frame> answers = client.frames().stream()
                .filter(frame -> (frame.is("mod") || frame.is("error")) && frame.has("id"))
                .toList();
        assertThat(answers).hasSize(1);
        assertThat(answers.get(0).string("id")).isEqualTo("m");
        return answers.get(0);
    }

    private void allowed(Client client, String fields) {
        Frame answer = moderate(client, fields);
        assertThat(answer.fields()).containsEntry("type", "mod").containsEntry("room", "r");
    }

    private void refused(Client client, String fields, String code) {
        assertThat(moderate(client, fields).fields())
                .containsEntry("type", "error")
                .containsEntry("code", code);
    }

    @Test
    void aRoleOfTheHostHoldsInEveryRoomAndIsSeen() {
        Client owner = enter("owner-1");
        Client ann = enter("ann");
        List<Frame> frames = owner.frames();
        assertThat(frames.get(0).string("role")).isEqualTo("owner");
        assertThat(frames.get(1).string("role")).isEqualTo("owner");
        Frame joined = ann.frame("joined");
        assertThat(joined.has("role")).isFalse();
        assertThat(joined.list("members").get(0).string("role")).isEqualTo("owner");
    }

    @Test
    void aModeratorDeletesKicksAndMutes() {
        Client mod = enter("moderator-1");
        Client ann = enter("ann");
        Client bob = enter("bob");
        ann.say("r", "1", "rude");
        house.settle();
        allowed(mod, "'action':'delete','seq':1");
        assertThat(bob.frame("deleted").string("name")).isEqualTo("moderator-1");
        allowed(mod, "'action':'mute','user':'ann','seconds':60");
        ann.frames();
        ann.say("r", "2", "why?");
        house.settle();
        assertThat(ann.frame("error").string("code")).isEqualTo("forbidden");
        allowed(mod, "'action':'unmute','user':'ann'");
        ann.say("r", "3", "thanks");
        house.settle();
        assertThat(ann.types()).containsExactly("message");
        allowed(mod, "'action':'kick','user':'ann'");
        assertThat(ann.closeCode()).isEqualTo(4504);
        allowed(mod, "'action':'ban','user':'bob','seconds':60");
        assertThat(bob.closeCode()).isEqualTo(4504);
        Client back = enter("bob");
        assertThat(back.frame("error").number("retryAfter")).isBetween(1L, 60_000L);
        allowed(mod, "'action':'unban','user':'bob'");
        back.join("r");
        house.settle();
        assertThat(back.types()).contains("joined");
    }

    @Test
    void whoHoldsNoRoleMayNothing() {
        Client ann = enter("ann");
        enter("bob");
        for (String what : List.of(
                "'action':'delete','seq':1",
                "'action':'kick','user':'bob'",
                "'action':'ban','user':'bob'",
                "'action':'unban','user':'bob'",
                "'action':'mute','user':'bob'",
                "'action':'unmute','user':'bob'",
                "'action':'role','user':'ann','role':'owner'")) {
            refused(ann, what, "forbidden");
        }
        Client outside = house.connect(0).send(hello("owner-1"));
        house.settle();
        refused(outside, "'action':'kick','user':'bob'", "not_joined");
    }

    @Test
    void nobodyTouchesThoseWhoAreNotBelow() {
        Client owner = enter("owner-1");
        Client mod = enter("moderator-1");
        enter("owner-2");
        enter("moderator-2");
        refused(mod, "'action':'kick','user':'moderator-2'", "forbidden");
        refused(mod, "'action':'ban','user':'owner-1'", "forbidden");
        refused(mod, "'action':'role','user':'ann','role':'moderator'", "forbidden");
        refused(owner, "'action':'kick','user':'owner-2'", "forbidden");
        refused(owner, "'action':'role','user':'owner-1','role':'member'", "forbidden");
        allowed(owner, "'action':'kick','user':'moderator-2'");
    }

    @Test
    void anOwnerGivesAndTakesRoles() {
        Client owner = enter("owner-1");
        Client ann = enter("ann");
        enter("bob");
        ann.frames();
        allowed(owner, "'action':'role','user':'ann','role':'moderator'");
        assertThat(ann.frame("mod").string("role")).isEqualTo("moderator");
        allowed(ann, "'action':'mute','user':'bob'");
        ann.cut();
        house.pass(Duration.ofSeconds(20));
        Client back = enter("ann");
        assertThat(back.frame("joined").string("role")).isEqualTo("moderator");
        allowed(owner, "'action':'role','user':'ann','role':'member'");
        refused(back, "'action':'unmute','user':'bob'", "forbidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'action':'dance'",
                "'user':'ann'",
                "'action':'delete'",
                "'action':'delete','seq':0",
                "'action':'delete','seq':77",
                "'action':'kick'",
                "'action':'kick','user':''",
                "'action':'kick','user':'host:deploy'",
                "'action':'role','user':'ann'",
                "'action':'role','user':'ann','role':'king'",
                "'action':'ban','user':'ann','seconds':0",
                "'action':'ban','user':'ann','seconds':-1",
                "'action':'ban','user':7"
            })
    void whatCannotBeUnderstoodIsRefused(String fields) {
        Client owner = enter("owner-1");
        refused(owner, fields, "bad_frame");
    }

    @Test
    void theLongestTimeIsLongAndNoMore() {
        Client owner = enter("owner-1");
        allowed(owner, "'action':'ban','user':'ann','seconds':9223372036854775807");
        Client ann = enter("ann");
        assertThat(ann.frame("error").number("retryAfter")).isPositive();
    }
}
