package io.nettychat.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.nettychat.hub.Connection;
import io.nettychat.model.CloseReason;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of the pipeline and the beginning of the engine: hands each message to the {@link Connection}. */
final class ChatFrameHandler extends InactivityHandler implements Endpoint.Peer {
    private static final Logger log = LoggerFactory.getLogger(ChatFrameHandler.class);

    private boolean over;

    ChatFrameHandler(Connection connection, Duration idle) {
        super(connection, idle);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        try {
            if (msg instanceof TextWebSocketFrame text && !over) {
                active();
                connection().receive(text.content());
            }
        } finally {
            ReferenceCountUtil.release(msg);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!over) {
            connection().writabilityChanged();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void heard(int bytes) {
        connection().heard(bytes);
    }

    @Override
    public void over() {
        if (!over) {
            over = true;
            connection().closed();
        }
    }

    @Override
    public void failed() {
        connection().end(CloseReason.INTERNAL);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof OutOfMemoryError) {
            BugReports.log(
                    log, "There is no memory left for a connection; it is cut", Client.addressOf(ctx.channel()), cause);
            ctx.channel().unsafe().close(ctx.voidPromise());
            return;
        }
        BugReports.log(log, "A bug ended a connection, in the engine", Client.addressOf(ctx.channel()), cause);
        try {
            failed();
        } catch (RuntimeException again) {
            BugReports.log(log, "A connection could not be ended and is cut", Client.addressOf(ctx.channel()), again);
            ctx.close();
        }
    }
}
