package io.nettychat.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.server.conformance.ConformanceTarget.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Clients, names and rooms for a test; whoever was connected here is disconnected after it. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(ConformanceTarget.Servers.class)
@Timeout(120)
abstract class ConformanceTest {

    static final Duration SOON = Duration.ofMillis(300);

    private final List<Peer> peers = new ArrayList<>();
    private final Settings settings;

    ConformanceTest() {
        this(Settings.DEFAULT);
    }

    ConformanceTest(Settings settings) {
        this.settings = settings;
    }

    @AfterEach
    void disconnect() {
        peers.forEach(Peer::close);
        for (Peer peer : peers) {
            if (peer instanceof RawClient raw) {
                assertThat(raw.violations()).as("the server's framing").isEmpty();
            }
        }
    }

    ConformanceTarget target() {
        return ConformanceTarget.of(settings);
    }

    static String newRoom() {
        return "room-" + letters(10);
    }

    static String newName() {
        return "user-" + letters(8);
    }

    /** Letters that do not look like one another. */
    static String letters(int count) {
        return letters("abdfghkstz", count);
    }

    static String letters(String alphabet, int count) {
        return ThreadLocalRandom.current()
                .ints(count, 0, alphabet.length())
                .mapToObj(i -> alphabet.substring(i, i + 1))
                .reduce("", String::concat);
    }

    static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    static List<Long> seqs(List<Frame> messages) {
        return messages.stream().map(message -> message.number("seq")).toList();
    }

    <P extends Peer> P closeLater(P peer) {
        peers.add(peer);
        return peer;
    }

    /** Connected, nothing said. */
    ChatClient connect() {
        return closeLater(ChatClient.connect(target().chat()));
    }

    /** With a name. */
    ChatClient user() {
        return user(newName());
    }

    ChatClient user(String name) {
        ChatClient client = connect();
        client.hello(name);
        return client;
    }

    /** With a name, and in the room. */
    ChatClient member(String room) {
        ChatClient client = user();
        client.join(room);
        return client;
    }

    List<ChatClient> members(String room, int count) {
        return IntStream.range(0, count).mapToObj(i -> member(room)).toList();
    }

    /** In the simple dialect, listening, with the welcome taken. */
    ChatClient simple(String room) {
        ChatClient client = closeLater(ChatClient.connectSimple(target().chat("room=" + room)));
        client.take("message");
        return client;
    }

    /** On a raw socket, nothing said. */
    RawClient raw() {
        return closeLater(RawClient.connect(target().chat()));
    }

    RawClient rawUser() {
        RawClient client = raw();
        client.hello(newName());
        return client;
    }

    RawClient rawMember(String room) {
        RawClient client = rawUser();
        client.join(room);
        return client;
    }

    /**
     * Fills a room with messages 1 … count, by enough users to stay within the rate limit, and returns the log as a
     * member who was there heard it.
     */
    List<Frame> fill(String room, int count) {
        return fill(room, count, "message ");
    }

    List<Frame> fill(String room, int count, String text) {
        ChatClient witness = member(room);
        List<ChatClient> senders = members(room, (count + 9) / 10);
        for (int i = 0; i < count; i++) {
            senders.get(i / 10).request("message", "room", room, "text", text + (i + 1));
        }
        List<Frame> log =
                IntStream.range(0, count).mapToObj(i -> witness.heard(room)).toList();
        assertThat(seqs(log))
                .isEqualTo(range(log.get(0).number("seq"), log.get(0).number("seq") + count - 1));
        return log;
    }
}
