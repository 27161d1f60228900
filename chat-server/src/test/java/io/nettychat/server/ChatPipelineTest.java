package io.nettychat.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.nettychat.hub.Hub;
import io.nettychat.model.Draft;
import io.nettychat.model.User;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The chat mounted in a server of somebody else's. */
class ChatPipelineTest {
    private static final String V1 = "Sec-WebSocket-Protocol: chat.v1";

    private final IoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final List<Channel> channels = new CopyOnWriteArrayList<>();
    private final Hub hub = Hub.on(loops).build();

    @AfterEach
    void stop() {
        hub.close();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void standsBesideTheHostsOwnHandlers() throws Exception {
        ChatPipeline chat = ChatPipeline.webSocket(hub).path("/talk/here");
        Channel host = host(
                chat,
                new HttpServerCodec(),
                new HttpServerKeepAliveHandler(),
                new HttpObjectAggregator(65_536),
                new ChunkedWriteHandler());
        int port = ((InetSocketAddress) host.localAddress()).getPort();
        try (RawClient page = RawClient.connect(port);
                RawClient client = RawClient.connect(port)) {
            page.send(RawClient.get("/talk"));
            assertThat(page.response().body()).isEqualTo("the host's own /talk");
            client.send(RawClient.handshake("/talk/here?room=lobby", V1));
            assertThat(client.response().status()).isEqualTo(101);
            client.text("{\"type\":\"hello\",\"name\":\"guest\"}");
            assertThat(client.read().text()).contains("\"welcome\"");
            assertThat(names(channelOf(client)))
                    .containsExactly("PunctualFrameDecoder", "WebSocketSession", "ChatFrameHandler", "HostHandler");
        }
    }

    @Test
    void standsBehindSeparateCodecs() throws Exception {
        Channel host = host(
                ChatPipeline.webSocket(hub),
                new HttpRequestDecoder(),
                new HttpResponseEncoder(),
                new HttpObjectAggregator(65_536));
        int port = ((InetSocketAddress) host.localAddress()).getPort();
        try (RawClient client = RawClient.upgraded(port, "/chat", V1)) {
            client.text("{\"type\":\"ping\",\"id\":\"1\"}");
            assertThat(client.read().text()).contains("\"pong\"");
            assertThat(names(channelOf(client))).doesNotContain("HttpResponseEncoder", "HttpRequestDecoder");
        }
    }

    @Test
    void refusesOnlyItsOwnRequests() throws Exception {
        Channel host = host(ChatPipeline.webSocket(hub), new HttpServerCodec(), new HttpObjectAggregator(65_536));
        int port = ((InetSocketAddress) host.localAddress()).getPort();
        try (RawClient client = RawClient.connect(port)) {
            client.send("POST /other HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
            assertThat(client.response().body()).isEqualTo("the host's own /other");
            client.send(RawClient.get("/chat"));
            assertThat(client.response().status()).isEqualTo(426);
            client.awaitEnd();
        }
    }

    @Test
    void countsItsConnections() throws Exception {
        ChatPipeline chat = ChatPipeline.webSocket(hub).maxConnections(1).allowedOrigin("*");
        Channel host = host(chat, new HttpServerCodec(), new HttpObjectAggregator(65_536));
        int port = ((InetSocketAddress) host.localAddress()).getPort();
        try (RawClient first = RawClient.upgraded(port, "/chat", V1, "Origin: https://anywhere.example");
                RawClient second = RawClient.connect(port)) {
            second.send(RawClient.handshake("/chat", V1));
            assertThat(second.response().status()).isEqualTo(503);
            first.text("{\"type\":\"ping\",\"id\":\"1\"}");
            assertThat(first.read().text()).contains("\"pong\"");
        }
    }

    @Test
    void refusesNewcomersWhenTheHubIsClosed() throws Exception {
        Channel host = host(ChatPipeline.webSocket(hub), new HttpServerCodec(), new HttpObjectAggregator(65_536));
        hub.close();
        try (RawClient client = RawClient.connect(((InetSocketAddress) host.localAddress()).getPort())) {
            client.send(RawClient.handshake("/chat", V1));
            assertThat(client.response().status()).isEqualTo(503);
        }
    }

    @Test
    void saysWhatHasToStandInFrontOfIt() {
        EmbeddedChannel bare = new EmbeddedChannel();
        assertThatThrownBy(() -> ChatPipeline.webSocket(hub).addTo(bare.pipeline()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("HttpServerCodec")
                .hasMessageContaining("HttpObjectAggregator");
        assertThatThrownBy(() -> ChatPipeline.webSocket(hub).path("chat")).isInstanceOf(IllegalArgumentException.class);
        bare.finishAndReleaseAll();
    }

    private Channel host(ChatPipeline chat, ChannelHandler... http) throws IOException {
        return new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) throws ReflectiveOperationException {
                        for (ChannelHandler each : http) {
                            channel.pipeline().addLast(fresh(each));
                        }
                        chat.addTo(channel.pipeline());
                        channel.pipeline().addLast(new HostHandler());
                        channels.add(channel);
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    /** Most handlers serve one channel only. */
    private static ChannelHandler fresh(ChannelHandler handler) throws ReflectiveOperationException {
        return handler instanceof HttpObjectAggregator
                ? new HttpObjectAggregator(65_536)
                : handler.getClass().getDeclaredConstructor().newInstance();
    }

    private Channel channelOf(RawClient client) {
        return channels.stream()
                .filter(channel -> client.socket().getLocalSocketAddress().equals(channel.remoteAddress()))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(Channel channel) {
        return channel.pipeline().toMap().values().stream()
                .map(handler -> handler.getClass().getSimpleName())
                .toList();
    }

    /** What the host serves by itself. */
    private static final class HostHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            byte[] text = ("the host's own " + request.uri()).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            FullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(text));
            response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, text.length);
            ctx.writeAndFlush(response);
        }
    }

    @Test
    void worksOnAnEmbeddedChannel() {
        EmbeddedChannel channel = new EmbeddedChannel();
        Hub here = Hub.on(channel.eventLoop()).hookThreads(Runnable::run).build();
        channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(1024));
        ChatPipeline.webSocket(here).addTo(channel.pipeline());
        assertThat(exchange(channel, RawClient.handshake("/chat", V1).getBytes(US_ASCII)))
                .startsWith("HTTP/1.1 101");
        assertThat(exchange(
                        channel,
                        text("{\"type\":\"hello\",\"name\":\"ann\"}"),
                        text("{\"type\":\"join\",\"room\":\"r\"}"),
                        text("{\"type\":\"message\",\"room\":\"r\",\"id\":\"1\",\"text\":\"hi there\"}")))
                .contains("\"welcome\"", "\"joined\"", "hi there");
        here.room("r").publish(User.of("deploy"), Draft.of("hi yourself"));
        assertThat(exchange(channel)).contains("hi yourself");
        here.close();
        assertThat(exchange(channel)).contains("\"drain\"");
        channel.finishAndReleaseAll();
        assertThat(here.connectionCount()).isZero();
    }

    private static byte[] text(String json) {
        return RawClient.masked(0x81, json.getBytes(US_ASCII));
    }

    /** Has the channel read, do all that comes of it, and returns what it wrote. */
    private static String exchange(EmbeddedChannel channel, byte[]... read) {
        for (byte[] bytes : read) {
            channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        }
        channel.runPendingTasks();
        channel.flushOutbound();
        StringBuilder written = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            written.append(out.toString(US_ASCII));
            out.release();
        }
        return written.toString();
    }
}
