package io.nettychat.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nettychat.model.Draft;
import io.nettychat.model.Message;
import io.nettychat.model.Role;
import io.nettychat.model.User;
import io.nettychat.spi.Signal;
import io.nettychat.testing.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Two nodes and a Redis that does what it should. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisRoomTest {
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final RedisProcess redis = new RedisProcess();
    private int rooms;
    private String room = "room";

    @BeforeEach
    void anotherRoom() {
        room = "room" + ++rooms;
    }

    @AfterAll
    void end() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        redis.close();
    }

    private Node node() {
        return node(Node.builder(redis));
    }

    private Node node(RedisLogBuilder builder) {
        Node node = new Node(builder.connect(), room);
        opened.add(node);
        return node;
    }

    @Test
    void everyNodeHearsTheSameInTheSameOrder() {
        Node a = node();
        Node b = node();
        List<CompletableFuture<String>> outcomes = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            outcomes.add(a.say("ann", "a" + i, "i" + i));
            outcomes.add(b.say("bob", "b" + i, "i" + i));
        }
        outcomes.forEach(outcome -> assertThat(outcome.orTimeout(30, java.util.concurrent.TimeUnit.SECONDS)
                        .join())
                .startsWith("placed"));
        await().atMost(Duration.ofSeconds(20)).until(() -> a.messages.size() == 1_000 && b.messages.size() == 1_000);
        assertThat(a.messages)
                .extracting(Message::seq)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 1_000).boxed().toList());
        assertThat(b.messages).isEqualTo(a.messages);
        assertThat(a.epoch()).isEqualTo(b.epoch());
        assertThat(a.texts().stream().filter(text -> text.startsWith("a")).toList())
                .as("the order of one who speaks")
                .isEqualTo(java.util.stream.IntStream.range(0, 500)
                        .mapToObj(i -> "a" + i)
                        .toList());
    }

    @Test
    void aRepeatIsKnownOnEveryNode() {
        Node a = node();
        Node b = node();
        assertThat(a.say("ann", "hello", "one").join()).isEqualTo("placed 1");
        assertThat(b.say("ann", "hello", "one").join()).isEqualTo("repeated 1");
        assertThat(b.say("bob", "hello", "one").join()).isEqualTo("placed 2");
        assertThat(b.say("ann", "no id", null).join()).isEqualTo("placed 3");
        assertThat(b.say("ann", "no id", null).join()).isEqualTo("placed 4");
    }

    @Test
    void aNodeThatComesLaterReadsWhatWasSaid() {
        Node a = node();
        for (int i = 1; i <= 450; i++) {
            a.say("ann", "text " + i + " \u00e4\ud83d\ude00", "i" + i).join();
        }
        Node b = node();
        assertThat(b.head()).isEqualTo(450);
        assertThat(b.first()).isEqualTo(1);
        assertThat(b.read(0, 100)).isEqualTo(a.read(0, 100)).hasSize(100);
        assertThat(b.read(440, 100)).isEqualTo(a.read(440, 100)).hasSize(10);
        assertThat(b.messages).isEmpty();
    }

    @Test
    void historyIsBoundedByCountAgeAndBytes() {
        Node a = node(Node.builder(redis).history(10));
        for (int i = 0; i < 30; i++) {
            a.say("ann", "text", "i" + i).join();
        }
        assertThat(a.first()).isEqualTo(21);
        assertThat(a.read(0, 100)).hasSize(10);
        Node later = node(Node.builder(redis).history(10));
        assertThat(later.first()).isEqualTo(21);
        assertThat(redis.command("HLEN", "chat:{room:" + room + "}:texts")).startsWith(":10\r");

        room += "b";
        Node bytes = node(Node.builder(redis).historyBytes(2_000));
        for (int i = 0; i < 30; i++) {
            bytes.say("ann", "x".repeat(400), "i" + i).join();
        }
        assertThat(bytes.first()).isEqualTo(27);

        room += "c";
        Node age = node(Node.builder(redis).historyAge(Duration.ofMillis(1_500)));
        age.say("ann", "old", "i").join();
        await().atMost(Duration.ofSeconds(20)).until(() -> age.first() == 2);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            age.say("ann", "new", null).join();
            assertThat(redis.command("HEXISTS", "chat:{room:" + room + "}:texts", "1"))
                    .startsWith(":0");
        });
    }

    @Test
    void aDeletedTextIsGoneFromRedisAndFromTheNodes() {
        Node a = node();
        Node b = node();
        a.say("ann", "secret", "one").join();
        User mod = new User("mod", "mod");
        assertThat(b.append(mod, Draft.deletion(1)).join()).isEqualTo("placed 2");
        assertThat(b.append(mod, Draft.deletion(2)).join())
                .as("a deletion itself")
                .isEqualTo("refused bad_frame");
        assertThat(b.append(mod, Draft.deletion(9)).join()).isEqualTo("refused bad_frame");
        await().atMost(Duration.ofSeconds(20)).until(() -> a.messages.size() == 2);
        assertThat(a.messages.get(1).deletes()).isEqualTo(1);
        assertThat(a.read(0, 1).get(0).isDeleted()).isTrue();
        assertThat(b.read(0, 1).get(0).isDeleted()).isTrue();
        assertThat(node().read(0, 1).get(0).isDeleted()).isTrue();
        assertThat(redis.command("HGETALL", "chat:{room:" + room + "}:texts")).doesNotContain("secret");
        assertThat(redis.command("XRANGE", "chat:{room:" + room + "}:log", "-", "+"))
                .doesNotContain("secret");
    }

    @Test
    void factsAreToldToAllAndKept() {
        Node a = node();
        Node b = node();
        a.keepFact("ban:u1", "until tomorrow");
        b.keepFact("role:u2", "mod");
        a.keepFact("ban:u1", null);
        for (Node node : List.of(a, b)) {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(node.events)
                            .as("in order for each key; a node that was behind is told what is so, key by key")
                            .containsExactlyInAnyOrder("ban:u1=until tomorrow", "role:u2=mod", "ban:u1=null")
                            .containsSubsequence("ban:u1=until tomorrow", "ban:u1=null"));
        }
        assertThat(node().events).containsExactly("role:u2=mod");
    }

    @Test
    void whatAFactSetsOffDoesNotMixUpWhatBecameOfTheMessagesOfItsTurn() {
        Node a = node();
        List<CompletableFuture<String>> said = new ArrayList<>();
        a.onFact = () -> {
            a.signalHere(Signal.Kind.GONE, "banned");
            for (int i = 5; i < 9; i++) {
                said.add(a.say("ann", "text" + i, "i" + i));
            }
        };
        CompletableFuture<Void> kept = a.call(() -> {
            // The first begins a turn; the others and the fact are in the next one together.
            for (int i = 0; i < 5; i++) {
                said.add(a.say("ann", "text" + i, "i" + i));
            }
            return a.keepFactLater("ban:u1", "for ever");
        });
        assertThat(kept).succeedsWithin(Duration.ofSeconds(20));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(a.call(() -> List.copyOf(said))).hasSize(9).allMatch(CompletableFuture::isDone));
        for (int i = 0; i < 9; i++) {
            assertThat(said.get(i).join()).isEqualTo("placed " + (i + 1));
        }
        assertThat(a.texts())
                .isEqualTo(a.read(0, 100).stream().map(Message::text).toList())
                .hasSize(9);
    }

    @Test
    void whoIsHereIsToldOnceForAllNodes() {
        Node a = node();
        Node b = node();
        Node c = node();
        a.signal(Signal.Kind.HERE, "ann");
        await().atMost(Duration.ofSeconds(20)).until(() -> c.events.contains("HERE ann"));
        b.signal(Signal.Kind.HERE, "ann");
        await().atMost(Duration.ofSeconds(20)).until(() -> a.events.contains("HERE ann"));
        a.signal(Signal.Kind.GONE, "ann");
        a.signal(Signal.Kind.TYPING, "ann");
        await().atMost(Duration.ofSeconds(20)).until(() -> c.events.contains("TYPING ann"));
        assertThat(c.events).as("still on b").doesNotContain("GONE ann");
        assertThat(node().events).containsExactly("HERE ann");
        b.signal(Signal.Kind.KICKED, "ann");
        b.signal(Signal.Kind.GONE, "ann");
        await().atMost(Duration.ofSeconds(20)).until(() -> c.events.contains("GONE ann"));
        assertThat(c.events).containsExactly("HERE ann", "TYPING ann", "KICKED ann", "GONE ann");
        await().atMost(Duration.ofSeconds(20)).until(() -> b.isSpent() && a.isSpent());
    }

    @Test
    void theRoleOfWhoIsHereIsToldToAllNodes() {
        Node a = node();
        Node b = node();
        a.signal(Signal.Kind.HERE, "ann", Role.OWNER);
        await().atMost(Duration.ofSeconds(20)).until(() -> b.events.contains("HERE ann owner"));
        assertThat(node().events).as("to one that comes later, too").containsExactly("HERE ann owner");
        b.signal(Signal.Kind.HERE, "ann", Role.OWNER);
        a.signal(Signal.Kind.GONE, "ann");
        b.signal(Signal.Kind.GONE, "ann");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> b.isSpent() && a.isSpent() && node().events.isEmpty());
    }

    @Test
    void whoWasOnANodeThatDiedIsGoneAfterAWhile() {
        Node a = node();
        Node b = node();
        a.signal(Signal.Kind.HERE, "ann");
        await().atMost(Duration.ofSeconds(20)).until(() -> b.events.contains("HERE ann"));
        a.log.close();
        await().atMost(Duration.ofSeconds(60)).until(() -> b.events.contains("GONE ann"));
        assertThat(node().events).isEmpty();
    }

    @Test
    void whatWasPublishedAndNotHeardIsFoundByTheNextMessageAndByTheCheck() {
        Node a = node();
        Node b = node();
        redis.command("CLIENT", "KILL", "TYPE", "pubsub");
        for (int i = 0; i < 5; i++) {
            a.say("ann", "text" + i, "i" + i).join();
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> b.messages.size() == 5);
        assertThat(b.texts()).containsExactly("text0", "text1", "text2", "text3", "text4");
        assertThat(b.events).isEmpty();
    }
}
