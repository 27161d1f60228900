package io.nettychat.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What every test client can do, whichever way it speaks WebSocket. */
abstract class Peer implements AutoCloseable {

    private static final String RUN =
            Integer.toString(ThreadLocalRandom.current().nextInt(1 << 30), 36);
    private static final AtomicInteger IDS = new AtomicInteger();

    final Inbox inbox = new Inbox();
    private @Nullable Frame welcome;

    abstract void sendText(String text);

    /** Ends the connection without a word, as a lost network does. */
    abstract void drop();

    /** An id that no other request has. */
    static String newId() {
        return RUN + "-" + Integer.toString(IDS.incrementAndGet(), 36);
    }

    void send(@Nullable Object... namesAndValues) {
        sendText(Json.object(namesAndValues));
    }

    /** Sends a request of the given type with a fresh id, which is returned. */
    String request(String type, @Nullable Object... namesAndValues) {
        String id = newId();
        List<@Nullable Object> all = new ArrayList<>(List.of("type", type, "id", id));
        for (Object item : namesAndValues) {
            all.add(item);
        }
        send(all.toArray());
        return id;
    }

    /** As {@link #request}, and takes the frame that carries the id back. */
    Frame ask(String type, @Nullable Object... namesAndValues) {
        String id = request(type, namesAndValues);
        return inbox.take("reply to " + type, frame -> id.equals(frame.fields().get("id")));
    }

    Frame take(String type) {
        return inbox.take(type, frame -> frame.is(type));
    }

    Frame take(String type, Predicate<Frame> which) {
        return inbox.take(type, frame -> frame.is(type) && which.test(frame));
    }

    Frame error() {
        return take("error");
    }

    Frame hello(String name) {
        send("type", "hello", "name", name);
        return welcomed(take("welcome"));
    }

    Frame hello(String name, String session) {
        send("type", "hello", "name", name, "session", session);
        return welcomed(take("welcome"));
    }

    private Frame welcomed(Frame frame) {
        welcome = frame;
        return frame;
    }

    private Frame welcome() {
        if (welcome == null) {
            throw new IllegalStateException("say hello first");
        }
        return welcome;
    }

    String user() {
        return welcome().text("user");
    }

    String name() {
        return welcome().text("name");
    }

    String session() {
        return welcome().text("session");
    }

    Frame join(String room, @Nullable Object... more) {
        List<@Nullable Object> all = new ArrayList<>(List.of("room", room));
        for (Object item : more) {
            all.add(item);
        }
        Frame reply = ask("join", all.toArray());
        assertThat(reply.fields()).as("reply to join").containsEntry("type", "joined");
        return reply;
    }

    /** Says something and takes the own copy of it. */
    Frame say(String room, String text) {
        Frame reply = ask("message", "room", room, "text", text);
        assertThat(reply.fields()).as("reply to message").containsEntry("type", "message");
        return reply;
    }

    /** Takes the next message of a room. */
    Frame heard(String room) {
        return take("message", frame -> room.equals(frame.fields().get("room")) && frame.has("seq"));
    }

    /** Takes the message of a room with this text. */
    Frame heard(String room, String text) {
        return take("message", frame -> frame.is("message", "room", room) && text.equals(frame.text("text")));
    }

    /** Has the server answer, so that replies to what was sent before have come. */
    void fence() {
        assertThat(ask("ping").fields()).containsEntry("type", "pong");
    }

    /** The messages of a room received until now, in the order they came in. */
    List<Frame> messages(String room) {
        return inbox.all(frame -> frame.is("message", "room", room) && frame.has("seq"));
    }

    /** Requires that nothing that fits comes for so long. */
    void assertNothing(String what, Duration time, Predicate<Frame> which) {
        assertThat(inbox.poll(which, time)).as(what).isNull();
    }

    Closed awaitClosed() {
        return awaitClosed(Inbox.PATIENCE);
    }

    Closed awaitClosed(Duration patience) {
        return inbox.awaitClosed(patience);
    }

    /** Requires a {@code bye} with the code's slug as last frame, and then the close code. */
    void assertBye(String slug, int code, boolean reconnect, Duration patience) {
        assertThat(awaitClosed(patience).code()).as("close code; %s", inbox).isEqualTo(code);
        List<Frame> all = inbox.all();
        assertThat(all).isNotEmpty();
        Frame bye = all.get(all.size() - 1);
        assertThat(bye.fields()).containsEntry("type", "bye").containsEntry("code", slug);
        assertThat(bye.flag("reconnect")).isEqualTo(reconnect);
        assertThat(bye.text("reason")).isNotBlank();
        if (bye.has("after")) {
            assertThat(bye.number("after")).isNotNegative();
        }
    }

    @Override
    public void close() {
        drop();
    }
}
