package io.nettychat.redis;

import io.nettychat.model.ErrorCode;
import io.nettychat.model.Rejected;
import io.nettychat.spi.Directory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who has which name, kept in Redis: for each identity a lease of the node that has it. The lease of a node that is dead
 * binds nobody. May be used from any thread.
 */
final class RedisDirectory implements Directory {
    private static final Logger log = LoggerFactory.getLogger(RedisDirectory.class);

    /** How many claims are under way at once when all of them are looked after. */
    private static final int AT_ONCE = 50;

    private final RedisLog redis;
    private final Map<String, Lease> mine = new ConcurrentHashMap<>();
    /** Users that may have a lease here and should not. */
    private final Set<String> leftovers = ConcurrentHashMap.newKeySet();

    /** What is kept as the secret of all nodes when there is none: this node's, until it knows that of the others. */
    private volatile String secret = RedisLog.random(32);

    private volatile Consumer<String> takenOver = user -> {};
    private volatile boolean doubtful;
    private volatile boolean reclaiming;

    /** @param claim the number of the claim by which this node has it, 0 before it is known */
    private record Lease(String name, List<String> keys, long claim) {}

    RedisDirectory(RedisLog redis) {
        this.redis = redis;
    }

    void begin() {
        redis.link().subscribe(channel(redis.node()));
    }

    private String channel(String node) {
        return redis.settings().directory() + ":" + node;
    }

    private List<String> keys() {
        String prefix = redis.settings().directory();
        return List.of(prefix + ":names", prefix + ":users", prefix + ":alive", prefix + ":claims");
    }

    /** Sees to it that Redis keeps the key of the sessions, and returns it. */
    CompletionStage<byte[]> sessionKey() {
        return redis.link()
                .run(Script.SECRET, redis.key("secret"), List.of(secret))
                .thenApply(kept -> Base64.getUrlDecoder().decode(kept));
    }

    /** From now on this is the key of the sessions, and Redis is given it again when it has lost it. */
    void knows(byte[] sessionKey) {
        secret = Base64.getUrlEncoder().withoutPadding().encodeToString(sessionKey);
    }

    /** Something was sent to this node. */
    void heard(String channel, byte[] what) {
        if (!channel.equals(channel(redis.node()))) {
            return;
        }
        Fields in = new Fields(what);
        if (in.text().equals("T")) {
            String userId = in.text();
            long claim = in.number();
            Lease lease = mine.get(userId);
            if (lease == null || (lease.claim() < claim && mine.remove(userId, lease))) {
                takenOver.accept(userId);
            }
        }
    }

    // ---- what the hub asks

    @Override
    public void onTakenOver(Consumer<String> listener) {
        takenOver = listener;
    }

    @Override
    public CompletionStage<@Nullable String> nameOf(String userId) {
        return redis.link()
                .run(Script.HOLDER, redis.key("users"), List.of(userId))
                .<@Nullable String>thenApply(lease -> {
                    String[] parts = LettuceLink.text(lease).split("\n", 3);
                    return parts.length < 2 ? null : parts[1];
                })
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(undecided()));
    }

    @Override
    public CompletionStage<Boolean> claim(String userId, String name, List<String> keys) {
        Lease lease = new Lease(name, List.copyOf(keys), 0);
        CompletableFuture<Boolean> claimed = new CompletableFuture<>();
        claim(userId, lease, true).whenComplete((answer, failure) -> {
            if (failure != null) {
                if (!mine.containsKey(userId)) {
                    leftovers.add(userId); // it may have been claimed all the same
                } else {
                    doubt();
                }
                claimed.completeExceptionally(undecided());
            } else if (answer > 0) {
                leftovers.remove(userId);
                mine.put(userId, new Lease(name, lease.keys(), answer));
                claimed.complete(true);
            } else {
                claimed.complete(false);
            }
        });
        return claimed;
    }

    private CompletionStage<Long> claim(String userId, Lease lease, boolean takeOver) {
        List<String> arguments = new ArrayList<>();
        arguments.add(redis.node());
        arguments.add(userId);
        arguments.add(lease.name());
        arguments.add(redis.link().publish());
        arguments.add(channel(""));
        arguments.add(takeOver ? "1" : "0");
        arguments.addAll(lease.keys());
        return redis.link()
                .run(Script.CLAIM, keys(), arguments)
                .thenApply(number -> Long.valueOf(LettuceLink.text(number)));
    }

    @Override
    public void release(String userId, Collection<String> keys) {
        mine.remove(userId);
        release(List.of(userId));
    }

    private void release(List<String> users) {
        List<String> arguments = new ArrayList<>();
        arguments.add(redis.node());
        arguments.addAll(users);
        redis.link().run(Script.RELEASE, keys().subList(0, 2), arguments).whenComplete((done, failure) -> {
            if (failure == null) {
                users.forEach(leftovers::remove);
            } else {
                leftovers.addAll(users);
            }
        });
    }

    private static Rejected undecided() {
        return new Rejected(
                ErrorCode.INTERNAL,
                "Names cannot be looked up at the moment. Try again in a moment.",
                1_000 + ThreadLocalRandom.current().nextInt(1_000));
    }

    // ---- what Redis may have lost

    /** Redis was away, or took this node for dead: what it knows of this node is to be looked at. */
    void doubt() {
        doubtful = true;
    }

    /** Every few seconds. */
    void tend() {
        List<String> users = leftovers.stream()
                .filter(user -> !mine.containsKey(user))
                .limit(200)
                .toList();
        if (!users.isEmpty()) {
            release(users);
        }
        if (doubtful && !reclaiming) {
            doubtful = false;
            reclaiming = true;
            sessionKey(); // so that the nodes that start later have the one that those who are here know
            reclaim(mine.entrySet().iterator());
        }
    }

    private void reclaim(Iterator<Map.Entry<String, Lease>> rest) {
        List<CompletableFuture<Void>> underWay = new ArrayList<>();
        while (rest.hasNext() && underWay.size() < AT_ONCE) {
            Map.Entry<String, Lease> entry = rest.next();
            String userId = entry.getKey();
            underWay.add(claim(userId, entry.getValue(), false)
                    .thenAccept(answer -> {
                        if (answer <= 0 && mine.remove(userId, entry.getValue())) {
                            log.debug("an identity is on another node now");
                            takenOver.accept(userId);
                        }
                    })
                    .toCompletableFuture());
        }
        CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new)).whenComplete((done, failure) -> {
            if (failure != null) {
                doubtful = true;
                reclaiming = false;
            } else if (rest.hasNext()) {
                reclaim(rest);
            } else {
                reclaiming = false;
            }
        });
    }

    /** Gives up what is left of nodes that are dead. */
    void bury() {
        bury("0");
    }

    private void bury(String from) {
        redis.link().run(Script.BURY, keys(), List.of(from)).thenAccept(next -> {
            String on = LettuceLink.text(next);
            if (!on.equals("0")) {
                bury(on);
            }
        });
    }
}
