package io.nettychat.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.nettychat.hub.Hub;
import io.nettychat.model.Draft;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Limits;
import io.nettychat.model.Message;
import io.nettychat.model.Position;
import io.nettychat.model.Rejected;
import io.nettychat.model.RoomName;
import io.nettychat.model.User;
import io.nettychat.spi.ChatListener;
import io.nettychat.spi.ChatMetrics;
import io.nettychat.spi.Handshake;
import io.nettychat.spi.MessageLog;
import io.nettychat.spi.RoomLog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The samples of the embedding guide, word for word, and what it says of them. */
@Timeout(60)
class EmbeddingGuideTest {
    private static final Path GUIDE = Path.of("..", "docs", "embedding.md");
    private static final Path SELF = Path.of("src/test/java/io/nettychat/server/EmbeddingGuideTest.java");
    private static final Path WITH_THE_KIT =
            Path.of("..", "chat-testkit/src/test/java/io/nettychat/testkit/HostGuideTest.java");
    private static final String V1 = "Sec-WebSocket-Protocol: chat.v1";

    @Test
    void everySampleOfTheGuideIsHere() throws IOException {
        List<String> here = samples(Files.readAllLines(SELF));
        here.addAll(samples(Files.readAllLines(WITH_THE_KIT)));
        List<String> there = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(GUIDE))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
        assertThat(there).containsExactlyInAnyOrderElementsOf(here);
    }

    /** What stands between the lines {@code // sample} and {@code // end}, moved to the left margin. */
    private static List<String> samples(List<String> lines) {
        List<String> samples = new ArrayList<>();
        StringBuilder sample = null;
        int margin = 0;
        for (String line : lines) {
            if (line.strip().equals("// sample")) {
                sample = new StringBuilder();
                margin = line.indexOf('/');
            } else if (line.strip().equals("// end") && sample != null) {
                samples.add(sample.toString());
                sample = null;
            } else if (sample != null) {
                sample.append(line.substring(Math.min(margin, line.length()))).append('\n');
            }
        }
        return samples;
    }

    @Test
    void aServerWithSettings() throws Exception {
        // sample
        ChatServer server = ChatServer.builder()
                .host("127.0.0.1") // "0.0.0.0" for every network
                .port(0) // any free one
                .webSocketPath("/talk")
                .maxConnections(10_000)
                .maxConnectionsPerAddress(50)
                .allowedOrigin("https://intranet.example.org")
                .hub(hub -> hub.history(200)
                        .historyAge(Duration.ofHours(1))
                        .limits(Limits.builder()
                                .idle(Duration.ZERO)
                                .rate(10)
                                .burst(20)
                                .build()))
                .start();
        server.closed().whenComplete((closed, failure) -> {
            if (failure != null) {
                System.err.println("The chat had to give up: " + failure);
            }
        });
        // end
        try (RawClient client =
                RawClient.upgraded(server.port(), "/talk", V1, "Origin: https://intranet.example.org")) {
            client.text("{\"type\":\"hello\",\"name\":\"ann\"}");
            assertThat(client.read().text()).contains("\"idle\":0").contains("\"rate\":10");
            // sample
            server.hub().drain(Duration.ofSeconds(10)); // everybody is asked to come back at a time of their own
            server.close(); // returns when all is freed
            // end
            assertThat(client.read().text()).contains("\"drain\"").contains("\"after\":");
        }
        assertThat(server.closed().toCompletableFuture()).isCompleted();
    }

    @Test
    void onTheLoopsOfTheHost() {
        // sample
        IoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
        ChatServer server = ChatServer.builder().port(0).eventLoopGroup(loops).start();
        // … later …
        server.close();
        loops.shutdownGracefully(); // they are yours
        // end
        assertThat(server.closed().toCompletableFuture()).isCompleted();
        loops.terminationFuture().awaitUninterruptibly();
    }

    @Test
    void inAServerThatIsThereAlready() throws Exception {
        // sample
        IoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
        Hub hub = Hub.on(loops).build();
        ChatPipeline chat = ChatPipeline.webSocket(hub).path("/talk").maxConnections(10_000); // one for all channels
        Channel listener = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(8 * 1024, 16 * 1024))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(65_536));
                        chat.addTo(channel.pipeline());
                        channel.pipeline().addLast(new YourPages());
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        // end
        int port = ((InetSocketAddress) listener.localAddress()).getPort();
        try (RawClient page = RawClient.connect(port);
                RawClient member = RawClient.upgraded(port, "/talk?room=lobby", V1)) {
            page.send(RawClient.get("/about"));
            assertThat(page.response().body()).isEqualTo("yours");
            member.text("{\"type\":\"hello\",\"name\":\"ann\"}");
            assertThat(member.read().text()).contains("\"welcome\"");
        }
        // sample
        listener.close().sync();
        hub.close(); // tells the clients, and returns when the engine is empty
        loops.shutdownGracefully();
        // end
        loops.terminationFuture().awaitUninterruptibly();
        assertThat(hub.connectionCount()).isZero();
    }

    private static final class YourPages extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            FullHttpResponse page = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.copiedBuffer("yours", UTF_8));
            page.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, page.content().readableBytes());
            ctx.writeAndFlush(page);
        }
    }

    // sample
    /** Hands what is said to a thread that may take its time. */
    static final class Archive implements ChatListener {
        private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(10_000);
        private final LongAdder dropped = new LongAdder();

        @Override
        public void connected(User user, Handshake handshake) {
            put(user.id() + " came from " + handshake.remote());
        }

        @Override
        public void said(RoomName room, Message message) {
            put(room.value() + " " + message.seq() + " " + message.sender().name() + ": " + message.text());
        }

        private void put(String line) {
            if (!queue.offer(line)) { // never put(): this is an event loop
                dropped.increment();
            }
        }

        String next() throws InterruptedException {
            return queue.take();
        }
    }
    // end

    // sample
    /** How many messages there were, and how many readers are behind. */
    static final class Counters implements ChatMetrics {
        private final LongAdder messages = new LongAdder();
        private final AtomicInteger behind = new AtomicInteger();

        @Override
        public void messageAppended() {
            messages.increment();
        }

        @Override
        public void readerBehind() {
            behind.incrementAndGet();
        }

        @Override
        public void readerCaughtUp() {
            behind.decrementAndGet();
        }

        String text() {
            return "# TYPE my_messages_total counter\nmy_messages_total " + messages.sum() + "\n"
                    + "# TYPE my_readers_behind gauge\nmy_readers_behind " + behind.get() + "\n";
        }
    }
    // end

    @Test
    void whoListensAndCounts() throws Exception {
        // sample
        Archive archive = new Archive();
        Counters counters = new Counters();
        ChatServer server = ChatServer.builder()
                .port(0)
                .hub(hub -> hub.listener(archive).metrics(counters))
                .scrape(counters::text) // what GET /metrics answers
                .start();
        // end
        try (server;
                RawClient ann = RawClient.upgraded(server.port(), "/chat");
                RawClient prometheus = RawClient.connect(server.port())) {
            ann.text("ann|hello");
            assertThat(archive.next()).contains(" came from ");
            assertThat(archive.next()).isEqualTo("lobby 1 ann: hello");
            prometheus.send(RawClient.get("/metrics"));
            assertThat(prometheus.response().body()).contains("my_messages_total 1");
        }
    }

    // sample
    /** Keeps everything in memory, for ever. A real log is like it, with a place that outlives the process. */
    static final class KeepAll implements MessageLog {
        @Override
        public CompletionStage<RoomLog> open(RoomName room, RoomLog.Tail tail, Executor home) {
            return CompletableFuture.completedFuture(new Everything(tail));
        }

        @Override
        public void close() {}

        private static final class Everything implements RoomLog {
            private final String epoch = UUID.randomUUID().toString();
            private final List<Message> messages = new ArrayList<>();
            private final Map<String, Message> byId = new HashMap<>();
            private final Map<String, String> facts = new HashMap<>();
            private final Tail tail;

            Everything(Tail tail) {
                this.tail = tail;
            }

            @Override
            public Position head() {
                return new Position(epoch, messages.size());
            }

            @Override
            public long first() {
                return 1;
            }

            @Override
            public void append(User sender, Draft draft, Outcome outcome) {
                String key = sender.id() + " " + draft.id();
                Message earlier = draft.id() == null ? null : byId.get(key);
                if (earlier != null) {
                    outcome.repeated(earlier.seq(), earlier.timeMillis());
                    return;
                }
                if (draft.deletes() > messages.size()) {
                    outcome.refused(new Rejected(ErrorCode.BAD_FRAME, "There is no such message."));
                    return;
                }
                if (draft.deletes() > 0) {
                    messages.replaceAll(said -> said.seq() == draft.deletes() ? said.withoutText() : said);
                }
                long seq = messages.size() + 1L;
                long now = System.currentTimeMillis();
                Message message = new Message(seq, now, sender, draft.text(), draft.id(), draft.deletes());
                messages.add(message);
                byId.put(key, message);
                tail.appended(message); // only when it is kept
                outcome.placed(message);
            }

            @Override
            public CompletionStage<List<Message>> read(long after, int limit) {
                int from = (int) Math.min(after, messages.size());
                int to = (int) Math.min(messages.size(), (long) from + limit);
                return CompletableFuture.completedFuture(List.copyOf(messages.subList(from, to)));
            }

            @Override
            public CompletionStage<Void> keepFact(String key, @Nullable String value) {
                if (value == null) {
                    facts.remove(key);
                } else {
                    facts.put(key, value);
                }
                tail.factChanged(key, value);
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public boolean isSpent() {
                return messages.isEmpty() && facts.isEmpty();
            }

            @Override
            public void close() {}
        }
    }
    // end

    @Test
    void aLogOfTheHost() throws Exception {
        // sample
        ChatServer server =
                ChatServer.builder().port(0).hub(hub -> hub.log(new KeepAll())).start();
        // end
        try (server;
                RawClient ann = RawClient.upgraded(server.port(), "/chat")) {
            ann.text("{\"type\":\"message\",\"name\":\"ann\",\"text\":\"hello\",\"id\":\"1\"}");
            ann.text("{\"type\":\"message\",\"name\":\"ann\",\"text\":\"hello\",\"id\":\"1\"}");
            ann.text("ann|again");
            assertThat(ann.read().text()).contains("Welcome");
            assertThat(ann.read().text()).contains("\"seq\":1,").contains("hello");
            assertThat(ann.read().text()).contains("\"seq\":2,").contains("again");
            try (RawClient bob = RawClient.upgraded(server.port(), "/chat", V1)) {
                bob.text("{\"type\":\"hello\",\"name\":\"bob\"}");
                bob.text("{\"type\":\"join\",\"room\":\"lobby\"}");
                assertThat(bob.read().text()).contains("\"welcome\"");
                assertThat(bob.read().text())
                        .contains("\"seq\":2,")
                        .contains("hello")
                        .contains("again");
            }
        }
        await().until(() -> server.connections() == 0);
    }
}
