package io.nettychat.redis;

import io.nettychat.model.Draft;
import io.nettychat.model.Message;
import io.nettychat.model.Position;
import io.nettychat.model.User;
import io.nettychat.spi.RoomLog;
import io.nettychat.spi.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one room on one node. Whatever the node wants goes to Redis by turns, one at a time: a turn takes along all
 * that waits, and its answer brings what became of that and what the node lacks. Owned by the home loop of the room; what
 * comes from Redis is run there.
 */
final class RedisRoom implements RoomLog, Turns.Room {
    private static final Logger log = LoggerFactory.getLogger(RedisRoom.class);

    private final RedisLog redis;
    private final Settings settings;
    private final Tail tail;
    private final Executor home;
    private final String channel;
    private final List<String> keys;

    private final CompletableFuture<RoomLog> opened = new CompletableFuture<>();
    private final long openBy;
    private boolean open;
    private boolean closed;

    private final Replica replica;
    private final StreamReader stream;
    private final Drafts drafts = new Drafts();
    private final Facts facts;
    private final Signals signals;
    /** Who wants to know where the log ends, and is not part of a turn yet. */
    private final List<CompletableFuture<Void>> reaching = new ArrayList<>(0);

    private final Turns turns;
    private final Outage outage;

    RedisRoom(String name, RedisLog redis, Tail tail, Executor home) {
        this.redis = redis;
        this.settings = redis.settings();
        this.tail = tail;
        this.home = home;
        this.channel = settings.room(name);
        this.keys =
                List.of(channel + ":meta", channel + ":log", channel + ":texts", channel + ":facts", channel + ":here");
        this.openBy = System.nanoTime() + 2 * settings.patienceNanos();
        this.replica = new Replica(settings, tail, drafts::tell);
        this.stream = new StreamReader(redis, replica, home, keys.subList(0, 3), this::ask);
        this.facts = new Facts(tail);
        this.signals = new Signals(redis.node(), redis.nodes(), tail);
        this.turns = new Turns(redis, home, channel, keys, this);
        this.outage = turns.outage();
    }

    /** Returns where news of this room are published. Any thread. */
    String channel() {
        return channel;
    }

    /** Returns the loop on which everything else here is called. Any thread. */
    Executor home() {
        return home;
    }

    /** Subscribes first, so that nothing can be said between the answer of the first turn and the first news. */
    CompletionStage<RoomLog> open() {
        redis.link()
                .subscribe(channel)
                .whenComplete((done, failure) -> home.execute(() -> {
                    if (failure == null) {
                        turns.ask();
                    } else {
                        turns.failed(TurnRequest.NOTHING, failure);
                    }
                }));
        return opened;
    }

    // ---- what the room asks

    @Override
    public Position head() {
        return replica.position();
    }

    @Override
    public long first() {
        replica.expire(redis.redisMillis() - settings.ageMillis());
        return replica.first();
    }

    @Override
    public void append(User sender, Draft draft, Outcome outcome) {
        if (refusesAll() || drafts.isFull()) {
            outcome.refused(Drafts.away());
            return;
        }
        String key =
                draft.id() == null ? "n:" + redis.node() + ":" + redis.nextId() : "u:" + sender.id() + ":" + draft.id();
        long deadline = System.nanoTime() + settings.patienceNanos();
        drafts.add(new Drafts.Pending(sender, draft, outcome, channel + ":id:" + key, deadline, replica.head()));
        turns.take();
    }

    /** Returns whether nothing can be asked of Redis that is answered in time. */
    private boolean refusesAll() {
        return closed || outage.isLong();
    }

    @Override
    public CompletionStage<List<Message>> read(long after, int limit) {
        long head = replica.head();
        long from = Math.max(after + 1, first());
        long to = Math.min(head, after > Long.MAX_VALUE - limit ? Long.MAX_VALUE : from + limit - 1);
        List<Message> page = replica.page(from, to);
        return page != null
                ? CompletableFuture.completedFuture(page)
                : stream.read(from, Math.min(limit, head - from + 1));
    }

    @Override
    public CompletionStage<Void> keepFact(String key, @Nullable String value) {
        if (refusesAll()) {
            return CompletableFuture.failedFuture(Drafts.away());
        }
        CompletionStage<Void> kept = facts.keep(key, value);
        turns.take();
        return kept;
    }

    @Override
    public CompletionStage<Void> reach(long seq) {
        if (seq <= replica.head()) {
            return CompletableFuture.completedFuture(null);
        }
        if (refusesAll()) {
            return CompletableFuture.failedFuture(Drafts.away());
        }
        CompletableFuture<Void> reached = new CompletableFuture<>();
        reaching.add(reached);
        turns.ask();
        return reached;
    }

    @Override
    public void signal(Signal signal) {
        signals.tell(signal, outage.isOn());
        turns.take();
    }

    @Override
    public boolean isSpent() {
        return open && !turns.isUnderWay() && drafts.isEmpty() && !facts.isWaiting() && signals.isSpent();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        turns.close();
        redis.forget(this);
        drafts.refuseAll(true);
        facts.refuseAll();
        reachNothing();
    }

    private void reachNothing() {
        List<CompletableFuture<Void>> all = List.copyOf(reaching);
        reaching.clear();
        all.forEach(reached -> reached.completeExceptionally(Drafts.away()));
    }

    // ---- what the node asks

    /** Looks where the log is, and takes over what this node lacks. */
    void ask() {
        turns.ask();
    }

    /** A connection stands again, perhaps after having been away: there may be much to ask for. */
    void restored() {
        outage.retryNow();
        turns.ask();
    }

    /** Redis has forgotten what this node told of itself. */
    void tellAgain() {
        signals.doubt();
        turns.ask();
    }

    /** A node is dead, and with it whoever was on it. */
    void died(String node) {
        signals.died(node);
        turns.take();
    }

    /** Something was published in this room. */
    void heard(Turn.News news) {
        if (closed) {
            return;
        }
        boolean lacks = !open || !news.epoch().equals(replica.epoch());
        if (!lacks) {
            redis.redisIs(news.now());
            replica.offer(news.messages());
            replica.advance();
            replica.forgetBefore(news.first());
            boolean lacksFacts = facts.heard(news);
            boolean lacksSignals = signals.heard(news);
            lacks = replica.hasHole() || lacksFacts || lacksSignals;
        }
        if (lacks) {
            turns.ask();
        }
    }

    // ---- turns

    @Override
    public boolean hasRequests() {
        return drafts.isWaiting() || facts.isWaiting() || signals.isWaiting();
    }

    @Override
    public boolean isUrgent() {
        return drafts.isWaiting() || !open;
    }

    @Override
    public TurnRequest request() {
        // Who asks while this turn is under way is answered by the next: this one may have been taken before.
        List<CompletableFuture<Void>> asked = List.copyOf(reaching);
        reaching.clear();
        return open
                ? new TurnRequest(drafts.batch(), facts.batch(), signals.batch(), asked)
                : new TurnRequest(List.of(), List.of(), List.of(), asked);
    }

    @Override
    public TurnRequest.Known known() {
        long head = open ? replica.head() : -1;
        return new TurnRequest.Known(replica.epoch(), head, facts.version(), signals.version());
    }

    @Override
    public void unanswered(TurnRequest request, Throwable failure) {
        Drafts.unanswered(request.drafts());
        reaching.addAll(request.reaching());
        if (closed) {
            reachNothing();
        } else if (!open && System.nanoTime() - openBy >= 0) {
            close();
            opened.completeExceptionally(failure);
        } else {
            refuseImpatient();
        }
    }

    /** Nobody waits longer than patience lasts. */
    @Override
    public void refuseImpatient() {
        boolean all = outage.isLong();
        drafts.refuseImpatient(System.nanoTime(), all);
        if (all) {
            facts.refuseAll();
            reachNothing();
        }
    }

    @Override
    public void answered(TurnRequest request, Turn.Answer answer) {
        if (!open) {
            open = true;
            restart(answer);
            opened.complete(this);
        } else if (!answer.epoch().equals(replica.epoch())) {
            log.warn(
                    "the log of a room began anew in Redis: epoch {} is over, {} begins",
                    replica.epoch(),
                    answer.epoch());
            restart(answer);
            drafts.beginAnew(System.nanoTime() + settings.patienceNanos());
            tail.interrupted();
            redis.doubt();
        } else {
            follow(request, answer);
        }
        if (replica.head() >= answer.seq()) {
            request.reaching().forEach(reached -> reached.complete(null));
        } else {
            reaching.addAll(request.reaching());
            turns.ask();
        }
    }

    private void restart(Turn.Answer answer) {
        replica.restart(answer);
        facts.restart(answer);
        signals.restart(answer);
    }

    private void follow(TurnRequest request, Turn.Answer answer) {
        facts.answered(answer, request.facts());
        signals.answered(answer, request.rows());
        replica.offer(answer.lacking());
        List<Message> placed = new ArrayList<>(answer.results().size());
        answer.results().forEach(result -> drafts.decided(result, placed));
        replica.offer(placed);
        replica.advance();
        replica.trimmed(answer.first());
    }
}
