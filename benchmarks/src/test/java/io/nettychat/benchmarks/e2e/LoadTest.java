package io.nettychat.benchmarks.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.nettychat.benchmarks.e2e.FaultyServer.Fault;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The check is checked: a generator that never finds anything would be quick to praise every server. */
class LoadTest {
    private static final int ENOUGH = 2000;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();

    @AfterEach
    void end() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aFaultOfTheServerIsSeen(Fault fault) throws Exception {
        Load load = run(fault, Workload.closed("test", "test", 6, 3, 2));

        assertThat(onLoop(() -> load.lost + load.missing()) > 0).isEqualTo(fault == Fault.LOSES);
        assertThat(onLoop(() -> load.repeated) > 0).isEqualTo(fault == Fault.REPEATS);
        assertThat(onLoop(load::isSameOrder)).isEqualTo(fault == Fault.NONE || fault == Fault.REPEATS);
    }

    @Test
    void anOpenLoopSendsByTheClock() throws Exception {
        Load load = run(Fault.NONE, Workload.open("test", "test", 2, 5, 5, 1000));

        assertThat(onLoop(load::isDrained)).isTrue();
        assertThat(onLoop(load::isSameOrder)).isTrue();
        assertThat(onLoop(load::received)).isEqualTo(onLoop(load::sent) * 5);
        assertThat(load.note()).isEmpty();
    }

    private Load run(Fault fault, Workload workload) throws Exception {
        FaultyServer server = new FaultyServer(group, fault);
        Load load = new Load(workload, Dialect.PLAIN, server.port(), loop, NioSocketChannel.class);
        load.connect().get(10, TimeUnit.SECONDS);
        server.awaitMembers(workload.clients());
        onLoop(() -> {
            load.start();
            return true;
        });
        await().until(() -> onLoop(load::received) > ENOUGH);
        onLoop(() -> {
            load.stop();
            return true;
        });
        if (fault == Fault.NONE) {
            await().until(() -> onLoop(load::isDrained));
        } else {
            // nothing is under way when two looks some time apart see the same
            await().during(Duration.ofMillis(200)).until(() -> onLoop(load::received), received -> received > ENOUGH);
        }
        return load;
    }

    private <T> T onLoop(Callable<T> task) throws Exception {
        return loop.submit(task).get();
    }
}
