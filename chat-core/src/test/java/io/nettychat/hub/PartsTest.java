package io.nettychat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.nettychat.model.Draft;
import io.nettychat.model.Message;
import io.nettychat.model.Rejected;
import io.nettychat.model.RoomName;
import io.nettychat.model.User;
import io.nettychat.spi.RecentIds;
import io.nettychat.spi.RoomLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The small parts of the engine, each by itself. */
class PartsTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    // ---- Rate

    /** A bucket as those who are limited keep it: a rate and one number. */
    private static final class Bucket {
        private final Rate rate;
        private long due;

        Bucket(Rate rate, long now) {
            this.rate = rate;
            this.due = now;
        }

        long take(long now, long tokens) {
            long wait = rate.waitFor(due, now, tokens);
            if (wait == 0) {
                due = rate.taken(due, now, tokens);
            }
            return wait;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -5, Long.MAX_VALUE - 100, Long.MIN_VALUE})
    void aBucketHoldsItsBurstAndFlowsAtItsRate(long start) {
        Bucket bucket = new Bucket(new Rate(10, 5), start);
        for (int i = 0; i < 10; i++) {
            assertThat(bucket.take(start, 1)).isZero();
        }
        assertThat(bucket.take(start, 1)).isEqualTo(SECOND / 5);
        assertThat(bucket.take(start + SECOND / 5 - 1, 1)).isEqualTo(1);
        assertThat(bucket.take(start + SECOND / 5, 1)).isZero();
        assertThat(bucket.take(start + SECOND / 5, 1)).isPositive();
        long later = start + 100 * SECOND;
        assertThat(bucket.take(later, 11)).isPositive();
        assertThat(bucket.take(later, 10)).isZero();
        assertThat(bucket.take(later, 1)).isEqualTo(SECOND / 5);
    }

    @Test
    void aTokenThatIsTakenThoughItIsNotThereIsOwed() {
        Rate rate = new Rate(1, 1);
        long due = rate.taken(rate.taken(0, 0, 1), 0, 1);
        assertThat(rate.waitFor(due, 0, 1)).isEqualTo(2 * SECOND);
        assertThat(rate.waitFor(due, 2 * SECOND, 1)).isZero();
    }

    @Test
    void whatAnotherBucketHadToRegainIsAdded() {
        assertThat(Rate.owing(5 * SECOND, 7 * SECOND, 4 * SECOND)).isEqualTo(8 * SECOND);
        assertThat(Rate.owing(5 * SECOND, 3 * SECOND, 4 * SECOND)).isEqualTo(5 * SECOND);
        assertThat(Rate.owing(SECOND, 7 * SECOND, 4 * SECOND)).isEqualTo(7 * SECOND);
    }

    // ---- RecentIds

    @Test
    void idsAreRememberedForFiveMinutesAtLeastAndNotForEver() {
        RecentIds ids = new RecentIds();
        long fingerprint = RecentIds.fingerprint("user", "id");
        assertThat(fingerprint).isEqualTo(RecentIds.fingerprint("user", "id"));
        assertThat(fingerprint).isNotEqualTo(RecentIds.fingerprint("useri", "d"));
        assertThat(ids.isEmpty()).isTrue();
        ids.add(fingerprint, 7, 70, 0);
        ids.expire(300 * SECOND);
        assertThat(ids.seqOf(fingerprint)).isEqualTo(7);
        assertThat(ids.timeOf(fingerprint)).isEqualTo(70);
        ids.expire(301 * SECOND);
        assertThat(ids.seqOf(fingerprint)).isZero();
        assertThat(ids.isEmpty()).isTrue();
    }

    @Test
    void manyIdsAreFoundAgainWhileTimePasses() {
        RecentIds ids = new RecentIds();
        Random random = new Random(1);
        TreeMap<Long, Long> added = new TreeMap<>();
        long now = 0;
        for (long seq = 1; seq <= 60_000; seq++) {
            now += SECOND / 50;
            ids.add(RecentIds.fingerprint("u", "id" + seq), seq, seq * 2, now);
            added.put(seq, now);
            if (seq % 100 == 0) {
                ids.expire(now);
                long some = 1L + random.nextInt((int) seq);
                long found = ids.seqOf(RecentIds.fingerprint("u", "id" + some));
                long age = now - added.getOrDefault(some, 0L);
                if (age <= RecentIds.KEEP_NANOS) {
                    assertThat(found).isEqualTo(some);
                    assertThat(ids.timeOf(RecentIds.fingerprint("u", "id" + some)))
                            .isEqualTo(some * 2);
                } else if (age > RecentIds.KEEP_NANOS + 151 * SECOND) {
                    assertThat(found).isZero();
                }
            }
        }
    }

    // ---- SessionTokens

    @Test
    void aSecretProvesItsUser() {
        byte[] key = new byte[32];
        SessionTokens tokens = new SessionTokens(key);
        String user = tokens.newUser();
        String secret = tokens.issue(user, false);
        assertThat(user).hasSize(12).isNotEqualTo(tokens.newUser());
        assertThat(tokens.userOf(secret, false)).isEqualTo(user);
        assertThat(new SessionTokens(key).userOf(secret, false)).isEqualTo(user);
        key[0] = 1;
        assertThat(new SessionTokens(key).userOf(secret, false)).isNull();
        assertThat(tokens.userOf(null, false)).isNull();
        for (String bad : List.of(
                "",
                ".",
                user,
                user + ".",
                "." + user,
                secret + "A",
                secret + "=",
                "x" + secret,
                secret + ".x",
                secret.substring(0, secret.length() - 1),
                "\ud800." + secret,
                user + ".\u00e4\u00e4",
                user + ".!!!!")) {
            assertThat(tokens.userOf(bad, false)).as(bad).isNull();
        }
        for (int i = 0; i < secret.length() - 1; i++) {
            char other = secret.charAt(i) == 'A' ? 'B' : 'A';
            assertThat(tokens.userOf(secret.substring(0, i) + other + secret.substring(i + 1), false))
                    .isNull();
        }
    }

    // ---- MemoryLog

    private final MockTicker ticker = Ticker.newMockTicker();
    private final List<Message> tail = new ArrayList<>();
    private final List<Long> repeats = new ArrayList<>();

    private RoomLog log(int messages, Duration age, long bytes) throws Rejected {
        return new MemoryLog(messages, age, bytes, new MemoryBudget(Long.MAX_VALUE), InstantSource.system(), ticker)
                .open(RoomName.parse("room"), tail::add, Runnable::run)
                .toCompletableFuture()
                .join();
    }

    private void append(RoomLog log, String text, @org.jspecify.annotations.Nullable String id) {
        log.append(new User("u", "ann"), new Draft(text, id), new RoomLog.Outcome() {
            @Override
            public void repeated(long seq, long timeMillis) {
                repeats.add(seq);
            }

            @Override
            public void refused(Rejected why) {
                throw new AssertionError(why);
            }
        });
    }

    private static List<Long> seqs(RoomLog log, long after, int limit) {
        return log.read(after, limit).toCompletableFuture().join().stream()
                .map(Message::seq)
                .toList();
    }

    @Test
    void aDeletedMessageKeepsItsPlaceAndLosesItsText() throws Rejected {
        RoomLog log = log(3, Duration.ofHours(1), 1 << 20);
        append(log, "one", "a");
        append(log, "two", "b");
        List<Rejected> refusals = new ArrayList<>();
        RoomLog.Outcome outcome = new RoomLog.Outcome() {
            @Override
            public void repeated(long seq, long timeMillis) {
                throw new AssertionError();
            }

            @Override
            public void refused(Rejected why) {
                refusals.add(why);
            }
        };
        log.append(User.SERVER, Draft.deletion(1), outcome);
        assertThat(tail.get(2).isDeletion()).isTrue();
        assertThat(tail.get(2).deletes()).isEqualTo(1);
        List<Message> kept = log.read(0, 10).toCompletableFuture().join();
        assertThat(kept).extracting(Message::text).containsExactly("", "two", "");
        assertThat(kept.get(0).isDeleted()).isTrue();
        assertThat(kept.get(1).isDeleted()).isFalse();
        append(log, "three", "c");
        assertThat(refusals).isEmpty();
        log.append(User.SERVER, Draft.deletion(1), outcome);
        log.append(User.SERVER, Draft.deletion(3), outcome);
        log.append(User.SERVER, Draft.deletion(9), outcome);
        assertThat(refusals).as("gone, a deletion itself, not there yet").hasSize(3);
        assertThat(log.head().seq()).isEqualTo(4);
    }

    @Test
    void factsAreToldAndKeepARoomFromBeingForgotten() throws Rejected {
        List<String> told = new ArrayList<>();
        RoomLog log = new MemoryLog(
                        5,
                        Duration.ofHours(1),
                        1 << 20,
                        new MemoryBudget(Long.MAX_VALUE),
                        InstantSource.system(),
                        ticker)
                .open(
                        RoomName.parse("room"),
                        new RoomLog.Tail() {
                            @Override
                            public void appended(Message message) {}

                            @Override
                            public void factChanged(String key, @org.jspecify.annotations.Nullable String value) {
                                told.add(key + "=" + value);
                            }
                        },
                        Runnable::run)
                .toCompletableFuture()
                .join();
        assertThat(log.keepFact("ban:u", "7")).isCompleted();
        assertThat(log.isSpent()).isFalse();
        assertThat(log.keepFact("ban:u", null)).isCompleted();
        assertThat(log.isSpent()).isTrue();
        assertThat(told).containsExactly("ban:u=7", "ban:u=null");
    }

    @Test
    void theLogNumbersKeepsAndHandsOn() throws Rejected {
        RoomLog log = log(5, Duration.ofHours(1), 1 << 20);
        assertThat(log.head().seq()).isZero();
        assertThat(log.first()).isEqualTo(1);
        assertThat(seqs(log, 0, 10)).isEmpty();
        assertThat(log.isSpent()).isTrue();
        for (int i = 1; i <= 12; i++) {
            append(log, "text " + i, "id" + i);
            assertThat(tail).hasSize(i);
            assertThat(log.head().seq()).isEqualTo(i);
            assertThat(log.first()).isEqualTo(Math.max(1, i - 4));
        }
        assertThat(seqs(log, 0, 100)).containsExactly(8L, 9L, 10L, 11L, 12L);
        assertThat(seqs(log, 9, 2)).containsExactly(10L, 11L);
        assertThat(seqs(log, 12, 2)).isEmpty();
        assertThat(seqs(log, Long.MAX_VALUE - 1, 2)).isEmpty();
        append(log, "again", "id1");
        assertThat(repeats).containsExactly(1L);
        assertThat(log.head().seq()).isEqualTo(12);
        append(log, "no id", null);
        append(log, "no id", null);
        assertThat(log.head().seq()).isEqualTo(14);
        assertThat(log.head().epoch())
                .isNotEqualTo(log(5, Duration.ofHours(1), 1).head().epoch());
    }

    @Test
    void theLogForgetsByAge() throws Rejected {
        RoomLog log = log(1_000, Duration.ofSeconds(10), 1 << 20);
        for (int i = 1; i <= 100; i++) {
            append(log, "text", null);
            ticker.advance(1, TimeUnit.SECONDS);
            assertThat(log.first()).isEqualTo(Math.max(1, i - 9));
            assertThat(log.isSpent()).isFalse();
        }
        assertThat(seqs(log, 0, 1_000)).isEqualTo(RoomTest.from(91, 100));
        ticker.advance(11, TimeUnit.SECONDS);
        assertThat(log.first()).isEqualTo(101);
        assertThat(seqs(log, 0, 10)).isEmpty();
        assertThat(log.isSpent()).isTrue();
        append(log, "text", "id");
        ticker.advance(11, TimeUnit.SECONDS);
        assertThat(log.isSpent()).as("the id is still remembered").isFalse();
        append(log, "text", "id");
        assertThat(repeats).containsExactly(101L);
        ticker.advance(301, TimeUnit.SECONDS);
        assertThat(log.isSpent()).isTrue();
    }

    @Test
    void theLogForgetsByBytesButNotTheNewest() throws Rejected {
        RoomLog log = log(1_000, Duration.ofHours(1), 10_000);
        for (int i = 0; i < 100; i++) {
            append(log, "x".repeat(340), null); // about 840 bytes
        }
        assertThat(seqs(log, 0, 1_000)).isEqualTo(RoomTest.from(90, 100));
        append(log, "x".repeat(20_000), null);
        assertThat(seqs(log, 0, 1_000)).containsExactly(101L);
        RoomLog none = log(0, Duration.ofHours(1), 10_000);
        append(none, "text", null);
        assertThat(none.head().seq()).isEqualTo(1);
        assertThat(none.first()).isEqualTo(2);
        assertThat(seqs(none, 0, 10)).isEmpty();
    }

    @Test
    void theRingIsAList() throws Rejected {
        Random random = new Random(4);
        for (int round = 0; round < 50; round++) {
            int most = 1 + random.nextInt(40);
            RoomLog log = log(most, Duration.ofSeconds(20), 1 << 20);
            List<Long> kept = new ArrayList<>();
            TreeMap<Long, Long> since = new TreeMap<>();
            for (long seq = 1; seq <= 200; seq++) {
                ticker.advance(random.nextInt(1_500), TimeUnit.MILLISECONDS);
                append(log, "text", null);
                kept.add(seq);
                since.put(seq, ticker.nanoTime());
                if (kept.size() > most) {
                    kept.remove(0);
                }
                kept.removeIf(old -> ticker.nanoTime() - since.getOrDefault(old, 0L) > 20 * SECOND);
                assertThat(seqs(log, 0, 1_000)).isEqualTo(kept);
                assertThat(log.first()).isEqualTo(kept.isEmpty() ? seq + 1 : kept.get(0));
            }
        }
    }
}
