package io.nettychat.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nettychat.model.Draft;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Message;
import io.nettychat.model.User;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A log on real files: what is kept, what a restart finds, what is given back. */
@Timeout(120)
class DiskLogTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void waitLong() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    }

    private DiskLogBuilder log() {
        return DiskLog.in(folder).segmentBytes(20_000).cleanAfter(Duration.ZERO);
    }

    /** Everything that stands in the files. */
    private String bytesOnDisk() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : segments()) {
            all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
        }
        return all.toString();
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
    }

    private long sizeOnDisk() throws IOException {
        long size = 0;
        for (Path file : segments()) {
            size += Files.size(file);
        }
        return size;
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void restartKeepsEverything(Durability durability) throws Exception {
        String epoch;
        byte[] key;
        try (DiskLog log = log().durability(durability).open();
                OpenedRoom room = new OpenedRoom(log, "lobby");
                OpenedRoom other = new OpenedRoom(log, "Küche")) {
            epoch = room.epoch();
            key = log.sessionKey();
            room.say("one", "a");
            other.say("elsewhere");
            room.say("zwei, \uD83D\uDC4B\n");
            room.keepFact("ban:u1", "until=5");
            room.keepFact("ban:u2", "x");
            room.keepFact("ban:u2", null);
            assertThat(room.heard).extracting(Message::text).containsExactly("one", "zwei, \uD83D\uDC4B\n");
        }
        try (DiskLog log = log().durability(durability).open();
                OpenedRoom room = new OpenedRoom(log, "lobby");
                OpenedRoom other = new OpenedRoom(log, "Küche")) {
            assertThat(log.sessionKey()).isEqualTo(key).hasSizeGreaterThanOrEqualTo(32);
            assertThat(room.epoch()).isEqualTo(epoch);
            assertThat(room.head()).isEqualTo(2);
            assertThat(room.first()).isEqualTo(1);
            assertThat(room.facts).containsOnlyKeys("ban:u1").containsEntry("ban:u1", "until=5");
            assertThat(room.texts()).containsExactly("one", "zwei, \uD83D\uDC4B\n");
            assertThat(room.read(0, 1).get(0).sender()).isEqualTo(OpenedRoom.ADA);
            assertThat(room.read(0, 1).get(0).id()).isEqualTo("a");
            assertThat(room.say("one again", "a")).isEqualTo(new OpenedRoom.Became(1, true, null));
            assertThat(room.say("three")).isEqualTo(3);
            assertThat(other.texts()).containsExactly("elsewhere");
        }
    }

    @Test
    void repeatIsAnsweredAndNotKept() throws Exception {
        try (DiskLog log = log().open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            // Both in one batch, as likely as not.
            CompletableFuture<OpenedRoom.Became> first = room.append(OpenedRoom.ADA, new Draft("hello", "x"));
            CompletableFuture<OpenedRoom.Became> second = room.append(OpenedRoom.ADA, new Draft("hello", "x"));
            CompletableFuture<OpenedRoom.Became> other =
                    room.append(new User("u-bob", "Bob"), new Draft("me too", "x"));

            assertThat(first.join()).isEqualTo(new OpenedRoom.Became(1, false, null));
            assertThat(second.join()).isEqualTo(new OpenedRoom.Became(1, true, null));
            assertThat(other.join()).isEqualTo(new OpenedRoom.Became(2, false, null));
            assertThat(room.texts()).containsExactly("hello", "me too");
        }
    }

    @Test
    void idsOutliveTheirMessages() throws Exception {
        try (DiskLog log = log().history(0).open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            room.say("gone at once", "x");
            assertThat(room.first()).isEqualTo(2);
        }
        try (DiskLog log = log().history(0).open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            assertThat(room.head()).isEqualTo(1);
            assertThat(room.texts()).isEmpty();
            assertThat(room.say("again", "x")).isEqualTo(new OpenedRoom.Became(1, true, null));
        }
    }

    @Test
    void readsPagesFromMemoryAndFromDisk() throws Exception {
        try (DiskLog log = log().open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            List<CompletableFuture<OpenedRoom.Became>> said = new ArrayList<>();
            for (int i = 1; i <= 700; i++) {
                said.add(room.append(OpenedRoom.ADA, new Draft("message " + i, "id" + i)));
            }
            said.forEach(CompletableFuture::join);

            assertThat(room.read(0, 100))
                    .extracting(Message::seq)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 100).boxed().toList());
            assertThat(room.read(690, 100))
                    .extracting(Message::text)
                    .hasSize(10)
                    .last()
                    .isEqualTo("message 700");
            assertThat(room.read(700, 10)).isEmpty();
            assertThat(room.texts()).hasSize(700);
            assertThat(room.heard)
                    .extracting(Message::seq)
                    .isSorted()
                    .hasSize(700)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void historyIsBoundedByCountAndBytesAndSpaceIsGivenBack() throws Exception {
        String text = "x".repeat(200);
        try (DiskLog log = log().history(50).open();
                OpenedRoom room = new OpenedRoom(log, "lobby");
                OpenedRoom quiet = new OpenedRoom(log, "quiet")) {
            quiet.say("still here", "q");
            quiet.keepFact("ban:u", "1");
            for (int i = 0; i < 2_000; i++) {
                room.append(OpenedRoom.ADA, new Draft(text, null));
            }
            assertThat(room.say("last")).isEqualTo(2_001);
            assertThat(room.first()).isEqualTo(1_952);
            assertThat(room.texts()).hasSize(50);
            await().untilAsserted(() -> assertThat(sizeOnDisk()).isLessThan(100_000));
            assertThat(room.texts()).hasSize(50);
            assertThat(quiet.texts()).containsExactly("still here");
        }
        try (DiskLog log = log().history(50).historyBytes(3_000).open();
                OpenedRoom room = new OpenedRoom(log, "lobby");
                OpenedRoom quiet = new OpenedRoom(log, "quiet")) {
            assertThat(room.texts()).hasSizeBetween(8, 15).endsWith("last");
            assertThat(room.head()).isEqualTo(2_001);
            assertThat(quiet.texts()).containsExactly("still here");
            assertThat(quiet.facts).containsOnlyKeys("ban:u");
        }
    }

    @Test
    void oldMessagesExpireAndTheirRoomsAfterThem() throws Exception {
        String epoch;
        try (DiskLog log = log().historyAge(Duration.ofSeconds(1)).open()) {
            try (OpenedRoom room = new OpenedRoom(log, "lobby")) {
                epoch = room.epoch();
                room.say("soon gone");
                await().until(() -> room.first() == 2);
                assertThat(room.texts()).isEmpty();
                assertThat(room.say("the number stays")).isEqualTo(2);
                await().until(() -> room.first() == 3);
            }
            await().untilAsserted(() -> {
                try (OpenedRoom room = new OpenedRoom(log, "lobby")) {
                    assertThat(room.epoch()).isNotEqualTo(epoch);
                }
            });
        }
    }

    @Test
    void numbersOutliveTheMessagesOfARoomWithFacts() throws Exception {
        String epoch;
        try (DiskLog log = log().history(3).open();
                OpenedRoom room = new OpenedRoom(log, "lobby");
                OpenedRoom busy = new OpenedRoom(log, "busy")) {
            room.keepFact("ban:u", "1");
            epoch = room.epoch();
            for (int i = 0; i < 30; i++) {
                room.say("x");
            }
            for (int i = 0; i < 2_000; i++) {
                busy.append(OpenedRoom.ADA, new Draft("y".repeat(100), null));
            }
            busy.say("end");
            await().untilAsserted(() -> assertThat(sizeOnDisk()).isLessThan(100_000));
        }
        try (DiskLog log = log().history(0).open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            assertThat(room.epoch()).isEqualTo(epoch);
            assertThat(room.head()).isEqualTo(30);
            assertThat(room.facts).containsOnlyKeys("ban:u");
        }
    }

    @Test
    void deletedTextIsGoneFromTheDisk() throws Exception {
        try (DiskLog log = log().open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            room.say("secret one");
            room.say("public");
            room.say("secret two");
            assertThat(bytesOnDisk()).contains("secret one", "secret two");

            assertThat(room.delete(1).seq()).isEqualTo(4);
            assertThat(room.append(OpenedRoom.ADA, new Draft("secret three", null))
                            .join()
                            .seq())
                    .isEqualTo(5);
            CompletableFuture<OpenedRoom.Became> four = room.append(OpenedRoom.ADA, new Draft("secret four", null));
            CompletableFuture<OpenedRoom.Became> gone = room.append(OpenedRoom.ADA, Draft.deletion(6));
            assertThat(four.join().seq()).isEqualTo(6);
            assertThat(gone.join().seq()).isEqualTo(7);

            assertThat(room.delete(4).why()).isNotNull();
            assertThat(room.delete(99).why())
                    .satisfies(
                            why -> assertThat(why == null ? null : why.code()).isEqualTo(ErrorCode.BAD_FRAME));
            await().untilAsserted(() -> assertThat(bytesOnDisk()).doesNotContain("secret one", "secret four"));
            assertThat(bytesOnDisk()).contains("secret two", "secret three");
            assertThat(room.texts()).containsExactly("", "public", "secret two", "", "secret three", "", "");
            assertThat(room.heard.get(5).text()).isEqualTo("secret four");
        }
        try (DiskLog log = log().open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            assertThat(room.texts()).containsExactly("", "public", "secret two", "", "secret three", "", "");
            List<Message> all = room.read(0, 10);
            assertThat(all.get(0).isDeleted()).isTrue();
            assertThat(all.get(3).deletes()).isEqualTo(1);
        }
    }

    @Test
    void deletionThatWasNotCarriedOutIsAtTheNextStart() throws Exception {
        try (DiskLog log = log().open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            room.say("secret");
            room.delete(1);
        }
        Path file = segments().get(0);
        byte[] bytes = Files.readAllBytes(file);
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = all.indexOf("\0\0\0\0\0\0", all.indexOf("Ada"));
        // As it would be if the process had ended in the middle of taking the text away.
        System.arraycopy("\0\0cret".getBytes(StandardCharsets.US_ASCII), 0, bytes, textAt(bytes, at), 6);
        Files.write(file, bytes);

        try (DiskLog log = log().open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            assertThat(room.texts()).containsExactly("", "");
            assertThat(bytesOnDisk()).doesNotContain("cret");
        }
    }

    /** The text is the last thing in its record: found from where zeros begin and the next record does not. */
    private static int textAt(byte[] bytes, int zeros) {
        int end = zeros;
        while (bytes[end] == 0) {
            end++;
        }
        // The next record begins with its size, whose first byte is 0 for short records.
        return end - 1 - 6;
    }

    @Test
    void secondLogOnADirectoryIsRefused() throws Exception {
        try (DiskLog log = log().open()) {
            assertThat(log).isNotNull();
            assertThatThrownBy(() -> log().open())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use by another server")
                    .hasMessageContaining(folder.toString());
        }
        log().open().close();
    }

    @Test
    void anotherFormatIsRefusedInWords() throws Exception {
        log().open().close();
        Path file = segments().get(0);
        byte[] bytes = Files.readAllBytes(file);
        bytes[15] = 7;
        Files.write(file, bytes);
        assertThatThrownBy(() -> log().open())
                .hasMessageContaining("has the format 7")
                .hasMessageContaining(file.toString());
        Files.write(file, "not at all a log".repeat(20).getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> log().open()).hasMessageContaining("damaged at its beginning");
    }

    @Test
    void manyRestartsLeaveFewFiles() throws Exception {
        for (int i = 1; i <= 40; i++) {
            try (DiskLog log = log().open();
                    OpenedRoom room = new OpenedRoom(log, "lobby")) {
                assertThat(room.say("start " + i)).isEqualTo(i);
            }
        }
        try (DiskLog log = log().open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            await().untilAsserted(() -> assertThat(segments()).hasSizeLessThan(15));
            assertThat(room.texts())
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 40)
                            .mapToObj(i -> "start " + i)
                            .toList());
        }
    }

    @Test
    void roomsThatNobodyWroteToLeaveNothing() throws Exception {
        try (DiskLog log = log().open()) {
            for (int i = 0; i < 100; i++) {
                new OpenedRoom(log, "room" + i).close();
            }
        }
        assertThat(sizeOnDisk()).isLessThan(200);
    }

    @Test
    void allRoomsTogetherTakeNoMoreThanTheyMayAndTheOldestGoes() throws Exception {
        long most = 16 * 1024 * 1024;
        String text = "x".repeat(4_000);
        Instant now = Instant.now();
        DiskLogBuilder builder = DiskLog.in(folder)
                .durability(Durability.ASYNC)
                .cleanAfter(Duration.ZERO)
                .history(100_000)
                .historyBytes(Long.MAX_VALUE)
                .historyTotalBytes(most);
        // A room a minute, 32 MB in all.
        for (int i = 0; i < 8; i++) {
            Instant then = now.plus(Duration.ofMinutes(i));
            try (DiskLog log = builder.clock(() -> then).open();
                    OpenedRoom room = new OpenedRoom(log, "room" + i)) {
                for (int k = 0; k < 1_000; k++) {
                    room.say(text);
                }
                await().untilAsserted(() -> assertThat(sizeOnDisk()).isLessThanOrEqualTo(most));
            }
        }
        try (DiskLog log = builder.open();
                OpenedRoom oldest = new OpenedRoom(log, "room0");
                OpenedRoom newest = new OpenedRoom(log, "room7")) {
            assertThat(oldest.head())
                    .as("nothing was left, so that it was forgotten")
                    .isZero();
            assertThat(oldest.say("again")).isEqualTo(1);
            assertThat(newest.texts().size()).isEqualTo(1_000);
            assertThat(sizeOnDisk()).isBetween(4L * 1024 * 1024, most);
        }
    }

    @Test
    void anOpenRoomKnowsThatItsOldestHaveGone() throws Exception {
        String text = "x".repeat(4_000);
        try (DiskLog log = DiskLog.in(folder)
                        .cleanAfter(Duration.ZERO)
                        .history(100_000)
                        .historyBytes(Long.MAX_VALUE)
                        .historyTotalBytes(16 * 1024 * 1024)
                        .open();
                OpenedRoom room = new OpenedRoom(log, "room")) {
            for (int i = 0; i < 3_000; i++) {
                room.say(text);
            }
            await().until(() -> room.first() > 1_000);
            assertThat((long) room.texts().size()).isEqualTo(room.head() - room.first() + 1);
        }
    }
}
