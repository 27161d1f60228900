package io.nettychat.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.nettychat.model.Draft;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Rejected;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** A disk that becomes full, and one that fails otherwise: what is refused is not there, what is acknowledged is. */
@Timeout(120)
class FullDiskTest {
    @TempDir
    Path folder;

    private final SmallDisk disk = new SmallDisk();

    private DiskLogBuilder log(Durability durability) {
        return DiskLog.in(folder.resolve("data"))
                .durability(durability)
                .opener(disk)
                .history(100_000);
    }

    /** Says things until one is refused; returns the texts of the others. */
    private static List<String> sayUntilRefused(OpenedRoom room, String prefix) {
        List<String> said = new ArrayList<>();
        while (true) {
            List<CompletableFuture<OpenedRoom.Became>> many = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String text = prefix + (said.size() + i);
                many.add(room.append(OpenedRoom.ADA, new Draft(text, text)));
            }
            boolean refused = false;
            int from = said.size();
            for (int i = 0; i < many.size(); i++) {
                Rejected why = many.get(i).join().why();
                if (why == null) {
                    said.add(prefix + (from + i));
                } else {
                    assertThat(why.code()).isEqualTo(ErrorCode.INTERNAL);
                    assertThat(why.retryAfterMillis()).isPositive();
                    refused = true;
                }
            }
            if (refused) {
                return said;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void refusesWhileFullAndGoesOnByItself(Durability durability) throws Exception {
        List<String> said;
        String epoch;
        try (DiskLog log = log(durability).open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            epoch = room.epoch();
            disk.capacity = 20_000;
            said = sayUntilRefused(room, "before ");
            assertThat(said).isNotEmpty();
            assertThatThrownBy(() -> room.keepFact("ban:u", "x".repeat(2_000))).isInstanceOf(Rejected.class);
            assertThat(room.facts).isEmpty();
            assertThat(room.texts()).isEqualTo(said);

            disk.capacity = 40_000;
            await().until(() -> room.say("space again", "again").seq() == said.size() + 1);
            said.add("space again");
            said.addAll(sayUntilRefused(room, "after "));
            disk.capacity = Long.MAX_VALUE;
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> room.say("end", "end").seq() != 0);
            said.add("end");
            assertThat(room.texts()).isEqualTo(said);
            assertThat(room.heard).hasSameSizeAs(said);
        }
        try (DiskLog log = log(durability).open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            assertThat(room.texts()).isEqualTo(said);
            assertThat(room.epoch()).isEqualTo(epoch);
        }
    }

    /** What is written to files without a name is gone with the process: it must not be acknowledged. */
    @ParameterizedTest
    @EnumSource(names = {"PROCESS", "FSYNC"})
    void refusesWhileTheDirectoryIsGone(Durability durability) throws Exception {
        Path data = folder.resolve("data");
        Path elsewhere = folder.resolve("elsewhere");
        List<String> said = new ArrayList<>();
        try (DiskLog log = log(durability).open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            said.add("one");
            room.say("one");
            Files.move(data, elsewhere);
            await().until(() -> {
                OpenedRoom.Became became = room.say("two", null);
                if (became.seq() != 0) {
                    said.add("two"); // within the moment before it is noticed
                }
                return became.why() != null;
            });
            try (DiskLog other = log(durability).open();
                    OpenedRoom theirs = new OpenedRoom(other, "lobby")) {
                theirs.say("of another server");
                assertThat(room.say("two", null).why()).isNotNull();
            }
            try (Stream<Path> files = Files.list(data)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(data);
            Files.move(elsewhere, data);
            await().until(() -> room.say("three", "3").seq() != 0);
            said.add("three");
            assertThat(room.texts()).isEqualTo(said);
        }
        try (DiskLog log = log(durability).open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            assertThat(room.texts()).isEqualTo(said);
        }
    }

    @Test
    void goesOnInAnotherFileWhenOneIsDeleted() throws Exception {
        try (DiskLog log = log(Durability.PROCESS).open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            room.say("one");
            Files.delete(folder.resolve("data/00000001.log"));
            await().until(() -> room.say("two", null).why() != null);
            await().until(() -> room.say("three", null).why() == null);
            assertThat(folder.resolve("data/00000002.log")).exists();
        }
    }

    /** On a disk that is nearly full a short message fits now and then: that is no news. */
    @Test
    void tellsOnceThatItIsFullAndOnceThatItIsNot() throws Exception {
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        Logger logger = (Logger) LoggerFactory.getLogger(ActiveSegment.class);
        logger.addAppender(logged);
        logger.setLevel(Level.INFO);
        try (DiskLog log = log(Durability.PROCESS).open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            disk.capacity = 10_000;
            for (int i = 0; i < 20; i++) {
                room.append(OpenedRoom.ADA, Draft.of("long ".repeat(500))).join();
                room.append(OpenedRoom.ADA, Draft.of("short")).join();
            }
            assertThat(logged.list).hasSize(1);
            disk.capacity = Long.MAX_VALUE;
            await().until(() -> room.say("space again", null).seq() != 0 && logged.list.size() > 1);
            assertThat(logged.list.get(1).getFormattedMessage()).isEqualTo("Messages can be kept again");
        } finally {
            logger.detachAppender(logged);
            logger.setLevel(null);
        }
    }

    @Test
    void diskThatCannotForceAcknowledgesNothing() throws Exception {
        try (DiskLog log = log(Durability.FSYNC).open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            room.say("one");
            disk.forceFails = true;
            disk.truncateFails = true;
            assertThat(room.say("two", "2").why()).isNotNull();
            assertThat(room.say("two", "2").why()).isNotNull();
            disk.forceFails = false;
            disk.truncateFails = false;
            assertThat(room.say("three")).isEqualTo(2);
        }
        try (DiskLog log = log(Durability.FSYNC).open();
                OpenedRoom room = new OpenedRoom(log, "lobby")) {
            assertThat(room.texts()).containsExactly("one", "three");
        }
    }

    /** The same on a real file system of 2 MB, where the system lets one be made. */
    @Test
    void realFileSystemThatIsFull() throws Exception {
        Path mount = Files.createDirectory(folder.resolve("mount"));
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", mount.toString());
        Assumptions.assumeTrue(mounted, "NOT RUN: mounting a file system of 2 MB needs root on Linux");
        try {
            List<String> said;
            Path ballast = mount.resolve("ballast");
            Files.write(ballast, new byte[1_000_000]);
            try (DiskLog log =
                            DiskLog.in(mount.resolve("data")).history(100_000).open();
                    OpenedRoom room = new OpenedRoom(log, "lobby")) {
                said = sayUntilRefused(room, "a text of some length, number ");
                assertThat(said).hasSizeGreaterThan(1_000);
                assertThat(room.texts()).isEqualTo(said);
                Files.delete(ballast);
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> room.say("space again", "again").seq() == said.size() + 1);
            }
            try (DiskLog log =
                            DiskLog.in(mount.resolve("data")).history(100_000).open();
                    OpenedRoom room = new OpenedRoom(log, "lobby")) {
                assertThat(room.texts()).startsWith(said.toArray(String[]::new)).endsWith("space again");
            }
        } finally {
            assertThat(run("umount", mount.toString())).isTrue();
        }
    }

    private static boolean run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (java.io.IOException noSuchProgram) {
            return false;
        }
    }
}
