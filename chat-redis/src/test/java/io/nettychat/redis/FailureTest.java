package io.nettychat.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nettychat.model.Message;
import io.nettychat.spi.Signal;
import io.nettychat.testing.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes and a Redis that is frozen, killed, started again with and without its data, and flushed. */
@Timeout(180)
class FailureTest {
    private final RedisProcess redis = new RedisProcess();
    private final List<Node> nodes = new ArrayList<>();
    private final Node a = node();
    private final Node b = node();

    private Node node() {
        Node node = Node.on(redis, "room");
        nodes.add(node);
        return node;
    }

    @AfterEach
    void end() {
        nodes.forEach(Node::close);
        redis.close();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(40));
    }

    private static String outcome(CompletableFuture<String> said) {
        return said.orTimeout(40, TimeUnit.SECONDS).join();
    }

    /** Says it until it has its place, as a client does. */
    private static void sayUntilPlaced(Node node, String text) {
        soon().until(() -> !outcome(node.say("ann", text, text)).startsWith("refused"));
    }

    @Test
    void whileItIsFrozenMessagesAreRefusedAndWhatIsHereCanBeRead() {
        a.say("ann", "one", "one").join();
        soon().until(() -> b.messages.size() == 1);
        redis.freeze();
        List<CompletableFuture<String>> said = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            said.add(a.say("ann", "frozen " + i, "f" + i));
        }
        said.forEach(outcome -> assertThat(outcome(outcome)).isEqualTo("refused internal for now"));
        assertThat(outcome(a.say("ann", "at once", "x"))).isEqualTo("refused internal for now");
        assertThat(a.read(0, 10)).hasSize(1);
        redis.thaw();
        sayUntilPlaced(a, "two");
        soon().until(() -> b.head() == a.head());
        assertThat(a.messages).isEqualTo(b.messages);
        assertThat(a.texts()).as("what was refused does not turn up").containsExactly("one", "two");
        assertThat(a.events).isEmpty();
    }

    @Test
    void anAppendWhoseAnswerWasLostIsThereOnce() {
        redis.freeze();
        CompletableFuture<String> withoutId = a.say("ann", "without an id", null);
        await().during(Duration.ofMillis(2_500)).atMost(Duration.ofSeconds(20)).until(() -> !withoutId.isDone());
        redis.thaw();
        assertThat(outcome(withoutId)).isEqualTo("placed 1");
        for (int i = 0; i < 30; i++) {
            if (i % 10 == 5) {
                redis.command("CLIENT", "KILL", "TYPE", "normal");
            }
            sayUntilPlaced(a, "text" + i);
        }
        soon().until(() -> b.messages.size() == a.messages.size());
        assertThat(a.messages).isEqualTo(b.messages);
        assertThat(a.texts()).doesNotHaveDuplicates().hasSize(31).startsWith("without an id", "text0");
    }

    @Test
    void whatIsUnderWayWhenItIsKilledIsThereOnceAndInOrder() {
        for (int round = 0; round < 3; round++) {
            List<CompletableFuture<String>> said = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                said.add(a.say("ann", round + " " + i, "r" + round + "i" + i));
                said.add(b.say("bob", round + " bob " + i, "r" + round + "i" + i));
                if (i == 150) {
                    redis.kill();
                    redis.start();
                }
            }
            said.forEach(FailureTest::outcome);
        }
        sayUntilPlaced(a, "end");
        soon().until(() -> a.texts().contains("end") && b.head() == a.head());
        assertThat(a.messages).isEqualTo(b.messages);
        assertThat(new HashSet<>(a.texts())).hasSameSizeAs(a.texts());
        long next = 1;
        for (Message message : a.messages) {
            assertThat(message.seq()).isEqualTo(next++);
        }
        assertThat(a.events).isEmpty();
    }

    @Test
    void aRedisWithoutItsDataIsANewEpoch() {
        String before = a.epoch();
        a.say("ann", "old", "old").join();
        a.keepFact("ban:u1", "for ever");
        a.signal(Signal.Kind.HERE, "ann");
        soon().until(() -> b.head() == 1 && b.events.contains("HERE ann"));
        redis.kill();
        redis.eraseData();
        redis.start();
        soon().until(() -> a.events.contains("interrupted") && b.events.contains("interrupted"));
        soon().until(() -> a.epoch().equals(b.epoch()));
        assertThat(a.epoch()).isNotEqualTo(before);
        sayUntilPlaced(b, "new");
        soon().until(() -> a.texts().contains("new"));
        assertThat(a.read(0, 10)).extracting(Message::text).containsExactly("new");
        Node later = node();
        assertThat(later.events).as("what the nodes knew").contains("ban:u1=for ever");
        soon().until(() -> later.events.contains("HERE ann"));
    }

    @Test
    void aFlushIsANewEpochWhoeverNoticesFirst() {
        a.say("ann", "old", "old").join();
        redis.command("FLUSHALL");
        CompletableFuture<String> said = a.say("ann", "new", "new");
        assertThat(outcome(said)).isEqualTo("placed 1");
        soon().until(() -> b.events.contains("interrupted") && b.head() == 1);
        assertThat(a.events).containsExactly("interrupted");
        assertThat(a.epoch()).isEqualTo(b.epoch());
        assertThat(b.read(0, 10)).extracting(Message::text).containsExactly("new");
    }

    @Test
    void olderDataIsANewEpoch() {
        a.say("ann", "one", "one").join();
        String log = "chat:{room:room}:";
        soon().until(() -> b.head() == 1);
        a.say("ann", "two", "two").join();
        soon().until(() -> b.head() == 2);
        redis.command("HSET", log + "meta", "seq", "1");
        redis.command("XDEL", log + "log", "2-0");
        redis.command("XSETID", log + "log", "1-0");
        redis.command("HDEL", log + "texts", "2");
        sayUntilPlaced(a, "three");
        soon().until(() -> b.events.contains("interrupted") && a.events.contains("interrupted"));
        soon().until(() -> a.epoch().equals(b.epoch()));
        assertThat(a.read(0, 10)).extracting(Message::text).containsExactly("one", "three");
    }

    @Test
    void aNodeThatMissedMoreThanIsKeptIsTold() {
        Node few = new Node(Node.builder(redis).history(5).connect(), "room");
        nodes.add(few);
        a.say("ann", "first", "first").join();
        soon().until(() -> few.head() == 1);
        // As if nothing had been heard for a while: other nodes go on, and Redis forgets.
        redis.command(
                "EVAL",
                "redis.call('HSET', KEYS[1], 'seq', '40', 'first', '36') redis.call('DEL', KEYS[2])"
                        + " for i = 36, 40 do redis.call('XADD', KEYS[2], i .. '-0', 't', '1', 'u', 'u', 'n', 'n', 'i', '', 'd', '0')"
                        + " redis.call('HSET', KEYS[3], i, 'text' .. i) end return 1",
                "3",
                "chat:{room:room}:meta",
                "chat:{room:room}:log",
                "chat:{room:room}:texts");
        assertThat(outcome(few.say("ann", "last", "last"))).isEqualTo("placed 41");
        assertThat(few.events).containsExactly("interrupted");
        assertThat(few.messages).extracting(Message::seq).endsWith(40L, 41L);
    }

    @Test
    void whatIsNeverHeardIsFoundByTheCheck() {
        a.log.link().unsubscribe("chat:{room:room}");
        b.say("ann", "unheard", "unheard").join();
        soon().until(() -> a.texts().contains("unheard"));
    }
}
