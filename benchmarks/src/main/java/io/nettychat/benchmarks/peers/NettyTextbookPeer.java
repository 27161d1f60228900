package io.nettychat.benchmarks.peers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Netty as tutorials show it: one {@link DefaultChannelGroup} for each room, one {@code writeAndFlush} for each text. */
public final class NettyTextbookPeer {
    private NettyTextbookPeer() {}

    /** Serves until the process ends; the argument is the port. */
    public static void main(String[] args) throws InterruptedException {
        boolean epoll = Epoll.isAvailable();
        EventLoopGroup loops =
                new MultiThreadIoEventLoopGroup(epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        Map<String, ChannelGroup> rooms = new ConcurrentHashMap<>();
        WebSocketServerProtocolConfig webSocket = WebSocketServerProtocolConfig.newBuilder()
                .websocketPath("/room")
                .checkStartsWith(true)
                .build();
        new ServerBootstrap()
                .group(loops)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(65536))
                                .addLast(new WebSocketServerProtocolHandler(webSocket))
                                .addLast(new Broadcast(rooms));
                    }
                })
                .bind("127.0.0.1", Integer.parseInt(args[0]))
                .sync()
                .channel()
                .closeFuture()
                .sync();
    }

    private static final class Broadcast extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        private final Map<String, ChannelGroup> rooms;
        private @Nullable ChannelGroup room;

        Broadcast(Map<String, ChannelGroup> rooms) {
            this.rooms = rooms;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete handshake) {
                room = rooms.computeIfAbsent(
                        handshake.requestUri(), name -> new DefaultChannelGroup(GlobalEventExecutor.INSTANCE));
                room.add(ctx.channel());
            }
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // as in the tutorials
        protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame) {
            if (room != null) {
                room.writeAndFlush(new TextWebSocketFrame(frame.text()));
            }
        }
    }
}
