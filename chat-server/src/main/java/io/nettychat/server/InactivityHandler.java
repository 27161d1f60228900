package io.nettychat.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.Future;
import io.nettychat.hub.Connection;
import io.nettychat.model.CloseReason;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The idle rule: a user who has sent no message for so long is warned, and then disconnected.
 *
 * <p>Stands behind {@link WebSocketSession}, so that only whole messages count: no pings, no pongs, and nothing that the
 * user receives. Watches reading only: an {@link IdleStateHandler} that watches writing too would allocate a promise
 * and a listener for every write. Is the base of the handler that takes the messages, and no handler of its own, because
 * each handler costs an idle connection 64 bytes for its context.
 */
abstract class InactivityHandler extends IdleStateHandler {
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long WARNING_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Connection connection;
    private final long warningNanos;
    private boolean active;
    private @Nullable Future<?> end;

    /** @param idle after how long without a message a user is disconnected; zero means never */
    InactivityHandler(Connection connection, Duration idle) {
        super(idle.toNanos() - warningNanos(idle), 0, 0, TimeUnit.NANOSECONDS);
        this.connection = connection;
        this.warningNanos = warningNanos(idle);
    }

    final Connection connection() {
        return connection;
    }

    /** 30 s before the end, or half-way when the whole time is shorter than a minute. */
    private static long warningNanos(Duration idle) {
        return idle.toNanos() < MINUTE_NANOS ? idle.toNanos() / 2 : WARNING_NANOS;
    }

    /** The user has sent a message. */
    final void active() {
        active = true; // the clock is looked at once for all that one read brings
        forgive();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (active) {
            active = false;
            resetReadTimeout();
        }
        super.channelReadComplete(ctx);
    }

    @Override
    protected final void channelIdle(ChannelHandlerContext ctx, IdleStateEvent event) {
        if (end == null) {
            long seconds = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(warningNanos + TimeUnit.SECONDS.toNanos(1) - 1));
            connection.warnIdle(seconds);
            end = ctx.executor().schedule(() -> connection.end(CloseReason.IDLE), warningNanos, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        forgive();
        super.channelInactive(ctx);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) throws Exception {
        forgive();
        super.handlerRemoved(ctx);
    }

    private void forgive() {
        if (end != null) {
            end.cancel(false);
            end = null;
        }
    }
}
