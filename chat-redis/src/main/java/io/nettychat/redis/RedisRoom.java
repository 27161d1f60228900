package io.nettychat.redis;

import io.nettychat.model.Draft;
import io.nettychat.model.Message;
import io.nettychat.model.Position;
import io.nettychat.model.User;
import io.nettychat.spi.RoomLog;
import io.nettychat.spi.Signal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one room as one node has it: how far it is, what it wants from Redis, and the one turn that is under way. Owned
 * by the home loop of the room; what comes from Redis is run there.
 */
final class RedisRoom implements RoomLog {
    private static final Logger log = LoggerFactory.getLogger(RedisRoom.class);

    /** How many messages one turn brings at most. */
    private static final int PAGE = 200;

    private static final int MOST_SIGNALS = 500;
    private static final long NEVER_LATE = 9_000_000_000_000_000L;

    private final String name;
    private final RedisLog redis;
    private final Settings settings;
    private final Tail tail;
    private final Executor home;
    private final List<String> keys;

    private final CompletableFuture<RoomLog> opened = new CompletableFuture<>();
    private final long openBy;
    private boolean open;
    private boolean closed;

    private String epoch = "";
    private long head;
    private long first = 1;
    private final Recent recent;
    /** Messages that came before those that stand before them. */
    private final TreeMap<Long, Message> ahead = new TreeMap<>();

    private final Drafts drafts = new Drafts();
    private final Map<String, String> facts = new HashMap<>(0);
    private long factsVersion = -1;
    private final ArrayDeque<Keeping> keepings = new ArrayDeque<>(0);
    private final Here here;
    private long hereVersion = -1;
    private final ArrayDeque<Turn.Row> rows = new ArrayDeque<>(0);
    /** Who wants to know where the log ends, and is not part of a turn yet. */
    private final List<CompletableFuture<Void>> reaching = new ArrayList<>(0);

    /** Whether a turn is under way. */
    private boolean turning;
    /** Whether a turn is to be taken although this node has nothing to say. */
    private boolean asking;
    /** Since when Redis has not answered, on the monotonic clock; 0 while it does. */
    private long awaySince;

    private int failures;
    /** Counts the waits for the next try, so that a late timer knows that it is late. */
    private int waits;

    private boolean waiting;

    private record Keeping(Turn.Fact fact, CompletableFuture<Void> kept) {}

    RedisRoom(String name, RedisLog redis, Tail tail, Executor home) {
        this.name = name;
        this.redis = redis;
        this.settings = redis.settings();
        this.tail = tail;
        this.home = home;
        this.recent = new Recent(Math.min(settings.history(), 1_000), settings.historyBytes());
        this.here = new Here(redis.node(), tail::signalled);
        this.openBy = System.nanoTime() + 2 * settings.patienceNanos();
        String prefix = channel();
        this.keys = List.of(prefix + ":meta", prefix + ":log", prefix + ":texts", prefix + ":facts", prefix + ":here");
    }

    String channel() {
        return settings.room(name);
    }

    Executor home() {
        return home;
    }

    // ---- opening

    /** Subscribes first, so that nothing can be said between the answer of the first turn and the first news. */
    CompletionStage<RoomLog> open() {
        redis.link()
                .subscribe(channel())
                .whenComplete((done, failure) -> home.execute(() -> {
                    if (failure == null) {
                        ask();
                    } else if (!closed) {
                        failed(List.of(), failure);
                    }
                }));
        return opened;
    }

    private void begin(Turn.Answer answer) {
        open = true;
        takeOver(answer);
        opened.complete(this);
    }

    private void giveUpOpening(Throwable failure) {
        close();
        opened.completeExceptionally(failure);
    }

    // ---- what the room asks

    @Override
    public Position head() {
        return new Position(epoch, head);
    }

    @Override
    public long first() {
        expire();
        return first;
    }

    private void expire() {
        long oldest = redis.redisMillis() - settings.ageMillis();
        for (Message message = recent.get(first); message != null && message.timeMillis() < oldest; ) {
            first++;
            message = recent.get(first);
        }
        recent.dropBefore(first);
    }

    @Override
    public void append(User sender, Draft draft, Outcome outcome) {
        long now = System.nanoTime();
        boolean away = awaySince != 0 && now - awaySince >= settings.patienceNanos();
        if (away || closed || drafts.isFull()) {
            outcome.refused(Drafts.away());
            return;
        }
        String key =
                draft.id() == null ? "n:" + redis.node() + ":" + redis.nextId() : "u:" + sender.id() + ":" + draft.id();
        drafts.add(new Drafts.Pending(
                sender, draft, outcome, channel() + ":id:" + key, now + settings.patienceNanos(), head));
        turn();
    }

    @Override
    public CompletionStage<List<Message>> read(long after, int limit) {
        long from = Math.max(after + 1, first());
        long to = Math.min(head, after > Long.MAX_VALUE - limit ? Long.MAX_VALUE : from + limit - 1);
        if (from > to || from >= recent.first()) {
            return CompletableFuture.completedFuture(recent.page(from, to));
        }
        CompletableFuture<List<Message>> page = new CompletableFuture<>();
        String asked = epoch;
        long headThen = head;
        redis.link()
                .run(
                        Script.READ,
                        keys.subList(0, 3),
                        List.of(Long.toString(from), Long.toString(Math.min(limit, headThen - from + 1))))
                .whenComplete((bytes, failure) -> home.execute(() -> {
                    try {
                        if (failure != null) {
                            throw new CompletionException(failure);
                        }
                        page.complete(pageOf(new Fields(bytes), asked));
                    } catch (RuntimeException e) {
                        page.completeExceptionally(e);
                    }
                }));
        return page;
    }

    private List<Message> pageOf(Fields in, String asked) {
        String lifeNow = in.text();
        long oldest = in.number();
        List<Message> messages = Turn.messages(in, in.count());
        if (!lifeNow.equals(asked) || !asked.equals(epoch)) {
            ask();
            throw new IllegalStateException("the log of " + name + " began anew while it was read");
        }
        first = Math.max(first, Math.min(oldest, head + 1));
        return messages;
    }

    @Override
    public CompletionStage<Void> keepFact(String key, @Nullable String value) {
        CompletableFuture<Void> kept = new CompletableFuture<>();
        if (closed || (awaySince != 0 && System.nanoTime() - awaySince >= settings.patienceNanos())) {
            kept.completeExceptionally(Drafts.away());
            return kept;
        }
        keepings.add(new Keeping(new Turn.Fact(key, value), kept));
        turn();
        return kept;
    }

    @Override
    public CompletionStage<Void> reach(long seq) {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        if (seq <= head) {
            reached.complete(null);
        } else if (closed || (awaySince != 0 && System.nanoTime() - awaySince >= settings.patienceNanos())) {
            reached.completeExceptionally(Drafts.away());
        } else {
            reaching.add(reached);
            ask();
        }
        return reached;
    }

    @Override
    public void signal(Signal signal) {
        here.told(signal);
        char kind = signal.kind().name().charAt(0);
        if (kind == 'T' && awaySince != 0) {
            return; // nobody wants to know later who was typing
        }
        rows.add(new Turn.Row(kind, redis.node(), signal.user()));
        turn();
    }

    @Override
    public boolean isSpent() {
        return open && !turning && drafts.isEmpty() && keepings.isEmpty() && rows.isEmpty() && here.isEmptyHere();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        redis.forget(this);
        drafts.refuseAll(true);
        keepings.forEach(keeping -> keeping.kept().completeExceptionally(Drafts.away()));
        reachNothing();
    }

    private void reachNothing() {
        List<CompletableFuture<Void>> all = List.copyOf(reaching);
        reaching.clear();
        all.forEach(reached -> reached.completeExceptionally(Drafts.away()));
    }

    // ---- turns

    /** Looks where the log is, and takes over what this node lacks. */
    void ask() {
        asking = true;
        turn();
    }

    /** A connection stands again, perhaps after having been away: there may be much to ask for. */
    void restored() {
        waits++;
        waiting = false;
        ask();
    }

    /** Redis has forgotten what this node told of itself. */
    void tellAgain() {
        hereVersion = -1;
        ask();
    }

    private void turn() {
        if (turning || closed || waiting) {
            return;
        }
        if (!asking && !drafts.isWaiting() && keepings.isEmpty() && rows.isEmpty()) {
            return;
        }
        turning = true;
        asking = false;
        List<Drafts.Pending> said = open ? drafts.batch() : List.of();
        List<Keeping> kept = open ? List.copyOf(keepings) : List.of();
        List<Turn.Row> told = open ? rows.stream().limit(MOST_SIGNALS).toList() : List.of();
        // Who asks while this turn is under way is answered by the next: this one may have been taken before.
        List<CompletableFuture<Void>> asked = List.copyOf(reaching);
        reaching.clear();
        List<String> all = keys;
        if (!said.isEmpty()) {
            all = new ArrayList<>(keys);
            for (Drafts.Pending pending : said) {
                all.add(pending.key);
            }
        }
        redis.link().run(Script.TURN, all, arguments(said, kept, told)).whenComplete((bytes, failure) -> {
            Turn.Answer answer = null;
            Throwable why = failure;
            try {
                answer = bytes == null ? null : Turn.Answer.read(bytes);
            } catch (RuntimeException e) {
                why = e;
            }
            Turn.Answer read = answer;
            Throwable reason = why == null ? new IllegalStateException("no answer") : why;
            home.execute(() -> {
                turning = false;
                if (closed) {
                    reaching.addAll(asked);
                    reachNothing();
                    return;
                }
                if (read == null) {
                    reaching.addAll(asked);
                    failed(said, reason);
                } else {
                    answered(read, kept, told, asked);
                }
            });
        });
    }

    private List<String> arguments(List<Drafts.Pending> said, List<Keeping> kept, List<Turn.Row> told) {
        List<String> out = new ArrayList<>(20 + 6 * said.size() + 4 * told.size());
        out.add(redis.node());
        out.add(redis.link().publish());
        out.add(channel());
        out.add(epoch);
        out.add(Long.toString(open ? head : -1));
        out.add(redis.newEpoch());
        out.add(Integer.toString(settings.history()));
        out.add(Long.toString(settings.ageMillis()));
        out.add(Long.toString(settings.historyBytes()));
        out.add(Long.toString(settings.roomMillis()));
        out.add(Long.toString(Settings.ID_MILLIS));
        out.add(Integer.toString(PAGE));
        out.add(Long.toString(factsVersion));
        out.add(Long.toString(hereVersion));
        out.add(Integer.toString(said.size()));
        out.add(Integer.toString(kept.size()));
        out.add(Integer.toString(told.size()));
        long now = System.nanoTime();
        for (Drafts.Pending pending : said) {
            out.add(pending.sender.id());
            out.add(pending.sender.name());
            out.add(pending.draft.text());
            out.add(pending.draft.id() == null ? "" : pending.draft.id());
            out.add(Long.toString(pending.draft.deletes()));
            long left = TimeUnit.NANOSECONDS.toMillis(pending.deadline - now);
            out.add(Long.toString(pending.draft.id() == null ? NEVER_LATE : redis.redisMillis() + left));
        }
        for (Keeping keeping : kept) {
            out.add(keeping.fact().key());
            out.add(keeping.fact().value() == null ? "0" : "1");
            out.add(keeping.fact().value() == null ? "" : keeping.fact().value());
        }
        for (Turn.Row row : told) {
            out.add(String.valueOf(row.kind()));
            out.add(row.node());
            out.add(row.user().id());
            out.add(row.user().name());
        }
        return out;
    }

    private void failed(List<Drafts.Pending> said, Throwable failure) {
        long now = System.nanoTime();
        if (awaySince == 0) {
            awaySince = now == 0 ? 1 : now;
            redis.complain(failure);
        }
        Drafts.unanswered(said);
        if (!open && now - openBy >= 0) {
            giveUpOpening(failure);
            return;
        }
        impatience(now);
        failures++;
        asking = true;
        long most = drafts.isWaiting() || !open ? 300 : 2_000;
        long delay = Math.min(most, 50L << Math.min(failures, 6));
        waiting = true;
        int wait = ++waits;
        redis.later(delay / 2 + ThreadLocalRandom.current().nextLong(delay), home, () -> {
            if (wait == waits) {
                waiting = false;
                impatience(System.nanoTime());
                turn();
            }
        });
    }

    private void impatience(long now) {
        boolean all = awaySince != 0 && now - awaySince >= settings.patienceNanos();
        drafts.refuseImpatient(now, all);
        if (all) {
            keepings.forEach(keeping -> keeping.kept().completeExceptionally(Drafts.away()));
            keepings.clear();
            reachNothing();
        }
    }

    private void answered(
            Turn.Answer answer, List<Keeping> kept, List<Turn.Row> told, List<CompletableFuture<Void>> asked) {
        if (awaySince != 0) {
            awaySince = 0;
            failures = 0;
            redis.reached();
        }
        redis.redisIs(answer.now());
        if (!open) {
            begin(answer);
        } else if (!answer.epoch().equals(epoch)) {
            log.warn("the log of a room began anew in Redis: epoch {} is over, {} begins", epoch, answer.epoch());
            takeOver(answer);
        } else {
            follow(answer, kept, told);
        }
        if (head >= answer.seq()) {
            asked.forEach(reached -> reached.complete(null));
        } else {
            reaching.addAll(asked);
        }
        turn();
    }

    /** Begins where the log is: it has been opened, or is another one than it was. */
    private void takeOver(Turn.Answer answer) {
        boolean anew = !epoch.isEmpty();
        epoch = answer.epoch();
        factsVersion = -1;
        head = answer.seq();
        first = answer.first();
        ahead.clear();
        recent.restart(head - answer.lacking().size());
        answer.lacking().forEach(recent::add);
        takeFacts(answer, List.of());
        if (answer.here() != null) {
            hereVersion = answer.hereVersions().after();
            rows.addAll(here.applyAll(answer.here()));
            redis.nodes().sighted(here.nodes());
        }
        if (anew) {
            drafts.beginAnew(System.nanoTime() + settings.patienceNanos());
            tail.interrupted();
            redis.doubt();
        }
    }

    private void follow(Turn.Answer answer, List<Keeping> kept, List<Turn.Row> told) {
        takeFacts(answer, kept);
        kept.forEach(keeping -> {
            keepings.remove(keeping);
            keeping.kept().complete(null);
        });
        for (int i = 0; i < told.size(); i++) {
            rows.remove();
        }
        Turn.Versions versions = answer.hereVersions();
        if (answer.here() != null && versions.after() >= hereVersion) {
            hereVersion = versions.after();
            rows.addAll(here.applyAll(answer.here()));
            redis.nodes().sighted(here.nodes());
        } else if (versions.before() == hereVersion) {
            told.forEach(here::apply);
            hereVersion = versions.after();
        }
        answer.lacking().forEach(this::await);
        List<Message> placed = new ArrayList<>(answer.results().size());
        answer.results().forEach(result -> drafts.decided(result, placed));
        placed.forEach(this::await);
        advance();
        if (head + 1 < answer.first()) {
            jump(answer);
        }
        forgetBefore(answer.first());
        asking |= head < answer.seq();
    }

    private void takeFacts(Turn.Answer answer, List<Keeping> kept) {
        Turn.Versions versions = answer.factsVersions();
        Map<String, String> all = answer.facts();
        if (all != null && versions.after() == 0 && !facts.isEmpty()) {
            // Redis has lost them, and whoever was banned is not to profit from it.
            factsVersion = 0;
            facts.forEach(
                    (key, value) -> keepings.add(new Keeping(new Turn.Fact(key, value), new CompletableFuture<>())));
        } else if (all != null && (versions.after() >= factsVersion || !kept.isEmpty())) {
            factsVersion = versions.after();
            for (String key : List.copyOf(facts.keySet())) {
                if (!all.containsKey(key)) {
                    change(new Turn.Fact(key, null));
                }
            }
            all.forEach((key, value) -> change(new Turn.Fact(key, value)));
        } else if (all == null && versions.before() == factsVersion) {
            kept.forEach(keeping -> change(keeping.fact()));
            factsVersion = versions.after();
        }
    }

    private void change(Turn.Fact fact) {
        String value = fact.value();
        String before = value == null ? facts.remove(fact.key()) : facts.put(fact.key(), value);
        if (value == null ? before != null : !value.equals(before)) {
            tail.factChanged(fact.key(), value);
        }
    }

    // ---- messages in order

    private void await(Message message) {
        if (message.seq() > head) {
            ahead.put(message.seq(), message);
        }
    }

    /** Hands on what is next, as long as it is there. */
    private void advance() {
        drafts.tell(head);
        while (!ahead.isEmpty() && ahead.firstKey() == head + 1) {
            Message message = ahead.remove(head + 1);
            if (message != null) {
                head = message.seq();
                recent.add(message);
                tail.appended(message);
                drafts.tell(head);
            }
        }
    }

    /** The log has moved past this node: what stood there in between nobody here will see. */
    private void jump(Turn.Answer answer) {
        long next = answer.first();
        log.warn("a room missed messages {} to {}: they are gone from Redis", head + 1, next - 1);
        head = next - 1;
        first = next;
        ahead.headMap(next).clear();
        recent.restart(head);
        tail.interrupted();
        advance();
    }

    private void forgetBefore(long seq) {
        first = Math.max(first, Math.min(seq, head + 1));
        recent.dropBefore(first);
    }

    /** Something was published in this room. */
    void heard(Turn.News news) {
        if (closed) {
            return;
        }
        boolean lacks = !open || !news.epoch().equals(epoch);
        if (!lacks) {
            redis.redisIs(news.now());
            news.messages().forEach(this::await);
            advance();
            forgetBefore(news.first());
            Turn.Versions versions = news.factsVersions();
            if (versions.before() == factsVersion) {
                news.facts().forEach(this::change);
                factsVersion = versions.after();
            }
            boolean lacksRows = hearRows(news);
            lacks = !ahead.isEmpty() || versions.after() > factsVersion || lacksRows;
        }
        if (lacks) {
            ask();
        }
    }

    /** Returns whether this node lacks what was told before. */
    private boolean hearRows(Turn.News news) {
        Turn.Versions versions = news.hereVersions();
        boolean next = versions.before() == hereVersion;
        for (Turn.Row row : news.rows()) {
            if (row.kind() == 'H' || row.kind() == 'G') {
                if (next) {
                    here.apply(row);
                }
            } else if (!row.node().equals(redis.node())) {
                tail.signalled(new Signal(row.kind() == 'T' ? Signal.Kind.TYPING : Signal.Kind.KICKED, row.user()));
            }
        }
        if (next) {
            hereVersion = versions.after();
            if (!news.node().equals(redis.node())) {
                redis.nodes().sighted(Set.of(news.node()));
            }
        }
        return versions.after() > hereVersion;
    }

    /** A node is dead, and with it whoever was on it. */
    void died(String node) {
        rows.addAll(here.goneWith(node));
        turn();
    }
}
