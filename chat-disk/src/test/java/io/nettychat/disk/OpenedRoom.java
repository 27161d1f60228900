package io.nettychat.disk;

import io.nettychat.model.Draft;
import io.nettychat.model.Message;
import io.nettychat.model.Rejected;
import io.nettychat.model.RoomName;
import io.nettychat.model.User;
import io.nettychat.spi.MessageLog;
import io.nettychat.spi.RoomLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A room of a log with a home loop of its own, for tests that are no loops. */
final class OpenedRoom implements AutoCloseable {
    static final User ADA = new User("u-ada", "Ada");

    private final ExecutorService home = Executors.newSingleThreadExecutor();
    /** What the tail was handed. */
    final List<Message> heard = new ArrayList<>();

    final Map<String, @Nullable String> facts = new HashMap<>();
    final RoomLog log;

    OpenedRoom(MessageLog messages, String name) throws Rejected {
        RoomLog.Tail tail = new RoomLog.Tail() {
            @Override
            public void appended(Message message) {
                heard.add(message);
            }

            @Override
            public void factChanged(String key, @Nullable String value) {
                facts.put(key, value);
            }
        };
        RoomName room = RoomName.parse(name);
        log = join(atHome(() -> messages.open(room, tail, home).toCompletableFuture()));
    }

    private static <T> T join(CompletableFuture<T> future) {
        return future.orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** Runs on the home loop and waits. */
    <T> T atHome(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        home.execute(() -> {
            try {
                result.complete(task.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return join(result);
    }

    /** What became of a draft. {@code seq} is 0 when it was refused. */
    record Became(long seq, boolean repeat, @Nullable Rejected why) {}

    CompletableFuture<Became> append(User sender, Draft draft) {
        CompletableFuture<Became> became = new CompletableFuture<>();
        home.execute(() -> log.append(sender, draft, new RoomLog.Outcome() {
            @Override
            public void placed(Message message) {
                became.complete(new Became(message.seq(), false, null));
            }

            @Override
            public void repeated(long seq, long timeMillis) {
                became.complete(new Became(seq, true, null));
            }

            @Override
            public void refused(Rejected why) {
                became.complete(new Became(0, false, why));
            }
        }));
        return became;
    }

    Became say(String text, @Nullable String id) {
        return join(append(ADA, new Draft(text, id)));
    }

    /** Says something that must get a place; returns the place. */
    long say(String text) {
        Became became = say(text, null);
        if (became.seq() == 0) {
            throw new AssertionError("refused: " + became.why());
        }
        return became.seq();
    }

    Became delete(long seq) {
        return join(append(ADA, Draft.deletion(seq)));
    }

    void keepFact(String key, @Nullable String value) throws Rejected {
        try {
            join(atHome(() -> log.keepFact(key, value).toCompletableFuture()));
        } catch (CompletionException e) {
            if (e.getCause() instanceof Rejected why) {
                throw why;
            }
            throw e;
        }
    }

    List<Message> read(long after, int limit) {
        return join(atHome(() -> log.read(after, limit).toCompletableFuture()));
    }

    List<String> texts() {
        List<String> texts = new ArrayList<>();
        long after = 0;
        for (List<Message> page = read(after, 100); !page.isEmpty(); page = read(after, 100)) {
            for (Message message : page) {
                if (after != 0 && message.seq() != after + 1) {
                    throw new AssertionError("a hole behind " + after);
                }
                after = message.seq();
                texts.add(message.text());
            }
        }
        return texts;
    }

    long head() {
        return atHome(() -> log.head().seq());
    }

    String epoch() {
        return atHome(() -> log.head().epoch());
    }

    long first() {
        return atHome(log::first);
    }

    @Override
    public void close() {
        atHome(() -> {
            log.close();
            return "";
        });
        home.shutdown();
    }
}
