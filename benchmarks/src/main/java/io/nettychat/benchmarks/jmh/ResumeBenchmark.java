package io.nettychat.benchmarks.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.nettychat.hub.Connection;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;

/**
 * What it costs to be given 100 messages again: {@code resume} is a join with {@code since} a hundred messages before the
 * head, {@code history} a page. Both read the log and write the messages anew. Their control {@code ready} sends the same
 * bytes ready made, which is what a log that kept finished frames could come to. Time and bytes are for each answer.
 *
 * <p><b>Result.</b> CPU of the loop: resume 33 µs and 2.2 KB, history 38 µs and 1.6 KB, ready 6 µs. So 100 messages
 * again cost what eight sends cost, and a third of a microsecond each: a log of finished frames would save 27 µs for a
 * reader who was away, and cost every room the memory of its frames. Not built.
 * (2-core AMD EPYC virtual machine, Linux 6.18, JDK 17.0.15; {@code -prof gc -prof io.nettychat.benchmarks.jmh.LoopCpu
 * -wi 1 -w 1 -i 2 -r 1})
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class ResumeBenchmark extends SocketBenchmark {
    private static final int MEMBERS = 64;
    private static final int SAID = 500;
    private static final int BACK = 100;
    private static final Pattern EPOCH = Pattern.compile("\"epoch\":\"([^\"]+)\"");

    private Sockets sockets;
    private Members members;
    private ByteBuf resume;
    private ByteBuf history;
    private ByteBuf answer;
    private int next;

    /** Connects the members, fills the log, and looks at one answer. */
    @Setup
    public void connect() throws Exception {
        sockets = keep(new Sockets(MEMBERS));
        members = keep(new Members(sockets, i -> "bench"));
        Members.Speaker speaker = new Members.Speaker(members.connections.get(0), "bench");
        sockets.rounds(SAID, () -> speaker.say(1));
        Matcher epoch =
                EPOCH.matcher(ask("{\"type\":\"join\",\"room\":\"bench\"}").toString(StandardCharsets.UTF_8));
        if (!epoch.find()) {
            throw new IllegalStateException("The answer to a join has no epoch.");
        }
        String join = "{\"type\":\"join\",\"room\":\"bench\",\"epoch\":\"" + epoch.group(1) + "\",\"since\":"
                + (SAID - BACK) + "}";
        String page = "{\"type\":\"history\",\"room\":\"bench\",\"before\":" + (SAID + 1) + ",\"limit\":" + BACK + "}";
        answer = ask(join);
        checkMessages(answer);
        checkMessages(ask(page));
        resume = Unpooled.directBuffer();
        resume.writeCharSequence(join, StandardCharsets.UTF_8);
        history = Unpooled.directBuffer();
        history.writeCharSequence(page, StandardCharsets.UTF_8);
    }

    private static void checkMessages(ByteBuf answer) {
        String text = answer.toString(StandardCharsets.UTF_8);
        if (text.split(Members.TEXT, -1).length - 1 != BACK) {
            throw new IllegalStateException("Not " + BACK + " messages: " + text);
        }
    }

    /** Sends a request and returns a copy of the first write that follows it. */
    private ByteBuf ask(String request) throws InterruptedException {
        Channel channel = sockets.channels.get(0);
        BlockingQueue<ByteBuf> written = new LinkedBlockingQueue<>();
        ChannelOutboundHandlerAdapter ear = new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
                written.add(Unpooled.copiedBuffer((ByteBuf) msg));
                ctx.write(msg, promise);
            }
        };
        channel.pipeline().addLast(ear);
        sockets.loop
                .submit(() -> Members.receive(members.connections.get(0), request))
                .sync();
        ByteBuf first = written.take();
        sockets.loop.submit(() -> {}).sync();
        channel.pipeline().remove(ear);
        return first;
    }

    /** A return after a hundred messages. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS)
    public void resume(Readers readers) throws InterruptedException {
        request(resume, readers);
    }

    /** A page of a hundred messages. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS)
    public void history(Readers readers) throws InterruptedException {
        request(history, readers);
    }

    private void request(ByteBuf request, Readers readers) throws InterruptedException {
        sockets.rounds(MEMBERS, () -> {
            Connection connection = members.connections.get(next++ % MEMBERS);
            connection.receive(request);
        });
        readers.putAside += members.putAside();
    }

    /** The control: the same bytes, finished. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS)
    public void ready() throws InterruptedException {
        sockets.rounds(MEMBERS, () -> {
            Channel channel = sockets.channels.get(next++ % MEMBERS);
            channel.writeAndFlush(answer.retainedDuplicate(), channel.voidPromise());
        });
    }
}
