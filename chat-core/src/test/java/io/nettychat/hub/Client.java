package io.nettychat.hub;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.nettychat.Frame;
import io.nettychat.WebSocketBytes;
import io.nettychat.model.CloseReason;
import io.nettychat.model.Identity;
import io.nettychat.protocol.WebSocketFraming;
import io.nettychat.spi.Handshake;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A client of the hub under test, and the little of a pipeline that stands between them. */
final class Client {
    final SteppedLoop loop;
    final TestSocket socket = new TestSocket(this::wantRead);
    final List<String> faults = new ArrayList<>();
    int pings;
    int closeCode = -1;
    String closeReason = "";
    /** Whether the peer answers pings, and a close frame by closing, as it should. */
    boolean polite = true;
    /** What the wire fails with when it is asked for a ping. */
    @Nullable
    RuntimeException failure;
    /** Whether the hub may hand bytes straight to the socket. */
    boolean direct;

    private final ArrayDeque<List<String>> outgoing = new ArrayDeque<>();
    private final ArrayDeque<Frame> frames = new ArrayDeque<>();
    private boolean pumping;
    private boolean gone;
    private @Nullable Connection connection;

    Client(Hub hub, SteppedLoop loop, Handshake handshake) {
        this.loop = loop;
        socket.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelWritabilityChanged(ChannelHandlerContext context) {
                connection().writabilityChanged();
            }

            @Override
            public void channelInactive(ChannelHandlerContext context) {
                gone = true;
                connection().closed();
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                connection().end(CloseReason.INTERNAL);
            }
        });
        loop.call(() -> {
            socket.unsafe().register(loop, socket.newPromise());
            AtomicReference<@Nullable Identity> identity = new AtomicReference<>();
            hub.authenticate(socket, handshake).thenAccept(identity::set); // at once, when hooks run on the loop
            connection = hub.connect(socket, handshake, identity.get(), new Wire() {
                @Override
                public int send(ByteBuf bytes) {
                    return direct ? socket.send(bytes) : THROUGH_CHANNEL;
                }

                @Override
                public void ping() {
                    if (failure != null) {
                        throw failure;
                    }
                    pings++;
                    if (polite) {
                        connection().heard(0);
                    }
                }

                @Override
                public void close(int code, String reason) {
                    socket.writeAndFlush(WebSocketFraming.close(socket.alloc(), code, reason))
                            .addListener((ChannelFutureListener) written -> {
                                if (polite) {
                                    socket.close();
                                }
                            });
                }
            });
        });
    }

    Connection connection() {
        Connection known = connection;
        if (known == null) {
            throw new AssertionError("not connected");
        }
        return known;
    }

    boolean isGone() {
        return gone;
    }

    // ---- sending

    /** Sends frames that the server reads in one go. Nothing happens before the loop is stepped. */
    Client send(String... texts) {
        outgoing.add(List.of(texts));
        wantRead();
        return this;
    }

    Client hello(String name) {
        return send("{'type':'hello','name':'" + name + "'}");
    }

    Client join(String room) {
        return send("{'type':'join','room':'" + room + "'}");
    }

    Client join(String room, String epoch, long since) {
        return send("{'type':'join','room':'" + room + "','epoch':'" + epoch + "','since':" + since + "}");
    }

    Client leave(String room) {
        return send("{'type':'leave','room':'" + room + "'}");
    }

    Client say(String room, String id, String text) {
        return send(saying(room, id, text));
    }

    static String saying(String room, String id, String text) {
        return "{'type':'message','id':'" + id + "','room':'" + room + "','text':'" + text + "'}";
    }

    private void wantRead() {
        if (!pumping) {
            pumping = true;
            loop.execute(this::pump);
        }
    }

    private void pump() {
        pumping = false;
        if (!socket.isOpen() || !socket.config().isAutoRead()) {
            return;
        }
        List<String> read = outgoing.poll();
        if (read == null) {
            return;
        }
        handle(read);
        if (!outgoing.isEmpty() && socket.config().isAutoRead()) {
            wantRead();
        }
    }

    /** Has the server handle frames at once, in front of all that waits and whether it wants to read or not. */
    Client receive(String... texts) {
        loop.call(() -> handle(List.of(texts)));
        return this;
    }

    private void handle(List<String> texts) {
        for (String text : texts) {
            String json = text.startsWith("{") ? text.replace('\'', '"') : text;
            ByteBuf bytes = Unpooled.wrappedBuffer(json.getBytes(StandardCharsets.UTF_8));
            connection().heard(bytes.readableBytes());
            connection().receive(bytes);
            bytes.release();
        }
    }

    // ---- taking and not taking data

    /** Takes no more data. */
    Client block() {
        return take(0);
    }

    /** Takes all data again. */
    Client unblock() {
        return take(Long.MAX_VALUE);
    }

    Client take(long bytes) {
        loop.execute(() -> socket.take(bytes));
        return this;
    }

    /** The network is gone. */
    Client cut() {
        loop.execute(socket::close);
        return this;
    }

    // ---- what was sent to it

    private void parse() {
        for (WebSocketBytes.Part part : socket.sent.take()) {
            if (closeCode >= 0) {
                faults.add("sent behind the close frame: " + new String(part.payload(), StandardCharsets.UTF_8));
            } else if (part.isText()) {
                frames.add(Frame.parse(part.payload()));
            } else if (part.isClose()) {
                closeCode = ByteBuffer.wrap(part.payload()).getShort() & 0xffff;
                closeReason = new String(part.payload(), 2, part.payload().length - 2, StandardCharsets.UTF_8);
            } else {
                faults.add("a frame with opcode " + part.opcode());
            }
        }
        if (!faults.isEmpty()) {
            throw new AssertionError(faults.toString());
        }
    }

    /** Returns what has come since the last time. */
    List<Frame> frames() {
        parse();
        List<Frame> all = new ArrayList<>(frames);
        frames.clear();
        return all;
    }

    /** Returns the frames of one type that have come since the last time, and forgets the others. */
    List<Frame> frames(String type) {
        return frames().stream().filter(frame -> frame.is(type)).toList();
    }

    /** Returns the types of the frames that have come since the last time. */
    List<String> types() {
        return frames().stream().map(Frame::type).toList();
    }

    /** Returns the one frame of this type that has come since the last time, and forgets the others. */
    Frame frame(String type) {
        List<Frame> all = frames();
        List<Frame> right = all.stream().filter(frame -> frame.is(type)).toList();
        if (right.size() != 1) {
            throw new AssertionError("not one " + type + " in " + all);
        }
        return right.get(0);
    }

    /** Returns the close code, -1 when no close frame has come. */
    int closeCode() {
        parse();
        return closeCode;
    }

    static Handshake handshake(Handshake.Dialect dialect, Map<String, List<String>> query) {
        return new Handshake(dialect, "/chat", query, Map.of(), new io.netty.channel.local.LocalAddress("client"));
    }
}
