package io.nettychat.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.nettychat.model.Identity;
import io.nettychat.spi.Handshake;
import org.jspecify.annotations.Nullable;

/**
 * Which handlers a connection has after the upgrade, and in which order:
 *
 * <pre>
 * PunctualFrameDecoder      bytes to frames, masks, sizes, in time; knows no extension, so any RSV bit is an error
 * WebSocketSession          control frames, fragments, UTF-8, closing; hands on whole messages
 * ChatFrameHandler          message to Connection; is an InactivityHandler too: the idle rule
 * </pre>
 *
 * There is no encoder: the engine writes finished frames.
 */
final class WebSocketPipeline {
    static final String DECODER = "chat-frame-decoder";
    private static final String SESSION = "chat-session";
    private static final String LAST = "chat-connection";

    private final Endpoint endpoint;
    private final WebSocketDecoderConfig decoder;
    private final MessageAssembler.Limits limits;
    private final boolean textOnly;
    private final Unfinished unfinished = Unfinished.ofMemory();

    /**
     * @param textOnly whether a binary message is an error
     */
    WebSocketPipeline(Endpoint endpoint, MessageAssembler.Limits limits, boolean textOnly) {
        this.endpoint = endpoint;
        this.limits = limits;
        this.textOnly = textOnly;
        this.decoder = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(limits.messageBytes())
                .expectMaskedFrames(true)
                .allowMaskMismatch(false)
                .allowExtensions(false)
                // The session sends the close frame; a decoder that sends one too makes it two.
                .closeOnProtocolViolation(false)
                .build();
    }

    /**
     * Puts the handlers behind the one named, and opens the endpoint. On the channel's loop, after the {@code 101} has
     * been written.
     */
    void install(Channel channel, String behind, Handshake handshake, @Nullable Identity identity) {
        ChannelPipeline pipeline = channel.pipeline();
        WebSocketSession session = new WebSocketSession(limits, textOnly, unfinished);
        pipeline.addAfter(behind, DECODER, new PunctualFrameDecoder(decoder, limits.messageMillis(), unfinished));
        pipeline.addAfter(DECODER, SESSION, session);
        Endpoint.Peer last = endpoint.open(channel, handshake, identity, session);
        pipeline.addAfter(SESSION, LAST, last);
        session.peer(last);
    }
}
