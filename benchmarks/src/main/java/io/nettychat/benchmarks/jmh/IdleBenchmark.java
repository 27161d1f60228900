package io.nettychat.benchmarks.jmh;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How a server knows that a user has said nothing for a while: Netty's {@link IdleStateHandler}, which reads the clock for
 * each read and has a timer for each connection; or a flag that is set by a read and looked at once a second for all
 * connections, as {@code Shard.tick} does it for liveness. The control has neither. {@code read} is a message through the
 * pipeline; {@code open} a new connection, whose bytes ({@code -prof gc}) less those of the control are what it keeps.
 *
 * <p><b>Result.</b> {@code read}: 30 ns with nothing, 35 with a flag, 75 with the handler. {@code open}: 1,520, 1,520
 * and 1,808 bytes. The handler costs 45 ns for each message that somebody says, against some microseconds for each
 * that somebody is sent, and 288 bytes for each connection; for that it is Netty's own, and does what the idle rule
 * says to the millisecond. It stays for the idle rule, and liveness, which every frame counts for, goes by the flag.
 * (2-core AMD EPYC virtual machine, Linux 6.18, JDK 17.0.15; {@code -prof gc -wi 2 -w 1 -i 2 -r 1})
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-Dio.netty.leakDetection.level=disabled"})
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class IdleBenchmark {
    private static final Object MESSAGE = new Object();

    /** Who watches. */
    @Param({"NONE", "FLAG", "IDLE_STATE_HANDLER"})
    Watch watch;

    private EmbeddedChannel channel;

    /** The ways. */
    public enum Watch {
        /** Nobody. */
        NONE,
        /** A flag for a sweep. */
        FLAG,
        /** Netty's handler. */
        IDLE_STATE_HANDLER;

        ChannelHandler handler() {
            return switch (this) {
                case NONE -> new ChannelInboundHandlerAdapter();
                case FLAG -> new Flag();
                case IDLE_STATE_HANDLER -> new IdleStateHandler(270, 0, 0, TimeUnit.SECONDS);
            };
        }
    }

    private static final class Flag extends ChannelInboundHandlerAdapter {
        @SuppressWarnings("unused") // a sweep would look at it
        private boolean heard;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            heard = true;
            ctx.fireChannelRead(msg);
        }
    }

    /** The end of the pipeline, where messages go. */
    @ChannelHandler.Sharable
    private static final class Sink extends ChannelInboundHandlerAdapter {
        static final Sink INSTANCE = new Sink();

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {}

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {}
    }

    /** Opens a channel. */
    @Setup
    public void prepare() {
        channel = open();
    }

    /** One message, one read. */
    @Benchmark
    public EmbeddedChannel read() {
        channel.pipeline().fireChannelRead(MESSAGE).fireChannelReadComplete();
        return channel;
    }

    /** A new connection, which is left to the collector. */
    @Benchmark
    public EmbeddedChannel open() {
        return new EmbeddedChannel(watch.handler(), Sink.INSTANCE);
    }
}
