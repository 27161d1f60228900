package io.nettychat.benchmarks.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/**
 * When what a room hears is flushed: eight messages come to the loop as eight tasks, for 1,000 members. Time and bytes are
 * for each of the 8,000 deliveries.
 *
 * <ul>
 *   <li>{@code each}: the control, every message written and flushed to every member as it comes
 *   <li>{@code consolidated}: the same, behind Netty's {@link FlushConsolidationHandler}
 *   <li>{@code endOfTurn}: gathered in one buffer, written by a task that the first message puts behind what already waits,
 *       as {@code Broadcast.armCut} does it
 *   <li>{@code afterIteration}: the same by {@link SingleThreadEventLoop#executeAfterEventLoopIteration}
 * </ul>
 *
 * <p><b>Result.</b> CPU of the loop: each 4.8 µs, consolidated 0.95 µs and 80 bytes, endOfTurn 0.55 µs and 0.02 bytes,
 * afterIteration 0.57 µs and 0.02 bytes. The end of the turn; by a task, which every executor has, because the hook of
 * the iteration is no better. (2-core AMD EPYC virtual machine, Linux 6.18, JDK 17.0.15; {@code -prof gc -prof
 * io.nettychat.benchmarks.jmh.LoopCpu -wi 1 -w 1 -i 2 -r 1})
 */
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class FlushBenchmark extends SocketBenchmark {
    private static final int MEMBERS = 1_000;
    private static final int ROUNDS = 16;
    private static final int MESSAGES = 8;
    private static final int FRAME_BYTES = 220;

    private Sockets plain;
    private Sockets consolidating;
    private Channel[] plainMembers;
    private Channel[] consolidatingMembers;
    private ByteBuf frame;
    private @Nullable ByteBuf open;

    /** Connects the members, with the handler and without. */
    @Setup
    public void connect() throws Exception {
        plain = keep(new Sockets(MEMBERS));
        plainMembers = plain.channels.toArray(Channel[]::new);
        consolidating = keep(new Sockets(
                Transport.AUTO,
                1,
                MEMBERS,
                0,
                pipeline -> pipeline.addLast(new FlushConsolidationHandler(
                        FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES, true))));
        consolidatingMembers = consolidating.channels.toArray(Channel[]::new);
        frame = ByteBufAllocator.DEFAULT.directBuffer(FRAME_BYTES).writeZero(FRAME_BYTES);
    }

    private static void messages(Sockets sockets, Runnable message) throws InterruptedException {
        sockets.rounds(ROUNDS, () -> {
            for (int i = 0; i < MESSAGES; i++) {
                sockets.loop.execute(message);
            }
        });
    }

    /** The control. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * ROUNDS * MESSAGES)
    public void each() throws InterruptedException {
        messages(plain, () -> DeliveryBenchmark.sweepThroughChannels(plainMembers, frame));
    }

    /** Flushes left to Netty's handler. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * ROUNDS * MESSAGES)
    public void consolidated() throws InterruptedException {
        messages(consolidating, () -> DeliveryBenchmark.sweepThroughChannels(consolidatingMembers, frame));
    }

    /** What we do. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * ROUNDS * MESSAGES)
    public void endOfTurn() throws InterruptedException {
        gathered(plain.loop);
    }

    /** Netty's hook behind an iteration of the loop. */
    @Benchmark
    @OperationsPerInvocation(MEMBERS * ROUNDS * MESSAGES)
    public void afterIteration() throws InterruptedException {
        gathered(((SingleThreadEventLoop) plain.loop)::executeAfterEventLoopIteration);
    }

    private void gathered(Executor later) throws InterruptedException {
        messages(plain, () -> {
            ByteBuf batch = open;
            if (batch == null) {
                batch = open = ByteBufAllocator.DEFAULT.directBuffer(1024);
                later.execute(this::cut);
            }
            batch.writeBytes(frame, 0, FRAME_BYTES);
        });
    }

    private void cut() {
        ByteBuf batch = open;
        if (batch != null) {
            open = null;
            DeliveryBenchmark.sweepThroughChannels(plainMembers, batch);
            batch.release();
        }
    }
}
