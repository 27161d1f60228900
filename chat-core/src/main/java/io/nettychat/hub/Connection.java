package io.nettychat.hub;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.nettychat.model.CloseReason;
import io.nettychat.model.Identity;
import io.nettychat.model.Rejected;
import io.nettychat.protocol.ServerFrame;
import io.nettychat.spi.Handshake;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection in the engine. The pipeline that carries it calls the public methods, all of them on the event
 * loop of its channel, which owns everything in here.
 *
 * <p>Frames are handled in order. While one waits for something that is elsewhere (a name, a hook), those behind it wait
 * too, and nothing more is read from the channel; the same holds while the channel takes no data and while the client is
 * over its limits. So what one client can make the server hold is what one read brings.
 */
public final class Connection {
    private static final long NEVER = Long.MAX_VALUE;

    private final Channel channel;
    private final Shard shard;
    private final Wire wire;
    private final Conversation conversation;

    /** Where this connection stands in its shard's array. */
    int index;

    /**
     * When this connection got its session, as a count: of two that had the same one, the one with the higher number has
     * it now. Written before the connection is told, and never again.
     */
    long entry;

    private @Nullable ArrayDeque<ByteBuf> backlog;
    /** How many things the frame at hand waits for; those behind it wait too unless it is 0. */
    private int suspended;

    /** Whether the frame at hand is to be handled once more. */
    private boolean again;

    private boolean paced;
    private boolean flushing;
    private boolean over;
    private @Nullable CloseReason ending;
    private boolean heard;
    private long heardAt;
    private long pingedAt = NEVER;
    private long unwritableSince = NEVER;
    private final long openedAt;

    Connection(Shard shard, Channel channel, Handshake handshake, @Nullable Identity identity, Wire wire) {
        this.shard = shard;
        this.channel = channel;
        this.wire = wire;
        this.openedAt = shard.nanos();
        this.heardAt = openedAt;
        this.conversation = handshake.dialect() == Handshake.Dialect.CHAT_V1
                ? new ChatConversation(this, handshake, identity)
                : new SimpleConversation(this, handshake, identity);
    }

    void begin() {
        shard.add(this);
        shard.hub().metrics().connectionOpened();
        conversation.begin();
    }

    Channel channel() {
        return channel;
    }

    Wire wire() {
        return wire;
    }

    Shard shard() {
        return shard;
    }

    Conversation conversation() {
        return conversation;
    }

    boolean isOver() {
        return over;
    }

    // ---- what the pipeline calls

    /**
     * Handles one whole text message.
     *
     * @param text valid UTF-8; the caller keeps its reference
     */
    public void receive(ByteBuf text) {
        if (over) {
            return;
        }
        if (suspended > 0 || paced || backlog != null || !channel.isWritable()) {
            wait(text.retain());
            return;
        }
        take(text);
    }

    /**
     * A WebSocket frame came, be it data, a fragment, a ping or a pong: the peer lives, and its frame counts. Called before
     * what the frame holds is looked at.
     *
     * @param bytes the length of its payload
     */
    public void heard(int bytes) {
        heard = true; // when it was is looked up once a second, not for every frame
        if (!over) {
            conversation.chargeFrame(bytes);
        }
    }

    /** The channel's writability changed. */
    public void writabilityChanged() {
        boolean writable = channel.isWritable();
        unwritableSince = writable ? NEVER : shard.nanos();
        if (!over) {
            conversation.writabilityChanged();
        }
        if (writable && backlog != null) {
            shard.loop().execute(this::workOff); // not from within the write that this is told from
        }
        updateReading();
    }

    /**
     * Tells the user that it is inactive.
     *
     * @param seconds in how many seconds it is disconnected unless it does something
     */
    public void warnIdle(long seconds) {
        if (!over) {
            conversation.send(new ServerFrame.Idle(seconds));
        }
    }

    /** Ends the connection: {@code bye} where the dialect has it, then the close frame. Repeats are ignored. */
    public void end(CloseReason reason) {
        end(reason, reason.reason(), -1);
    }

    /**
     * Ends the connection and says when to come back.
     *
     * @param afterMillis how long the client should wait before it comes back, in milliseconds; -1 to leave that to it
     */
    void end(CloseReason reason, String text, long afterMillis) {
        if (over) {
            return;
        }
        ending = reason;
        conversation.send(new ServerFrame.Bye(reason, text, afterMillis));
        finish();
        wire.close(reason.code(), reason.slug());
    }

    /** The channel is closed; the last call. */
    public void closed() {
        finish();
        conversation.closed();
        shard.remove(this);
        shard.hub().metrics().connectionClosed(ending);
        shard.hub().connectionClosed();
    }

    private void finish() {
        if (!over) {
            over = true;
            conversation.over(ending);
            if (backlog != null) {
                backlog.forEach(ByteBuf::release);
                backlog = null;
            }
            // The peer's answer to the close frame must still be read.
            channel.config().setAutoRead(true);
        }
    }

    // ---- frames in order

    /** Stops handling frames until {@link #resume}, which is called as often: the one at hand waits for something. */
    void suspend() {
        suspended++;
        updateReading();
    }

    /** The same, and the frame at hand is handled once more when it goes on, as if it had not come yet. */
    void suspendAt() {
        again = true;
        suspend();
    }

    void resume() {
        suspended--;
        workOff();
    }

    /** Stops reading for a while: the client is over its limits. Repeats do not make it longer. */
    void pace(long nanos) {
        if (!paced && !over) {
            paced = true;
            updateReading();
            shard.loop()
                    .schedule(
                            () -> {
                                paced = false;
                                workOff();
                            },
                            nanos,
                            TimeUnit.NANOSECONDS);
        }
    }

    private void wait(ByteBuf text) {
        if (backlog == null) {
            backlog = new ArrayDeque<>();
        }
        backlog.add(text);
        updateReading();
    }

    private void workOff() {
        while (backlog != null && suspended == 0 && !paced && !over && channel.isWritable()) {
            ByteBuf text = backlog.poll();
            if (text == null) {
                backlog = null;
                break;
            }
            try {
                take(text);
            } finally {
                text.release();
            }
        }
        updateReading();
    }

    private void take(ByteBuf text) {
        int length = text.readableBytes();
        byte[] bytes = shard.inbox(length);
        text.getBytes(text.readerIndex(), bytes, 0, length);
        conversation.receive(bytes, length);
        if (again) {
            again = false;
            putBack(text);
        }
    }

    private void putBack(ByteBuf text) {
        if (over) {
            return;
        }
        if (backlog == null) {
            backlog = new ArrayDeque<>();
        }
        backlog.addFirst(text.retain());
    }

    private void updateReading() {
        if (!over) {
            boolean read = suspended == 0 && !paced && backlog == null && channel.isWritable();
            if (channel.config().isAutoRead() != read) {
                channel.config().setAutoRead(read);
            }
        }
    }

    // ---- writing

    /** Writes a frame, to be flushed at the end of the turn. */
    void send(ServerFrame frame) {
        if (!over) {
            conversation.send(frame);
        }
    }

    void write(ServerFrame frame) {
        if (over) {
            return; // nothing follows the close frame
        }
        ByteBuf out = channel.alloc().directBuffer();
        shard.writer().write(out, frame);
        channel.write(out, channel.voidPromise());
        if (!flushing) {
            flushing = true;
            shard.flushLater(this);
        }
    }

    void flush() {
        flushing = false;
        channel.flush();
    }

    /** Tells the client that a request was refused. */
    void refuse(@Nullable String id, @Nullable String room, Rejected why) {
        if (!over) {
            shard.hub().metrics().refused(why.code());
            conversation.send(new ServerFrame.Refused(id, room, why.code(), why.reason(), why.retryAfterMillis()));
        }
    }

    void joinRefused(Member member, @Nullable String id, Rejected why) {
        if (!over) {
            conversation.joinRefused(member, id, why);
        }
    }

    // ---- time

    /** Looks, once a second, whether the peer still lives, reads, and has said who it is. */
    void tick(long now) {
        if (over) {
            return;
        }
        if (heard) {
            heard = false;
            heardAt = now;
            pingedAt = NEVER;
        } else {
            conversation.forgetWhatIsRegained(now);
        }
        var limits = shard.hub().limits();
        if (!conversation.introduced() && now - openedAt >= Nanos.of(limits.helloTime())) {
            end(CloseReason.HELLO_TIMEOUT);
        } else if (unwritableSince != NEVER) {
            conversation.tellLag();
            if (now - unwritableSince >= Nanos.of(limits.unwritableTime())) {
                end(CloseReason.SLOW);
            }
        } else if (channel.config().isAutoRead()) {
            if (pingedAt != NEVER) {
                if (now - pingedAt >= Nanos.of(limits.pongTime())) {
                    end(CloseReason.PING_TIMEOUT);
                }
            } else if (now - heardAt >= Nanos.of(limits.pingAfter())) {
                pingedAt = now;
                wire.ping();
            }
        } else {
            heardAt = now; // who is not listened to cannot be silent
        }
    }
}
