package io.nettychat.launcher.check;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.ssl.SslContext;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One WebSocket connection. Everything happens on the loop of the run. */
final class Link {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int LARGEST_FRAME = 4 * 1024 * 1024;
    private static final int CLOSE_SECONDS = 2;

    private final Target target;
    private final Listener listener;
    private final Channel channel;
    private boolean open;
    private boolean over;
    private String why = "the connection ended without a close frame";
    private int code = NO_CODE;

    /** The connection ended without a close frame, as after a reset. */
    static final int NO_CODE = 1006;

    /** Who is told what becomes of a connection. */
    interface Listener {
        /** The server answers at all; the handshake follows. */
        default void reached(Link link) {}

        /** The handshake is done. */
        void open(Link link);

        void frame(Link link, String text);

        /** The connection is over, or never came to be. Told once, unless it was ended by {@link Link#reset()}. */
        void over(Link link, boolean wasOpen, int code, String why);
    }

    private Link(Target target, Listener listener, EventLoop loop, @Nullable SslContext tls) {
        this.target = target;
        this.listener = listener;
        this.channel = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (target.tls() && tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc(), target.host(), target.port()));
                        }
                        channel.pipeline()
                                .addLast(new HttpClientCodec())
                                .addLast(new HttpObjectAggregator(64 * 1024))
                                .addLast(new WebSocketClientProtocolHandler(config(target)))
                                .addLast(new WebSocketFrameAggregator(LARGEST_FRAME))
                                .addLast(new Handler());
                    }
                })
                .connect(target.host(), target.port())
                // Not at once, so that whoever opens a connection has it before anything is told of it.
                .addListener((ChannelFutureListener) done -> loop.execute(() -> connected(done)))
                .channel();
    }

    /** Begins to connect. The listener is told on the loop, and never before this method returns. */
    static Link open(Target target, Listener listener, EventLoop loop, @Nullable SslContext tls) {
        return new Link(target, listener, loop, tls);
    }

    private static WebSocketClientProtocolConfig config(Target target) {
        return WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(target.socket())
                .subprotocol("chat.v1")
                .maxFramePayloadLength(LARGEST_FRAME)
                .handshakeTimeoutMillis(CONNECT_MILLIS)
                .handleCloseFrames(false)
                .build();
    }

    private void connected(ChannelFuture future) {
        Throwable cause = future.cause();
        if (cause != null) {
            end(String.valueOf(cause.getMessage()));
        } else if (!over) {
            listener.reached(this);
        }
    }

    Target target() {
        return target;
    }

    void send(String text) {
        if (open && !over) {
            channel.writeAndFlush(new TextWebSocketFrame(text));
        }
    }

    /** Ends the connection as a browser does; the listener is told when it is over. */
    void close() {
        channel.config().setAutoRead(true);
        if (open) {
            channel.writeAndFlush(new CloseWebSocketFrame(1000, ""));
            // Not through the pipeline, which would wait for a close frame that a server that reads nothing never
            // takes.
            channel.eventLoop()
                    .schedule(() -> channel.unsafe().close(channel.voidPromise()), CLOSE_SECONDS, TimeUnit.SECONDS);
        } else {
            channel.close();
        }
    }

    /** Ends the connection with a TCP reset; the listener is told nothing more. */
    void reset() {
        over = true;
        if (channel.isRegistered() && channel.isActive()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        // Not through the pipeline, in which TLS would say goodbye.
        channel.unsafe().close(channel.voidPromise());
    }

    /** Stops to read and to answer, pings too; or begins again. */
    void silent(boolean silent) {
        channel.config().setAutoRead(!silent);
    }

    private void end(String reason) {
        if (!over) {
            over = true;
            listener.over(this, open, code, reason);
        }
    }

    private final class Handler extends SimpleChannelInboundHandler<WebSocketFrame> {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE && !over) {
                open = true;
                listener.open(Link.this);
            } else if (event == ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT) {
                why = "the WebSocket handshake was not answered within " + CONNECT_MILLIS / 1000 + " s";
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
            if (over) {
                return;
            }
            if (frame instanceof TextWebSocketFrame text) {
                listener.frame(Link.this, text.text());
            } else if (frame instanceof CloseWebSocketFrame close) {
                code = close.statusCode() < 0 ? 1005 : close.statusCode();
                why = "closed with " + code + " " + close.reasonText();
                ctx.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (cause instanceof WebSocketClientHandshakeException refused && refused.response() != null) {
                why = "it answered the WebSocket handshake with "
                        + refused.response().status();
            } else {
                why = String.valueOf(cause.getMessage());
            }
            ctx.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            end(why);
        }
    }
}
