package io.nettychat.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nettychat.model.Draft;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The end of the log, cut off or changed at every single byte. */
@Timeout(180)
class DamageTest {
    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();
    /** How long the file was after each message; the first one is without any. */
    private final List<Integer> ends = new ArrayList<>();

    private String epoch = "";
    private byte[] whole = {};
    private byte[] watermark = {};

    /** A process that ended without closing its log: what its file held at that moment. */
    @BeforeEach
    void write() throws Exception {
        Path source = folder.resolve("source");
        try (DiskLog log = DiskLog.in(source).open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            epoch = room.epoch();
            room.keepFact("k", "v");
            ends.add((int) Files.size(source.resolve("00000001.log")));
            for (int i = 1; i <= 4; i++) {
                room.say("text " + i);
                said.add("text " + i);
                ends.add((int) Files.size(source.resolve("00000001.log")));
            }
            whole = Files.readAllBytes(source.resolve("00000001.log"));
            watermark = Files.readAllBytes(source.resolve(Watermark.FILE));
        }
    }

    private DiskLog openMarked(int number, byte[] bytes) throws IOException {
        Files.write(Files.createDirectory(folder.resolve("try" + number)).resolve(Watermark.FILE), watermark);
        return open(number, bytes);
    }

    private DiskLog open(int number, byte[] bytes) throws IOException {
        Path directory = Files.createDirectories(folder.resolve("try" + number));
        Files.write(directory.resolve("00000001.log"), bytes);
        Files.copy(folder.resolve("source/session.key"), directory.resolve("session.key"));
        return DiskLog.in(directory).open();
    }

    /** Returns how many messages are whole in so many bytes. */
    private int wholeIn(int length) {
        int count = 0;
        while (count < said.size() && ends.get(count + 1) <= length) {
            count++;
        }
        return count;
    }

    /** What was acknowledged is missing: numbers are given again, so that who has seen them must be told. */
    @Test
    void cutOffAnywhereBehindOnesBack() throws Exception {
        for (int length = ends.get(0); length < whole.length; length++) {
            int left = wholeIn(length);
            try (DiskLog log = openMarked(length, Arrays.copyOf(whole, length));
                    OpenedRoom room = new OpenedRoom(log, "lobby")) {
                assertThat(room.epoch()).as("after %d bytes", length).isNotEqualTo(epoch);
                assertThat(room.texts()).isEqualTo(said.subList(0, left));
                assertThat(room.say("goes on")).isEqualTo(left + 1);
            }
        }
    }

    @Test
    void unfinishedBehindWhatWasAcknowledged() throws Exception {
        byte[] more = Arrays.copyOf(whole, whole.length + 40);
        System.arraycopy(whole, ends.get(3), more, whole.length, 40); // the beginning of a record
        try (DiskLog log = openMarked(1, more);
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            assertThat(room.epoch()).isEqualTo(epoch);
            assertThat(room.texts()).isEqualTo(said);
            assertThat(room.say("goes on")).isEqualTo(5);
        }
    }

    @Test
    void newestFileIsMissing() throws Exception {
        Path directory = folder.resolve("newest");
        String before;
        try (DiskLog log = DiskLog.in(directory).segmentBytes(2_000).open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            before = room.epoch();
            for (int i = 1; i <= 100; i++) {
                room.say("text " + i);
            }
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
        Files.delete(files.get(files.size() - 1));
        try (DiskLog log = DiskLog.in(directory).open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            assertThat(room.epoch()).isNotEqualTo(before);
            assertThat(room.head()).isBetween(50L, 99L);
            before = room.epoch();
        }
        try (DiskLog log = DiskLog.in(directory).open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            assertThat(room.epoch()).as("said once").isEqualTo(before);
        }
    }

    /** What was told once is told no second time by starts after which nobody said anything before the process was killed. */
    @Test
    void killedBeforeAnythingIsSaid() throws Exception {
        Path directory = folder.resolve("try0");
        String told;
        try (DiskLog log = openMarked(0, Arrays.copyOf(whole, ends.get(3)));
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            told = room.epoch();
            assertThat(told).isNotEqualTo(epoch);
            directory = killedAt(directory, "killed0");
        }
        for (int start = 1; start <= 3; start++) {
            SmallDisk broken = new SmallDisk();
            broken.forceFails = true;
            DiskLogBuilder failing = DiskLog.in(directory).opener(broken);
            assertThatThrownBy(failing::open).hasMessageContaining("cannot be written to");
            try (DiskLog log = DiskLog.in(directory).open();
                    OpenedRoom room = new OpenedRoom(log, "lobby")) {
                assertThat(room.epoch()).as("start %d", start).isEqualTo(told);
                assertThat(room.texts()).isEqualTo(said.subList(0, 3));
                directory = killedAt(directory, "killed" + start);
            }
        }
    }

    /** Returns a copy of a directory, as its process would have left it if it had been killed at this moment. */
    private Path killedAt(Path directory, String name) throws IOException {
        Path copy = Files.createDirectory(folder.resolve(name));
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    @Test
    void filesOfAnotherUser() {
        DiskLogBuilder another = DiskLog.in(folder.resolve("source")).opener((file, options) -> {
            throw new AccessDeniedException(file.toString());
        });
        assertThatThrownBy(another::open)
                .hasMessageContaining("source")
                .hasMessageContaining("may not be read or written by the user who runs the server");
    }

    @Test
    void damagedWatermarkProvesNothing() throws Exception {
        for (int at = 0; at < watermark.length; at++) {
            Path directory = Files.createDirectory(folder.resolve("try" + at));
            byte[] bytes = watermark.clone();
            bytes[at] ^= 1;
            Files.write(directory.resolve(Watermark.FILE), Arrays.copyOf(bytes, at % 3 == 0 ? at : bytes.length));
            try (DiskLog log = open(at, whole);
                    OpenedRoom room = new OpenedRoom(log, "lobby")) {
                assertThat(room.epoch()).isEqualTo(epoch);
                assertThat(room.texts()).isEqualTo(said);
            }
        }
    }

    @Test
    void cutOffAnywhere() throws Exception {
        for (int length = ends.get(0); length <= whole.length; length++) {
            int left = wholeIn(length);
            try (DiskLog log = open(length, Arrays.copyOf(whole, length));
                    OpenedRoom room = new OpenedRoom(log, "lobby")) {
                assertThat(room.epoch()).as("after %d bytes", length).isEqualTo(epoch);
                assertThat(room.facts).containsEntry("k", "v");
                assertThat(room.texts()).isEqualTo(said.subList(0, left));
                assertThat(room.say("goes on")).isEqualTo(left + 1);
            }
        }
    }

    @Test
    void changedAnywhere() throws Exception {
        for (int at = ends.get(0); at < whole.length; at++) {
            byte[] bytes = whole.clone();
            bytes[at] ^= (byte) (1 << (at % 8));
            int left = wholeIn(at);
            try (DiskLog log = open(at, bytes);
                    OpenedRoom room = new OpenedRoom(log, "lobby")) {
                assertThat(room.texts()).as("changed at %d", at).isEqualTo(said.subList(0, left));
                // Numbers behind the damage are given again, so that who has seen them must be told.
                assertThat(room.epoch()).as("changed at %d", at).isNotEqualTo(epoch);
                assertThat(room.say("goes on")).isEqualTo(left + 1);
            }
        }
    }

    @Test
    void garbageAndZerosBehindTheEnd() throws Exception {
        byte[] zeros = Arrays.copyOf(whole, whole.length + 5_000);
        try (DiskLog log = open(1, zeros);
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            assertThat(room.texts()).isEqualTo(said);
            assertThat(room.say("goes on")).isEqualTo(5);
        }
        try (DiskLog log = DiskLog.in(folder.resolve("try1")).open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            assertThat(room.texts()).hasSize(5);
        }
    }

    @Test
    void damageInTheMiddleLosesNoNewerMessage() throws Exception {
        Path directory = folder.resolve("middle");
        try (DiskLog log = DiskLog.in(directory).segmentBytes(2_000).open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            List<CompletableFuture<OpenedRoom.Became>> all = new ArrayList<>();
            for (int i = 1; i <= 200; i++) {
                all.add(room.append(OpenedRoom.ADA, new Draft("text " + i, null)));
                all.get(all.size() - 1).join();
            }
        }
        Path second = directory.resolve("00000002.log");
        byte[] bytes = Files.readAllBytes(second);
        bytes[bytes.length / 2] ^= 1;
        Files.write(second, bytes);
        try (DiskLog log = DiskLog.in(directory).open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            assertThat(room.head()).isEqualTo(200);
            assertThat(room.first()).isGreaterThan(20).isLessThan(150);
            assertThat(room.texts()).endsWith("text 199", "text 200").hasSize((int) (201 - room.first()));
        }
    }

    @Test
    void asynchronousLogThatWasNotClosedBeginsNewEpochs() throws Exception {
        Path directory = folder.resolve("async");
        Path copy = Files.createDirectory(folder.resolve("copy"));
        String before;
        try (DiskLog log = DiskLog.in(directory).durability(Durability.ASYNC).open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            before = room.epoch();
            room.say("one");
            room.say("two"); // behind the write of the first
            Files.copy(directory.resolve("00000001.log"), copy.resolve("00000001.log"));
        }
        Path again;
        try (DiskLog log = DiskLog.in(copy).open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            assertThat(room.texts()).first().isEqualTo("one");
            assertThat(room.epoch()).isNotEqualTo(before);
            before = room.epoch();
            again = killedAt(copy, "again");
        }
        try (DiskLog log = DiskLog.in(again).open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            assertThat(room.epoch()).as("told by the start before").isEqualTo(before);
        }
    }
}
