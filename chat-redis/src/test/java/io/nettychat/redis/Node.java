package io.nettychat.redis;

import io.nettychat.model.Draft;
import io.nettychat.model.Message;
import io.nettychat.model.Rejected;
import io.nettychat.model.Role;
import io.nettychat.model.RoomName;
import io.nettychat.model.User;
import io.nettychat.spi.RoomLog;
import io.nettychat.spi.Signal;
import io.nettychat.testing.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One room on one node: a log and what its tail is told. */
final class Node implements RoomLog.Tail, AutoCloseable {
    final RedisLog log;
    final List<String> events = new CopyOnWriteArrayList<>();
    final List<Message> messages = new CopyOnWriteArrayList<>();
    /** What a change of a fact sets off, as a ban sends somebody away. */
    volatile Runnable onFact = () -> {};

    private final ExecutorService home = Executors.newSingleThreadExecutor();
    private final RoomLog room;

    Node(RedisLog log, String name) {
        this.log = log;
        try {
            RoomName roomName = RoomName.parse(name);
            this.room = call(() -> log.open(roomName, this, home))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        } catch (Rejected | InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    static Node on(RedisProcess redis, String name) {
        return new Node(builder(redis).connect(), name);
    }

    static RedisLogBuilder builder(RedisProcess redis) {
        return RedisLog.builder(redis.uri()).patience(Duration.ofSeconds(1));
    }

    <T> T call(Callable<T> task) {
        try {
            return submit(task).get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private <T> Future<T> submit(Callable<T> task) {
        return home.submit(task);
    }

    /** Says something; completes with {@code placed 7}, {@code repeated 7} or {@code refused internal}. */
    CompletableFuture<String> say(String user, String text, @Nullable String id) {
        return append(new User(user, user), new Draft(text, id));
    }

    CompletableFuture<String> append(User user, Draft draft) {
        CompletableFuture<String> became = new CompletableFuture<>();
        home.execute(() -> room.append(user, draft, new RoomLog.Outcome() {
            @Override
            public void placed(Message message) {
                became.complete("placed " + message.seq());
            }

            @Override
            public void repeated(long seq, long timeMillis) {
                became.complete("repeated " + seq);
            }

            @Override
            public void refused(Rejected why) {
                became.complete("refused " + why.code().slug() + (why.retryAfterMillis() > 0 ? " for now" : ""));
            }
        }));
        return became;
    }

    List<Message> read(long after, int limit) {
        try {
            return call(() -> room.read(after, limit)).toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    List<String> texts() {
        List<String> texts = new ArrayList<>();
        messages.forEach(message -> texts.add(message.text()));
        return texts;
    }

    String epoch() {
        return call(() -> room.head().epoch());
    }

    long head() {
        return call(() -> room.head().seq());
    }

    long first() {
        return call(room::first);
    }

    boolean isSpent() {
        return call(room::isSpent);
    }

    CompletableFuture<Void> reach(long seq) {
        return call(() -> room.reach(seq)).toCompletableFuture();
    }

    void keepFact(String key, @Nullable String value) {
        call(() -> room.keepFact(key, value)).toCompletableFuture().join();
    }

    /** Keeps a fact behind what the home loop already has to do. */
    CompletableFuture<Void> keepFactLater(String key, String value) {
        CompletableFuture<Void> kept = new CompletableFuture<>();
        home.execute(() -> room.keepFact(key, value).thenAccept(kept::complete));
        return kept;
    }

    /** Tells something from the home loop itself. */
    void signalHere(Signal.Kind kind, String user) {
        room.signal(new Signal(kind, new User(user, user)));
    }

    void signal(Signal.Kind kind, String user) {
        signal(kind, user, Role.MEMBER);
    }

    void signal(Signal.Kind kind, String user, Role role) {
        call(() -> {
            room.signal(new Signal(kind, new User(user, user), role));
            return true;
        });
    }

    @Override
    public void appended(Message message) {
        messages.add(message);
    }

    @Override
    public void interrupted() {
        events.add("interrupted");
    }

    @Override
    public void factChanged(String key, @Nullable String value) {
        events.add(key + "=" + value);
        onFact.run();
    }

    @Override
    public void signalled(Signal signal) {
        String role = signal.role() == Role.MEMBER ? "" : " " + signal.role().slug();
        events.add(signal.kind() + " " + signal.user().name() + role);
    }

    void closeRoom() {
        call(() -> {
            room.close();
            return true;
        });
    }

    @Override
    public void close() {
        closeRoom();
        log.close();
        home.shutdownNow();
    }
}
