package io.nettychat.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nettychat.server.conformance.ConformanceTarget.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** {@code presence}, {@code members} and {@code typing}. */
class PresenceTest extends ConformanceTest {

    private static Frame announced(ChatClient witness, String list, ChatClient who) {
        return witness.take("presence", frame -> frame.texts(list, "user").contains(who.user()));
    }

    @Test
    void announcesWhoJoins() {
        String room = newRoom();
        ChatClient witness = member(room);

        ChatClient client = member(room);

        Frame presence = announced(witness, "joined", client);
        assertThat(presence.text("room")).isEqualTo(room);
        assertThat(presence.number("count")).isEqualTo(2);
        assertThat(presence.texts("joined", "name")).contains(client.name());
    }

    @Test
    void announcesWhoLeaves() {
        String room = newRoom();
        ChatClient witness = member(room);
        ChatClient client = member(room);
        announced(witness, "joined", client);

        client.ask("leave", "room", room);

        Frame presence = announced(witness, "left", client);
        assertThat(presence.number("count")).isEqualTo(1);
        assertThat(presence.texts("left", "name")).containsExactly(client.name());
    }

    @Test
    void isForTheRoomOnly() {
        String room = newRoom();
        ChatClient witness = member(room);
        ChatClient elsewhere = member(newRoom());

        announced(witness, "joined", member(room));

        assertThat(elsewhere.inbox.all(frame -> frame.is("presence", "room", room)))
                .isEmpty();
    }

    @Test
    void comesAtMostOnceASecond() {
        String room = newRoom();
        ChatClient witness = member(room);
        List<String> users = new ArrayList<>();

        for (int i = 0; i < 12; i++) {
            users.add(member(room).user());
        }

        witness.take("presence", frame -> frame.number("count") == 13);
        List<Frame> frames = witness.inbox.all(frame -> frame.is("presence"));
        // By the whole time and not from one to the next: what is spaced when it is sent may bunch up on its way.
        double seconds = (frames.get(frames.size() - 1).nanos() - frames.get(0).nanos()) / 1e9;
        assertThat(frames.size()).isLessThanOrEqualTo((int) (2 + seconds));
        assertThat(frames.stream()
                        .flatMap(frame -> frame.texts("joined", "user").stream())
                        .filter(user -> !user.equals(witness.user())))
                .containsExactlyInAnyOrderElementsOf(users);
    }

    @Test
    void addsUpToTheMembers() {
        String room = newRoom();
        ChatClient witness = user();
        Set<String> present = new HashSet<>(witness.join(room).texts("members", "user"));
        List<ChatClient> others = members(room, 6);
        for (int i = 0; i < 12; i++) {
            ChatClient client = others.get(i % 6);
            client.ask("leave", "room", room);
            if (i % 4 != 3) {
                client.join(room);
            }
        }
        ChatClient last = member(room);

        witness.take("presence", frame -> frame.texts("joined", "user").contains(last.user()));

        for (Frame frame : witness.inbox.all(frame -> frame.is("presence"))) {
            assertThat(Collections.disjoint(frame.texts("joined", "user"), frame.texts("left", "user")))
                    .as("who both joined and left would be neither here nor there: %s", frame)
                    .isTrue();
            present.removeAll(frame.texts("left", "user"));
            present.addAll(frame.texts("joined", "user"));
            assertThat(frame.number("count")).as(frame.raw()).isEqualTo(present.size());
        }
        assertThat(witness.ask("members", "room", room).texts("members", "user"))
                .containsExactlyInAnyOrderElementsOf(present);
    }

    @Test
    void canBeAskedFor() {
        String room = newRoom();
        List<ChatClient> members = members(room, 3);

        Frame reply = members.get(0).ask("members", "room", room);

        assertThat(reply.fields()).containsEntry("type", "members").containsEntry("room", room);
        assertThat(reply.number("count")).isEqualTo(3);
        assertThat(reply.texts("members", "user"))
                .containsExactlyInAnyOrderElementsOf(
                        members.stream().map(ChatClient::user).toList());
        assertThat(reply.texts("members", "name"))
                .containsExactlyInAnyOrderElementsOf(
                        members.stream().map(ChatClient::name).toList());
    }

    @Test
    void tellsOnlyTheCountAboveAHundredMembersAndNobodyTypes() {
        String room = newRoom();
        ChatClient witness = member(room);
        for (int i = 0; i < 101; i++) {
            RawClient extra = raw();
            extra.send("type", "hello", "name", newName());
            extra.send("type", "join", "room", room, "limit", 0);
            extra.take("joined");
        }
        ChatClient last = user();

        Frame joined = last.join(room);

        assertThat(joined.number("count")).isEqualTo(103);
        assertThat(joined.has("members")).isFalse();
        Frame presence = witness.take("presence", frame -> frame.number("count") == 103);
        assertThat(presence.objectsIfAny("joined")).isEmpty();
        assertThat(last.ask("members", "room", room).number("count")).isEqualTo(103);
        last.send("type", "typing", "room", room);
        last.say(room, "said");
        witness.heard(room, "said");
        witness.assertNothing("typing among so many", SOON, frame -> frame.is("typing"));
    }

    @Test
    void tellsWhoTypes() {
        String room = newRoom();
        ChatClient witness = member(room);
        ChatClient client = member(room);
        ChatClient elsewhere = member(newRoom());

        client.send("type", "typing", "room", room);

        Frame typing = witness.take("typing");
        assertThat(typing.text("room")).isEqualTo(room);
        assertThat(typing.texts("users", "user")).containsExactly(client.user());
        assertThat(typing.texts("users", "name")).containsExactly(client.name());
        client.fence();
        assertThat(client.inbox.all(frame -> frame.is("error"))).isEmpty();
        assertThat(elsewhere.inbox.all(frame -> frame.is("typing"))).isEmpty();
    }

    @Test
    void tellsWhoTypesNotTooOften() {
        String room = newRoom();
        ChatClient witness = member(room);
        ChatClient client = member(room);

        for (int i = 0; i < 10; i++) {
            client.send("type", "typing", "room", room);
        }

        witness.take("typing");
        client.say(room, "typed");
        witness.heard(room, "typed");
        assertThat(witness.inbox.all(frame -> frame.is("typing"))).hasSizeLessThan(5);
    }

    /** Those who go without leaving. */
    @Nested
    class Dropped extends ConformanceTest {

        Dropped() {
            super(Settings.SHORT_GRACE);
        }

        @Test
        void areAnnouncedAfterTheGracePeriod() {
            String room = newRoom();
            ChatClient witness = member(room);
            ChatClient client = member(room);
            announced(witness, "joined", client);
            long dropped = System.nanoTime();

            client.drop();

            Frame presence = announced(witness, "left", client);
            assertThat(presence.nanos() - dropped).isGreaterThan(1_400_000_000L);
            assertThat(presence.number("count")).isEqualTo(1);
            assertThat(witness.ask("members", "room", room).texts("members", "user"))
                    .containsExactly(witness.user());
        }

        @Test
        void areAnnouncedWhenTheyCloseProperlyToo() {
            String room = newRoom();
            ChatClient witness = member(room);
            ChatClient client = member(room);
            announced(witness, "joined", client);

            client.leave();

            assertThat(announced(witness, "left", client).number("count")).isEqualTo(1);
        }

        @Test
        void keepTheirNameForThatTimeOnly() {
            String name = newName();
            ChatClient client = user(name);
            ChatClient other = connect();
            client.drop();

            other.send("type", "hello", "name", name);
            assertThat(other.error().text("code")).isEqualTo("name_taken");

            await().atMost(Inbox.PATIENCE).untilAsserted(() -> {
                other.send("type", "hello", "name", name);
                Frame reply = other.inbox.take("reply", frame -> frame.is("welcome") || frame.is("error"));
                assertThat(reply.fields()).containsEntry("type", "welcome").containsEntry("name", name);
            });
        }

        @Test
        void areNotAnnouncedWhenTheyComeBackInTime() {
            String room = newRoom();
            ChatClient witness = member(room);
            ChatClient client = member(room);
            announced(witness, "joined", client);
            client.drop();

            ChatClient back = connect();
            Frame welcome = back.hello(client.name(), client.session());
            Frame joined = back.join(room);

            assertThat(welcome.flag("resumed")).isTrue();
            assertThat(welcome.text("user")).isEqualTo(client.user());
            assertThat(joined.number("count")).isEqualTo(2);
            witness.assertNothing(
                    "presence about somebody who was gone for a moment",
                    Duration.ofMillis(2_500),
                    frame -> frame.is("presence") && frame.raw().contains(client.user()));
            assertThat(back.say(room, "back").text("name")).isEqualTo(client.name());
        }

        @Test
        void areForgottenWithTheirSessionOrWelcomedAgainUnderTheirName() {
            ChatClient client = user();
            String room = newRoom();
            client.join(room);
            ChatClient witness = member(room);
            client.drop();
            announced(witness, "left", client);

            // Too late for the grace period: whether the identity is still known is the server's choice.
            Frame welcome = connect().hello(client.name(), client.session());

            assertThat(welcome.text("name")).isEqualTo(client.name());
        }
    }
}
