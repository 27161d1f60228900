package io.nettychat.hub;

import io.nettychat.model.CloseReason;
import io.nettychat.model.Draft;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Identity;
import io.nettychat.model.MessageText;
import io.nettychat.model.Rejected;
import io.nettychat.model.Role;
import io.nettychat.model.RoomName;
import io.nettychat.model.SlowReader;
import io.nettychat.model.User;
import io.nettychat.protocol.ClientFrame;
import io.nettychat.protocol.ServerFrame;
import io.nettychat.spi.Handshake;
import io.nettychat.spi.Interceptor;
import io.nettychat.spi.RoomPolicy;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one connection and the hub say to each other, in one of the two dialects. Owned by the connection's loop.
 *
 * <p>Limits: each WebSocket frame takes tokens of the {@code frames} bucket before it is looked at, one for itself and one
 * for each 4 KiB, and as many of those that all connections of its network share. When there are none, the client is told,
 * and the channel is not read until there are. Messages and requests have buckets of their own, whose refusals are told
 * with the time to wait. Who goes on regardless uses up the hub's patience.
 */
abstract class Conversation {
    private static final int BYTES_PER_FRAME_SHIFT = 12;

    /** So many frames are taken from the network's bucket at once: it is written for one frame in so many. */
    private static final int NEIGHBORS_SHARE = 16;

    /** What a request for a page, a list or a room weighs for the network, in frames, beside its own. */
    private static final int REQUEST_FRAMES = 4;

    /** Who is this far ahead of what it may send does not stop by itself. */
    private static final long FLOOD_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** A second in which nothing is read is as bad as so many refusals: half a minute of it is a flood. */
    private static final int REFUSALS_PER_SECOND = 4;

    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(1);

    final Connection connection;
    final Shard shard;
    final Hub hub;

    /** Null once the host has been told of it: an idle connection need not keep every header of its request. */
    @Nullable
    Handshake handshake;

    /** Who this is, null before it is known. */
    @Nullable
    User user;

    /** Null when nothing is limited. */
    private final @Nullable Rates rates;

    /** The state of {@link Rates#frames}. */
    private long frames;

    private final Neighbors.@Nullable Neighborhood neighbors;
    /** How many frames have been taken from the network's bucket and not been used. */
    private int share;

    private long toldToWait;
    private int frameBytes;
    /** Null until the first message, and when there is no limit: most who are connected only listen. */
    private @Nullable Allowance allowance;

    /** Who this is as the host knows it, null as long as the host has not told or when it does not care. */
    @Nullable
    Identity identity;

    Conversation(Connection connection, Handshake handshake, @Nullable Identity identity) {
        this.connection = connection;
        this.identity = identity;
        this.shard = connection.shard();
        this.hub = shard.hub();
        this.handshake = handshake;
        long now = shard.nanos();
        this.rates = hub.rates();
        this.frames = now;
        this.neighbors = hub.neighbors().enter(handshake.remote(), now);
        this.toldToWait = now - TELL_NANOS;
    }

    /** The connection is open. */
    void begin() {}

    /** Handles one frame. */
    abstract void handle(byte[] bytes, int length) throws Rejected;

    /** Sends a frame, as far as the dialect has it. */
    abstract void send(ServerFrame frame);

    /** Returns whether the connection has said who it is, or need not. */
    abstract boolean introduced();

    abstract void writabilityChanged();

    /** Counts how far behind this connection is in its rooms. */
    abstract void tellLag();

    final void tellLag(Member member) {
        if (member.behind && member.lane != null) {
            hub.metrics().readerLag(member.lane.lag(member));
        }
    }

    /** Adds the rooms in which this connection is behind. */
    abstract void addSlow(List<SlowReader> slow);

    final void addSlow(Member member, List<SlowReader> slow) {
        if (member.behind && member.lane != null) {
            slow.add(new SlowReader(member.lane.roomName(), user, member.lane.lag(member)));
        }
    }

    /** Returns the place of this connection on a lane, null when it has none there. */
    abstract @Nullable Member memberOn(Lane lane);

    /** The hub refused a join. */
    abstract void joinRefused(Member member, @Nullable String id, Rejected why);

    /** The host has closed a room: leave it, when this connection is in it, and say why. */
    abstract void sendAway(String room, String reason);

    /** The connection is over: leave everything. */
    abstract void over(@Nullable CloseReason reason);

    final void receive(byte[] bytes, int length) {
        frameBytes = length;
        try {
            handle(bytes, length);
        } catch (Rejected why) {
            connection.refuse(shard.reader().id(), shard.reader().room(), why);
        }
    }

    /** Charges a frame of any kind; when there are too many, the channel is not read for a while. */
    final void chargeFrame(int bytes) {
        Rates mine = rates;
        if (mine == null) {
            return;
        }
        long now = shard.nanos();
        int cost = 1 + (bytes >> BYTES_PER_FRAME_SHIFT);
        long wait = mine.frames().waitFor(frames, now, cost);
        frames = mine.frames().taken(frames, now, cost);
        if (wait > 0) {
            slowDown(mine, now, wait, true);
            if (wait > FLOOD_NANOS) {
                connection.end(CloseReason.FLOOD);
            }
        }
        chargeNeighbors(mine, now, cost);
    }

    private void chargeNeighbors(Rates limited, long now, int cost) {
        Neighbors.Neighborhood all = neighbors;
        if (all != null && (share -= cost) < 0) {
            int more = NEIGHBORS_SHARE - share;
            share += more;
            long wait = all.frames.take(now, more);
            if (wait > 0) {
                slowDown(limited, now, wait, false);
            }
        }
    }

    /**
     * Stops reading for a while, and says so once a second.
     *
     * @param own whether that is its own doing, not that of others with the same address
     */
    private void slowDown(Rates limited, long now, long wait, boolean own) {
        connection.pace(wait);
        if (now - toldToWait >= TELL_NANOS && !connection.isOver()) {
            toldToWait = now;
            if (connection.channel().isWritable()) {
                connection.refuse(
                        null, null, Allowance.tooFast(wait, "You are sending too fast. You are heard again in %d s."));
            }
            int refusals = REFUSALS_PER_SECOND * (int) Math.max(1, Math.min(wait / TELL_NANOS, 60));
            if (own && allowance(limited, now).losesPatience(now, refusals)) {
                connection.end(CloseReason.FLOOD);
            }
        }
    }

    /** Charges the message in the frame at hand to the rate limit. */
    final void chargeMessage() throws Rejected {
        if (rates != null) {
            long now = shard.nanos();
            try {
                allowance(rates, now).chargeMessage(now, frameBytes);
            } catch (Rejected tooFast) {
                loseAPatience(rates, now);
                throw tooFast;
            }
        }
    }

    /**
     * Charges what is answered at length or told to others to the rate limit.
     *
     * @param cost 1, or more for what is more work
     */
    final void chargeRequest(int cost) throws Rejected {
        if (rates != null) {
            long now = shard.nanos();
            chargeNeighbors(rates, now, cost * REQUEST_FRAMES);
            try {
                allowance(rates, now).chargeRequest(now, cost);
            } catch (Rejected tooFast) {
                loseAPatience(rates, now);
                throw tooFast;
            }
        }
    }

    private void loseAPatience(Rates limited, long now) {
        if (allowance(limited, now).losesPatience(now, 1)) {
            connection.end(CloseReason.FLOOD);
        }
    }

    private Allowance allowance(Rates limited, long now) {
        Allowance mine = allowance;
        if (mine == null) {
            mine = allowance = new Allowance(limited, now);
        }
        return mine;
    }

    /** The connection is closed. */
    final void closed() {
        if (neighbors != null) {
            hub.neighbors().leave(neighbors, shard.nanos());
        }
    }

    /** Returns what the session has used up, null when it is nothing. */
    final Allowance.@Nullable Debt debt() {
        return allowance == null ? null : allowance.debt();
    }

    /** The session had another connection before, which used up so much. */
    final void inherit(Allowance.@Nullable Debt debt) {
        if (debt != null && rates != null) {
            long now = shard.nanos();
            allowance(rates, now).inherit(debt, now);
        }
    }

    final void checkText(String text) throws Rejected {
        MessageText.check(text, hub.limits().textChars(), hub.limits().textBytes());
    }

    // ---- what the host has a say in

    /** What comes after the host has answered. */
    interface Next<T> {
        void run(T answer) throws Rejected;
    }

    /** Asks the host, and goes on when it has answered. Meanwhile the frames behind this one wait, so that order is kept. */
    final <T> void ask(
            String what, Callable<? extends CompletionStage<T>> hook, Next<T> next, Consumer<Rejected> otherwise) {
        connection.suspend();
        hub.hooks()
                .<T>ask(
                        shard,
                        what,
                        hook,
                        answer -> {
                            if (!connection.isOver()) {
                                try {
                                    next.run(answer);
                                } catch (Rejected why) {
                                    otherwise.accept(why);
                                }
                                connection.resume();
                            }
                        },
                        why -> {
                            if (!connection.isOver()) {
                                otherwise.accept(why);
                                connection.resume();
                            }
                        });
    }

    /** Says something for a member, or what the host makes of it. The text has been checked and charged. */
    final void submit(Member member, User sender, String text, @Nullable String id) {
        Interceptor interceptor = hub.hooks().interceptor;
        if (interceptor == null) {
            say(member, sender, text, id);
            return;
        }
        Draft draft = new Draft(text, id);
        this.<Draft>ask(
                "the Interceptor",
                () -> interceptor
                        .intercept(RoomName.parse(member.roomName), sender, draft)
                        .thenApply(Objects::requireNonNull),
                passed -> {
                    if (!passed.text().equals(text)) {
                        checkText(passed.text());
                    }
                    say(member, sender, passed.text(), id);
                },
                why -> connection.refuse(id, member.roomName, why));
    }

    /** Goes on when the host lets somebody into a room. */
    final void admit(RoomName name, @Nullable User who, Runnable next, Consumer<Rejected> otherwise) {
        RoomPolicy policy = hub.hooks().policy;
        if (policy == null) {
            next.run();
            return;
        }
        this.<Boolean>ask(
                "the RoomPolicy",
                () -> policy.mayJoin(name, who).thenApply(Objects::requireNonNull),
                allowed -> {
                    if (!allowed) {
                        throw new Rejected(ErrorCode.FORBIDDEN, "You may not come into this room.");
                    }
                    next.run();
                },
                otherwise);
    }

    /** Has the home loop of a member's room say something. */
    private void say(Member member, User sender, String text, @Nullable String id) {
        if (member.lane != null) {
            member.lane.speaks(member);
        }
        hub.homeOf(member.roomName).run(() -> {
            Room room = member.room;
            if (room == null) {
                member.refuse(id, Member.notJoined());
            } else {
                room.say(member, sender, text, id);
            }
        });
    }

    /** Has the home loop of a room take a member in. */
    final void join(Member member, RoomName name, @Nullable User as, ClientFrame.Join request) {
        Shard home = hub.homeOf(name.value());
        home.run(() -> {
            Room room = home.room(name);
            if (room == null) {
                Rejected why = new Rejected(
                        ErrorCode.TOO_MANY_ROOMS, "The server holds as many rooms as it can. Join one that exists.");
                member.refuseJoin(request.id(), why);
            } else {
                room.membership().join(member, as, request);
            }
        });
    }

    /** The connection is over: nothing more is written to it, and the home loop of the room lets it go. */
    final void leaveBehind(Member member) {
        if (member.lane != null) {
            member.lane.detach(member);
        } else {
            member.state = Member.State.GONE;
        }
        User self = user;
        hub.homeOf(member.roomName).run(() -> {
            if (member.room != null) {
                member.room.membership().dropped(member, self);
            }
        });
    }

    /** Returns whether the user has its id from the host. */
    final boolean isKnownToHost() {
        return identity != null && identity.user() != null;
    }

    /** Returns what the user may do in every room. */
    final Role standing() {
        return identity == null ? Role.MEMBER : identity.role();
    }

    /** Returns whether the user has its name from the host, and cannot change it. */
    final boolean hasForcedName() {
        return identity != null && identity.name() != null;
    }

    /** Tells the host who this is. */
    final void tellConnected(User self) {
        Handshake from = handshake;
        handshake = null;
        if (from != null) {
            hub.tell(listener -> listener.connected(self, from));
        }
    }

    /** The session loses its connection. */
    final void drop(String userId, boolean forGood) {
        Sessions sessions = hub.sessions();
        Allowance.Debt debt = debt();
        sessions.home().run(() -> sessions.dropped(userId, connection, debt, forGood));
    }
}
