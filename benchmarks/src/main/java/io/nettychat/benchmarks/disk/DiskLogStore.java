package io.nettychat.benchmarks.disk;

import io.nettychat.disk.DiskLog;
import io.nettychat.disk.Durability;
import io.nettychat.model.Draft;
import io.nettychat.model.Message;
import io.nettychat.model.Rejected;
import io.nettychat.model.RoomName;
import io.nettychat.model.User;
import io.nettychat.spi.RoomLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The log on disk, with one loop as the home of all rooms. */
final class DiskLogStore implements StoreBenchmark.Store {
    private static final RoomLog.Tail NOBODY = message -> {};

    private final ExecutorService home = Executors.newSingleThreadExecutor();
    private final List<RoomLog> rooms = new ArrayList<>();
    private final DiskLog log;
    private final User user = new User("AbCdEfGhIjKl", "Ada Lovelace");
    private final String text = "a message of about a hundred characters, as people write them in a chat "
            .repeat(2)
            .substring(0, 110);
    private int next;
    private long count;

    DiskLogStore(Path directory, String durability, int roomCount, int history) throws Exception {
        log = DiskLog.in(directory)
                .durability(Durability.valueOf(durability.toUpperCase(Locale.ROOT)))
                .history(history)
                .historyAge(Duration.ofDays(365))
                .historyBytes(Long.MAX_VALUE)
                .open();
        for (int i = 0; i < roomCount; i++) {
            rooms.add(log.open(RoomName.parse("room" + i), NOBODY, home)
                    .toCompletableFuture()
                    .join());
        }
    }

    boolean isEmpty() {
        return rooms.isEmpty();
    }

    @Override
    public void turn(int messages) throws InterruptedException {
        CountDownLatch kept = new CountDownLatch(messages);
        RoomLog.Outcome outcome = new RoomLog.Outcome() {
            @Override
            public void placed(Message message) {
                kept.countDown();
            }

            @Override
            public void repeated(long seq, long timeMillis) {
                throw new IllegalStateException("every id is new");
            }

            @Override
            public void refused(Rejected why) {
                throw new IllegalStateException(why.reason());
            }
        };
        home.execute(() -> {
            for (int i = 0; i < messages; i++) {
                next = (next + 7) % rooms.size();
                rooms.get(next).append(user, new Draft(text, "id" + count++), outcome);
            }
        });
        kept.await();
    }

    @Override
    public void close() {
        log.close();
        home.shutdown();
    }
}
