package io.nettychat.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.nettychat.protocol.WebSocketFraming;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The pipeline of the product with an echo at its end instead of the chat, for the Autobahn suite, which needs one. Only
 * the last handler and its size limits differ.
 */
public final class EchoServer implements AutoCloseable {
    private static final int MAX_MESSAGE = 16 * 1024 * 1024;

    private final IoEventLoopGroup loops;
    private final Channel listener;
    private final StaticFiles files;

    private EchoServer(int port, MessageAssembler.Limits limits) {
        Transport transport = Transport.AUTO.resolve();
        loops = new MultiThreadIoEventLoopGroup(1, transport.ioHandlerFactory());
        WebSocketPipeline websocket =
                new WebSocketPipeline((channel, handshake, identity, wire) -> new Echo(channel), limits, false);
        Origins any = Origins.sameOnly().allowing(List.of("*"));
        Admission admission = new Admission(0, 0, 0, () -> true, System::nanoTime);
        files = StaticFiles.load(EchoServer.class.getClassLoader(), any);
        HttpPipeline http = new HttpPipeline(new HttpPipeline.Settings(
                HttpDeadline.Times.DEFAULT,
                null,
                false,
                null,
                new WebSocketUpgradeHandler.Settings(
                        "/echo", any, Proxies.none(), admission, status -> {}, null, websocket),
                new PageHandler.Settings(files, admission, () -> "")));
        listener = new ServerBootstrap()
                .group(loops)
                .channel(transport.serverChannel())
                .childHandler(new Sockets(http::install, Integer.MAX_VALUE))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .syncUninterruptibly()
                .channel();
    }

    static EchoServer start(int port) {
        return new EchoServer(port, new MessageAssembler.Limits(MAX_MESSAGE, Integer.MAX_VALUE, 60_000));
    }

    /** An echo with the limits of the chat. */
    static EchoServer start(MessageAssembler.Limits limits) {
        return new EchoServer(0, limits);
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        files.close();
    }

    /** Runs until it is killed. */
    public static void main(String[] args) {
        EchoServer server = start(args.length == 0 ? 0 : Integer.parseInt(args[0]));
        System.out.println("ws://127.0.0.1:" + server.port() + "/echo");
    }

    private static final class Echo extends ChannelInboundHandlerAdapter implements Endpoint.Peer {
        private final Channel channel;
        private boolean over;

        Echo(Channel channel) {
            this.channel = channel;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            if (!(msg instanceof WebSocketFrame frame) || over) {
                ReferenceCountUtil.release(msg);
                return;
            }
            ByteBuf header = ctx.alloc().directBuffer(10, 10);
            WebSocketFraming.dataHeader(
                    header, frame instanceof TextWebSocketFrame, frame.content().readableBytes());
            ctx.write(header, ctx.voidPromise());
            ctx.writeAndFlush(frame.content(), ctx.voidPromise());
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (!over) {
                channel.config().setAutoRead(channel.isWritable());
            }
        }

        @Override
        public void heard(int bytes) {}

        @Override
        public void over() {
            over = true;
        }

        @Override
        public void failed() {
            channel.close();
        }
    }
}
