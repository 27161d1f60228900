package io.nettychat.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is counted of messages that do not end is given back, however they end. */
class UnfinishedTest {
    @ParameterizedTest
    @ValueSource(strings = {"4e", "ff", "c3", "c328", "e28228"})
    void nothingIsCountedOfAMessageThatIsOver(String hex) {
        Unfinished unfinished = new Unfinished(1 << 20);
        EmbeddedChannel channel = new EmbeddedChannel(
                new WebSocketSession(new MessageAssembler.Limits(1 << 16, 64, 10_000), true, unfinished));
        channel.writeInbound(new TextWebSocketFrame(false, 0, Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex))));
        channel.finishAndReleaseAll();
        assertThat(unfinished.bytes()).isZero();
    }
}
