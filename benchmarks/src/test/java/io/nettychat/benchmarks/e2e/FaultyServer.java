package io.nettychat.benchmarks.e2e;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A broadcast server on one loop that does one thing wrong, to the last member of each room and now and then. */
@SuppressWarnings("FutureReturnValueIgnored")
final class FaultyServer {
    private static final int NOW_AND_THEN = 50;

    enum Fault {
        NONE,
        LOSES,
        REPEATS,
        REORDERS
    }

    private final Fault fault;
    private final EventLoop loop;
    private final Map<String, List<Channel>> rooms = new HashMap<>();
    private final Channel listener;
    private int members;
    private int said;
    private @Nullable String held;

    FaultyServer(EventLoopGroup group, Fault fault) {
        this.fault = fault;
        this.loop = group.next();
        this.listener = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(65536))
                                .addLast(new WebSocketServerProtocolHandler("/room", true))
                                .addLast(new Broadcast());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    void awaitMembers(int count) {
        Awaitility.await().until(() -> loop.submit(() -> members).get() == count);
    }

    private void say(List<Channel> room, String text) {
        for (Channel member : room.subList(0, room.size() - 1)) {
            send(member, text);
        }
        Channel victim = room.get(room.size() - 1);
        boolean now = ++said % NOW_AND_THEN == 0;
        if (fault == Fault.LOSES && now) {
            return;
        }
        if (fault == Fault.REORDERS && held == null && now) {
            held = text;
            return;
        }
        if (held != null) {
            // two texts of one sender that change places would be a loss: only another's may overtake
            boolean overtakes = !sender(held).equals(sender(text));
            send(victim, overtakes ? text : held);
            send(victim, overtakes ? held : text);
            held = null;
            return;
        }
        send(victim, text);
        if (fault == Fault.REPEATS && now) {
            send(victim, text);
        }
    }

    private static String sender(String text) {
        return text.substring(1, 9);
    }

    private static void send(Channel member, String text) {
        member.writeAndFlush(new TextWebSocketFrame(text));
    }

    private final class Broadcast extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        private List<Channel> room = List.of();

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete handshake) {
                room = rooms.computeIfAbsent(handshake.requestUri(), name -> new ArrayList<>());
                room.add(ctx.channel());
                members++;
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame) {
            say(room, frame.text());
        }
    }
}
