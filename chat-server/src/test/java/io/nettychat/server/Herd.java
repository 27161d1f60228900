package io.nettychat.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Many clients as they should be: each says who it is, joins one room, notes what it gets, comes back after as long as
 * its {@code bye} asks for, resumes where it was, and tries again a little later when nobody is there yet.
 */
final class Herd implements AutoCloseable {
    private static final Pattern FIELD = Pattern.compile("\"(type|how|epoch|session)\":\"([^\"]*)\"");
    private static final Pattern SEQ = Pattern.compile("\"seq\":([0-9]+)");
    private static final Pattern AFTER = Pattern.compile("\"after\":([0-9]+)");

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final URI uri;
    private final List<Member> members = new ArrayList<>();

    final AtomicInteger joined = new AtomicInteger();
    final AtomicInteger resumed = new AtomicInteger();
    final AtomicInteger gaps = new AtomicInteger();
    final Queue<Long> afters = new ConcurrentLinkedQueue<>();
    final Queue<Long> returns = new ConcurrentLinkedQueue<>();
    final Queue<Long> awayMillis = new ConcurrentLinkedQueue<>();

    /** What must not be: holes, repeats. */
    final Queue<String> faults = new ConcurrentLinkedQueue<>();

    Herd(int port, int size) {
        this.uri = URI.create("ws://127.0.0.1:" + port + "/chat");
        for (int i = 0; i < size; i++) {
            members.add(new Member("member " + i));
        }
    }

    void connect() {
        members.forEach(Member::connect);
    }

    /** Has somebody who is there say something. */
    void say(int number) {
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get((number + i) % members.size());
            Channel channel = member.channel;
            if (member.in && channel != null && channel.isActive()) {
                channel.writeAndFlush(new TextWebSocketFrame("{\"type\":\"message\",\"room\":\"lobby\",\"id\":\"m"
                        + number + "\",\"text\":\"" + number + "\"}"));
                return;
            }
        }
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** One client; lives on the herd's loop. */
    private final class Member {
        private final String name;
        private volatile @Nullable Channel channel;
        private volatile boolean in;
        private String session = "";
        private String epoch = "";
        private long seq;
        private long after = -1;
        private long leftAt;

        Member(String name) {
            this.name = name;
        }

        void connect() {
            new Bootstrap()
                    .group(loops)
                    .channel(NioSocketChannel.class)
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel made) {
                            made.pipeline()
                                    .addLast(new HttpClientCodec(), new HttpObjectAggregator(8192))
                                    .addLast(new WebSocketClientProtocolHandler(
                                            WebSocketClientHandshakerFactory.newHandshaker(
                                                    uri,
                                                    WebSocketVersion.V13,
                                                    "chat.v1",
                                                    false,
                                                    EmptyHttpHeaders.INSTANCE)))
                                    .addLast(new Ears(Member.this));
                        }
                    })
                    .connect(uri.getHost(), uri.getPort())
                    .addListener(done -> {
                        if (!done.isSuccess()) {
                            again(200 + ThreadLocalRandom.current().nextInt(300));
                        }
                    });
        }

        private void again(long millis) {
            if (!loops.isShuttingDown()) {
                loops.schedule(this::connect, millis, TimeUnit.MILLISECONDS);
            }
        }

        void greet(Channel made) {
            channel = made;
            String known = session.isEmpty() ? "" : ",\"session\":\"" + session + "\"";
            String place = epoch.isEmpty() ? ",\"limit\":0" : ",\"epoch\":\"" + epoch + "\",\"since\":" + seq;
            made.write(new TextWebSocketFrame("{\"type\":\"hello\",\"name\":\"" + name + "\"" + known + "}"));
            made.writeAndFlush(new TextWebSocketFrame("{\"type\":\"join\",\"room\":\"lobby\"" + place + "}"));
        }

        void hear(String frame) {
            String type = field(frame, "type");
            switch (type) {
                case "welcome" -> session = field(frame, "session");
                case "joined" -> joined(frame);
                case "message" -> {
                    long next = number(SEQ, frame);
                    if (next != seq + 1) {
                        faults.add(name + " was at " + seq + " and got " + next);
                    }
                    seq = next;
                }
                case "bye" -> {
                    after = number(AFTER, frame);
                    afters.add(after);
                    leftAt = System.nanoTime();
                    in = false;
                }
                case "error" -> faults.add(name + ": " + frame);
                default -> {} // presence and the like
            }
        }

        private void joined(String frame) {
            String how = field(frame, "how");
            String now = field(frame, "epoch");
            Matcher seqs = SEQ.matcher(frame);
            long head = seqs.find() ? Long.parseLong(seqs.group(1)) : -1;
            if (how.equals("resumed")) {
                resumed.incrementAndGet();
                while (seqs.find()) { // those inside "messages"
                    long next = Long.parseLong(seqs.group(1));
                    if (next != seq + 1) {
                        faults.add(name + " resumed at " + seq + " and got " + next);
                    }
                    seq = next;
                }
            } else {
                if (how.equals("gap")) {
                    gaps.incrementAndGet();
                    if (now.equals(epoch)) {
                        faults.add(name + " lost something within one epoch");
                    }
                }
                seq = head;
            }
            epoch = now;
            in = true;
            joined.incrementAndGet();
            if (leftAt != 0) {
                returns.add(System.nanoTime());
                awayMillis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - leftAt));
            }
        }

        void gone() {
            in = false;
            long wait = after;
            after = -1;
            again(wait >= 0 ? wait : 200 + ThreadLocalRandom.current().nextInt(300));
        }
    }

    private static String field(String frame, String name) {
        Matcher matcher = FIELD.matcher(frame);
        while (matcher.find()) {
            if (matcher.group(1).equals(name)) {
                return matcher.group(2);
            }
        }
        return "";
    }

    private static long number(Pattern pattern, String frame) {
        Matcher matcher = pattern.matcher(frame);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }

    /** Hands whole text frames to a member. */
    private static final class Ears extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        private final Member member;

        Ears(Member member) {
            this.member = member;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                member.greet(ctx.channel());
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame) {
            member.hear(frame.text());
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            member.gone();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
