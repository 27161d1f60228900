package io.nettychat.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.unix.Socket;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.nettychat.hub.Wire;
import io.nettychat.protocol.WebSocketFraming;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything of RFC 6455 between the frames and the messages: control frames, fragments, UTF-8, the closing handshake.
 * Hands on whole messages and nothing else, so that pings and pongs are no activity to what stands behind it.
 *
 * <p>Whatever goes wrong, exactly one close frame leaves. No pong is written while the channel is not writable, and what
 * stands behind stops reading then: a client that does not read cannot make the server remember anything for it.
 */
final class WebSocketSession extends ChannelInboundHandlerAdapter implements Wire {
    private static final Logger log = LoggerFactory.getLogger(WebSocketSession.class);
    private static final int LAST_STATUS = 4999;

    /** How much may still come before the answer to our close frame; whoever sends more is not going to answer. */
    private static final int LEFTOVER_BYTES = 64 * 1024;

    /** What a frame costs beside its payload: header and mask. */
    private static final int FRAME_OVERHEAD = 6;

    /** Frames flow. */
    private static final byte OPEN = 0;
    /** We have sent a close frame and wait for the one of the other side. */
    private static final byte CLOSING = 1;
    /** The closing handshake is through, or there will be none. */
    private static final byte OVER = 2;

    private final MessageAssembler.Limits limits;
    private final boolean textOnly;
    private final Unfinished unfinished;
    private ChannelHandlerContext ctx;
    private Endpoint.@Nullable Peer peer;
    private @Nullable MessageAssembler assembler;
    private @Nullable Socket direct;
    private @Nullable ChannelOutboundBuffer queue;
    private @Nullable ByteBuf latePong;
    private byte state = OPEN;
    private int leftover;
    private boolean unflushed;

    @SuppressWarnings("NullAway.Init") // the context comes with handlerAdded, before anything else
    WebSocketSession(MessageAssembler.Limits limits, boolean textOnly, Unfinished unfinished) {
        this.unfinished = unfinished;
        this.limits = limits;
        this.textOnly = textOnly;
    }

    /** Says who is told of signs of life and of the end. */
    void peer(Endpoint.Peer last) {
        this.peer = last;
        if (state == OVER) {
            last.over();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.ctx = context;
        this.direct = DirectSocket.of(context);
        this.queue = context.channel().unsafe().outboundBuffer();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object msg) {
        if (!(msg instanceof WebSocketFrame frame) || state == OVER) {
            ReferenceCountUtil.release(msg);
            return;
        }
        if (frame instanceof CloseWebSocketFrame close) {
            try {
                peerCloses(close);
            } finally {
                close.release();
            }
        } else if (state == CLOSING) {
            leftover += FRAME_OVERHEAD + frame.content().readableBytes();
            frame.release();
            readWhileWritable();
        } else if (frame instanceof PingWebSocketFrame || frame instanceof PongWebSocketFrame) {
            try {
                heard(frame);
                if (frame instanceof PingWebSocketFrame) {
                    pong(frame.content());
                }
            } finally {
                frame.release();
            }
        } else {
            heard(frame);
            data(frame);
        }
    }

    private void heard(WebSocketFrame frame) {
        if (peer != null) {
            peer.heard(frame.content().readableBytes());
        }
    }

    // Messages

    private void data(WebSocketFrame frame) {
        if (textOnly && frame instanceof BinaryWebSocketFrame) {
            frame.release();
            fail(WebSocketCloseStatus.INVALID_MESSAGE_TYPE.code(), "Send text frames only.");
        } else if (assembler == null && frame.isFinalFragment()) {
            ByteBuf content = frame.content();
            if (frame instanceof TextWebSocketFrame && !ByteBufUtil.isText(content, StandardCharsets.UTF_8)) {
                frame.release();
                fail(WebSocketCloseStatus.INVALID_PAYLOAD_DATA.code(), "Text must be UTF-8.");
            } else {
                ctx.fireChannelRead(frame);
            }
        } else {
            fragment(frame);
        }
    }

    private void fragment(WebSocketFrame frame) {
        boolean last = frame.isFinalFragment();
        MessageAssembler open = assembler;
        try {
            if (open == null) {
                Future<?> deadline = ctx.executor()
                        .schedule(this::messageTookTooLong, limits.messageMillis(), TimeUnit.MILLISECONDS);
                open = new MessageAssembler(ctx.alloc(), limits, frame instanceof TextWebSocketFrame, deadline);
                assembler = open;
            }
            add(open, frame.content(), last);
        } catch (CorruptedWebSocketFrameException e) {
            fail(e.closeStatus().code(), reasonOf(e));
            return;
        } finally {
            frame.release();
        }
        if (!last && unfinished.isTooMuch(open.length())) {
            fail(WebSocketCloseStatus.TRY_AGAIN_LATER.code(), "Too many messages are under way. Come back later.");
        } else if (last) {
            assembler = null;
            unfinished.add(-open.length());
            ByteBuf whole = open.take();
            ctx.fireChannelRead(open.isText() ? new TextWebSocketFrame(whole) : new BinaryWebSocketFrame(whole));
        }
    }

    /** Counts what the message holds afterwards, also when the fragment was the one too many: all of it is given back. */
    private void add(MessageAssembler open, ByteBuf fragment, boolean last) {
        int before = open.length();
        try {
            open.add(fragment, last);
        } finally {
            unfinished.add(open.length() - before);
        }
    }

    private void messageTookTooLong() {
        fail(
                WebSocketCloseStatus.POLICY_VIOLATION.code(),
                "The fragments of a message must arrive within " + limits.messageMillis() / 1000 + " s.");
    }

    // Control frames

    private void pong(ByteBuf payload) {
        ByteBuf pong = WebSocketFraming.pong(ctx.alloc(), payload);
        if (unflushed && !ctx.channel().isWritable()) {
            // Perhaps only because many pings came at once: let the socket have the pongs before it is called slow.
            unflushed = false;
            ctx.flush();
        }
        if (ctx.channel().isWritable()) {
            ctx.write(pong, ctx.voidPromise());
            unflushed = true;
        } else {
            // RFC 6455, 5.5.3: only the newest of several unanswered pings needs an answer.
            dropLatePong();
            latePong = pong;
        }
    }

    private void dropLatePong() {
        if (latePong != null) {
            latePong.release();
            latePong = null;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (unflushed) {
            unflushed = false;
            context.flush();
        }
        context.fireChannelReadComplete();
    }

    @Override
    public int send(ByteBuf bytes) {
        return direct == null || queue == null || state != OPEN
                ? THROUGH_CHANNEL
                : DirectSocket.send(ctx, direct, queue, bytes);
    }

    @Override
    public void ping() {
        if (state == OPEN) {
            ctx.writeAndFlush(WebSocketFraming.ping(ctx.alloc()), ctx.voidPromise());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (latePong != null && context.channel().isWritable()) {
            ByteBuf pong = latePong;
            latePong = null;
            ctx.writeAndFlush(pong, ctx.voidPromise());
        }
        if (state == CLOSING) {
            readWhileWritable();
        }
        context.fireChannelWritabilityChanged();
    }

    /**
     * The answer to our close frame is wanted, whoever had stopped reading; but not before that frame has left, and not
     * at the price of a flood that no limit holds up any more.
     */
    private void readWhileWritable() {
        ctx.channel().config().setAutoRead(ctx.channel().isWritable() && leftover < LEFTOVER_BYTES);
    }

    // The end

    private void peerCloses(CloseWebSocketFrame frame) {
        boolean answered = state == CLOSING;
        end();
        if (answered) {
            ctx.close();
            return;
        }
        int code = frame.statusCode();
        ByteBuf answer = code > LAST_STATUS
                ? WebSocketFraming.close(ctx.alloc(), WebSocketCloseStatus.PROTOCOL_ERROR.code(), "No such close code.")
                : WebSocketFraming.close(ctx.alloc(), code, "");
        OrderlyClose.afterExchange(ctx.writeAndFlush(answer));
    }

    @Override
    public void close(int code, String reason) {
        if (state != OPEN) {
            return;
        }
        state = CLOSING;
        forget();
        ChannelFuture written = ctx.writeAndFlush(WebSocketFraming.close(ctx.alloc(), code, reason));
        if (!written.isDone() || written.isSuccess()) {
            OrderlyClose.closeInTime(ctx.channel());
            readWhileWritable();
        } else {
            ctx.close();
        }
    }

    /** RFC 6455, 7.1.7: a close frame that says why, and then no reading any more. */
    private void fail(int code, String reason) {
        boolean told = state != OPEN;
        end();
        ChannelFuture written =
                told ? ctx.newSucceededFuture() : ctx.writeAndFlush(WebSocketFraming.close(ctx.alloc(), code, reason));
        OrderlyClose.afterRefusal(written, ctx.pipeline().get(WebSocketPipeline.DECODER));
    }

    /** From here on nothing is written by anyone. */
    private void end() {
        state = OVER;
        forget();
        if (peer != null) {
            peer.over();
        }
    }

    private void forget() {
        dropLatePong();
        if (assembler != null) {
            unfinished.add(-assembler.length());
            assembler.release();
            assembler = null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        forget();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException violation) {
            if (state != OVER) {
                log.debug(
                        "{} broke the WebSocket protocol: {}",
                        Client.addressOf(context.channel()),
                        reasonOf(violation));
                fail(violation.closeStatus().code(), reasonOf(violation));
            }
        } else if (PeerFailures.is(cause)) {
            if (!context.channel().isOpen()) {
                return; // each write that was under way fails by itself; one line is enough
            }
            log.debug("{} is gone: {}", Client.addressOf(context.channel()), String.valueOf(cause));
            context.close();
        } else if (cause instanceof OutOfMemoryError) {
            // To say why would take memory too. What this connection holds is what can be given back.
            BugReports.log(
                    log,
                    "There is no memory left for a connection; it is cut",
                    context.channel().remoteAddress(),
                    cause);
            context.channel().unsafe().close(context.voidPromise());
        } else {
            BugReports.log(log, "A bug ended a connection", Client.addressOf(context.channel()), cause);
            if (peer != null) {
                peer.failed();
            } else {
                context.close();
            }
        }
    }

    private static String reasonOf(CorruptedWebSocketFrameException violation) {
        String message = violation.getMessage();
        return message == null ? violation.closeStatus().reasonText() : message;
    }
}
