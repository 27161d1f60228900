package io.nettychat.launcher.check;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.nettychat.launcher.check.Broken.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A chat server with one room and one fault. All of it happens on one loop. */
final class FakeServer implements AutoCloseable {
    /** What it does wrong, every now and then; and which promise that breaks. */
    enum Fault {
        NONE(null),
        /** One member is not sent a message. */
        LOSES_A_DELIVERY(Promise.HOLES_ANNOUNCED),
        /** From some message on, only the first user is sent what is said; the others get their acknowledgements. */
        LOSES_THE_TAIL(Promise.NOT_LOST),
        DELIVERS_TWICE(Promise.NOT_DOUBLED),
        /** Does not know ids again. */
        APPENDS_TWICE(Promise.NOT_DOUBLED),
        REORDERS(Promise.ONE_ORDER),
        /** One member sees another message at the same seq. */
        DIVERGES(Promise.ONE_ORDER),
        CHANGES_TEXT(Promise.ONE_ORDER),
        /** Numbers with holes. */
        SKIPS_A_SEQ(Promise.HOLES_ANNOUNCED),
        /** Acknowledges by a copy that only the sender gets; the seq is given away again. */
        ACKNOWLEDGES_AND_FORGETS(Promise.ONE_ORDER),
        /** Acknowledges by an ack what it throws away. */
        ACKS_AND_FORGETS(Promise.NOT_LOST),
        HISTORY_FORGETS(Promise.NOT_LOST),
        RESUMES_IN_PART(Promise.HOLES_ANNOUNCED),
        RESUMES_TOO_MUCH(Promise.NOT_DOUBLED),
        ANNOUNCES_GAPS_WITHOUT_NEED(Promise.RESUMED),
        GOES_BACK(Promise.NOT_LOST),
        /** Does not answer some joins. */
        LEAVES_OUT_IN_THE_COLD(Promise.NOT_STUCK),
        /** Never answers some messages. */
        IGNORES_A_MESSAGE(Promise.NOT_STUCK),
        TALKS_NONSENSE(Promise.PROTOCOL);

        final @Nullable Promise promise;

        Fault(@Nullable Promise promise) {
            this.promise = promise;
        }
    }

    private record Entry(long seq, String user, String name, String id, String text) {}

    private final Fault fault;
    private final EventLoopGroup loop;
    private final Channel listener;
    private final List<Entry> log = new ArrayList<>();
    private final Map<String, Long> ids = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Map<Channel, String> members = new LinkedHashMap<>();
    private long seq;
    private long messages;
    private long joins;
    private @Nullable String ignored;

    private FakeServer(Fault fault) {
        this.fault = fault;
        loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        listener = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(8192))
                                .addLast(new WebSocketServerProtocolHandler("/chat", "chat.v1"))
                                .addLast(new Member());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    static FakeServer start(Fault fault) {
        return new FakeServer(fault);
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static String quoted(String text) {
        return "\""
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\t", "\\t") + "\"";
    }

    private static String json(Entry entry) {
        return "{\"type\":\"message\",\"seq\":" + entry.seq + ",\"user\":" + quoted(entry.user) + ",\"name\":"
                + quoted(entry.name) + ",\"id\":" + quoted(entry.id) + ",\"text\":" + quoted(entry.text) + "}";
    }

    private static void send(Channel channel, String text) {
        channel.writeAndFlush(new TextWebSocketFrame(text));
    }

    private static String list(List<Entry> entries) {
        return entries.stream().map(FakeServer::json).collect(Collectors.joining(",", "[", "]"));
    }

    private List<Entry> after(long since) {
        return log.stream().filter(entry -> entry.seq > since).toList();
    }

    /** Once in a while, and never before the room has settled. */
    private boolean now(Fault which) {
        return fault == which && messages > 30 && messages % 20 == 0;
    }

    private final class Member extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        private String user = "";
        private String name = "";

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame text) {
            Frame frame = Frame.parse(text.text());
            if (frame == null) {
                throw new AssertionError("the check sent what is no frame: " + text.text());
            }
            Channel channel = ctx.channel();
            switch (frame.text("type", "")) {
                case "hello" -> hello(channel, frame);
                case "join" -> join(channel, frame);
                case "message" -> say(channel, frame);
                case "history" -> history(channel, frame);
                default -> send(channel, "{\"type\":\"pong\"}");
            }
        }

        private void hello(Channel channel, Frame frame) {
            String session = frame.text("session");
            boolean known = session != null && names.containsKey(session);
            user = known ? String.valueOf(session) : "user" + names.size();
            name = names.computeIfAbsent(user, key -> frame.text("name", ""));
            send(
                    channel,
                    "{\"type\":\"welcome\",\"user\":" + quoted(user) + ",\"name\":" + quoted(name) + ",\"session\":"
                            + quoted(user) + ",\"resumed\":" + known + ",\"limits\":{\"rate\":0}}");
        }

        private void join(Channel channel, Frame frame) {
            joins++;
            members.remove(channel);
            if (fault == Fault.LEAVES_OUT_IN_THE_COLD && joins == 7) {
                return;
            }
            boolean resume = frame.text("epoch") != null;
            long since = frame.number("since", 0);
            boolean faulty = resume && since > 0;
            List<Entry> missed = resume ? after(since) : frame.number("limit", 50) == 0 ? List.of() : log;
            String how = resume ? "resumed" : "fresh";
            long head = seq;
            if (faulty && fault == Fault.RESUMES_IN_PART && !missed.isEmpty()) {
                missed = missed.subList(1, missed.size());
            } else if (faulty && fault == Fault.RESUMES_TOO_MUCH) {
                missed = after(since - 1);
            } else if (faulty && fault == Fault.ANNOUNCES_GAPS_WITHOUT_NEED) {
                how = "gap";
            } else if (faulty && fault == Fault.GOES_BACK) {
                missed = List.of();
                head = since - 1;
            }
            send(
                    channel,
                    "{\"type\":\"joined\",\"epoch\":\"e\",\"seq\":" + head + ",\"first\":1,\"how\":\"" + how
                            + "\",\"messages\":" + list(missed) + "}");
            members.put(channel, user);
            if (faulty && fault == Fault.TALKS_NONSENSE) {
                send(channel, "{\"type\":");
            }
        }

        private void history(Channel channel, Frame frame) {
            List<Entry> rest = after(frame.number("after", 0));
            List<Entry> page = new ArrayList<>(rest.subList(0, Math.min(100, rest.size())));
            if (fault == Fault.HISTORY_FORGETS && page.size() > 3) {
                page.remove(2);
            }
            send(
                    channel,
                    "{\"type\":\"history\",\"messages\":" + list(page) + ",\"more\":" + (rest.size() > 100) + "}");
        }

        private void say(Channel channel, Frame frame) {
            String id = frame.text("id", "");
            Long before = fault == Fault.APPENDS_TWICE ? null : ids.get(id);
            if (before != null) {
                send(channel, "{\"type\":\"ack\",\"id\":" + quoted(id) + ",\"seq\":" + before + "}");
                return;
            }
            messages++;
            if (now(Fault.IGNORES_A_MESSAGE) && ignored == null) {
                ignored = id;
            }
            if (id.equals(ignored)) {
                return;
            }
            if (now(Fault.ACKS_AND_FORGETS)) {
                send(channel, "{\"type\":\"ack\",\"id\":" + quoted(id) + ",\"seq\":" + (seq + 5) + "}");
                return;
            }
            if (now(Fault.SKIPS_A_SEQ)) {
                seq++;
            }
            Entry entry = new Entry(seq + 1, user, name, id, frame.text("text", ""));
            if (now(Fault.ACKNOWLEDGES_AND_FORGETS)) {
                send(channel, json(entry));
                return;
            }
            if (now(Fault.CHANGES_TEXT)) {
                entry = new Entry(entry.seq, user, name, id, entry.text + "!");
            }
            seq++;
            ids.put(id, seq);
            log.add(entry);
            deliver(channel, entry);
        }

        private void deliver(Channel channel, Entry entry) {
            List<Channel> readers = List.copyOf(members.keySet());
            for (int i = 0; i < readers.size(); i++) {
                Channel reader = readers.get(i);
                boolean victim = i == readers.size() - 1;
                if (isDeaf(reader)) {
                    if (reader == channel) {
                        send(reader, "{\"type\":\"ack\",\"id\":" + quoted(entry.id) + ",\"seq\":" + entry.seq + "}");
                    }
                } else if (!(victim && isFaulty(reader, entry))) {
                    send(reader, json(entry));
                }
            }
        }

        /**
         * Users and not connections, and most of them: whoever comes back after the last message was said is told of
         * all, and has lost nothing.
         */
        private boolean isDeaf(Channel reader) {
            return fault == Fault.LOSES_THE_TAIL && messages > 30 && !"user0".equals(members.get(reader));
        }

        /** Whether the entry is delivered wrongly, or not at all. */
        private boolean isFaulty(Channel reader, Entry entry) {
            if (fault == Fault.REORDERS && messages > 30 && messages % 20 < 2) {
                if (messages % 20 == 1) {
                    send(reader, json(entry));
                    send(reader, json(log.get(log.size() - 2)));
                }
                return true;
            }
            if (now(Fault.DELIVERS_TWICE)) {
                send(reader, json(entry));
            }
            if (now(Fault.DIVERGES)) {
                send(reader, json(new Entry(entry.seq, "other", "other", "other" + entry.seq, "else")));
                return true;
            }
            return now(Fault.LOSES_A_DELIVERY);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            members.remove(ctx.channel());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
