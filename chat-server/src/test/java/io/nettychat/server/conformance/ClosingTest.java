package io.nettychat.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.server.conformance.ConformanceTarget.Settings;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How connections end (RFC 6455, section 7), by either side. */
class ClosingTest extends ConformanceTest {

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 3000, 4000, 4999})
    void answersACloseFrameAndClosesTheConnection(int code) {
        RawClient client = rawUser();

        client.sendClose(code, "bye");

        assertThat(client.awaitClosed().code()).isIn(code, 1000);
        client.awaitEnd(Inbox.PATIENCE);
        assertThat(client.inbox.all(frame -> frame.is("bye")))
                .as("a bye is for a close the server begins")
                .isEmpty();
    }

    @Test
    void answersACloseFrameWithoutACode() {
        RawClient client = rawUser();

        client.sendCloseBytes(new byte[0]);

        assertThat(client.awaitClosed().code()).isIn(Closed.NO_CODE, 1000);
        client.awaitEnd(Inbox.PATIENCE);
    }

    @Test
    void answersACloseFrameBeforeHello() {
        RawClient client = raw();

        client.sendClose(1000, "");

        assertThat(client.awaitClosed().code()).isEqualTo(1000);
        client.awaitEnd(Inbox.PATIENCE);
    }

    @Test
    void doesNotReadWhatComesAfterACloseFrame() {
        String room = newRoom();
        ChatClient witness = member(room);
        RawClient client = rawMember(room);

        client.write(
                Wire.closeFrame(1000, ""),
                Wire.text(Json.object("type", "message", "id", "m", "room", room, "text", "too late")));

        client.awaitEnd(Inbox.PATIENCE);
        assertThat(witness.say(room, "first").number("seq")).isEqualTo(1);
    }

    @Test
    void closesOnBrokenUtf8InTheReasonOfAClose() {
        RawClient client = rawUser();

        client.sendCloseBytes(Wire.bytes(0x03, 0xE8, 0xC3, 0x28));

        assertThat(client.awaitClosed().code()).isIn(1007, 1002);
        client.awaitEnd(Inbox.PATIENCE);
    }

    @Test
    void closesWhenTheClientHasClosedItsHalf() {
        RawClient client = rawUser();

        client.shutdownOutput();

        client.awaitEnd(Inbox.PATIENCE);
    }

    @Test
    void saysByeWhenTheServerIsClosed() throws Exception {
        try (ConformanceTarget target = ConformanceTarget.start(Settings.DEFAULT)) {
            String room = newRoom();
            RawClient client = closeLater(RawClient.connect(target.chat()));
            client.hello(newName());
            client.join(room);
            ChatClient simple = closeLater(ChatClient.connectSimple(target.chat("room=" + room)));
            simple.take("message");

            CompletableFuture<Void> closing = CompletableFuture.runAsync(target::close);

            client.assertBye("drain", 4000, true, Duration.ofSeconds(20));
            client.awaitEnd(Inbox.PATIENCE);
            assertThat(simple.awaitClosed(Duration.ofSeconds(20)).code()).isEqualTo(4000);
            assertThat(simple.inbox.all(frame -> frame.is("bye"))).isEmpty();
            closing.get(20, java.util.concurrent.TimeUnit.SECONDS);
            assertThat(readiness(target)).isIn(0, 503);
        }
    }

    /** The status of {@code /readyz}; 0 when nobody listens any more. */
    private static int readiness(ConformanceTarget target) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(target.http("/readyz"))
                    .timeout(Inbox.PATIENCE)
                    .build();
            return ChatClient.http().send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }
}
