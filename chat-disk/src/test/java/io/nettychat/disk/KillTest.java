package io.nettychat.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.model.Message;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process is killed in the middle of writing, again and again on one directory: nothing acknowledged is lost. */
@Timeout(180)
class KillTest {
    private static final int STARTS = 4;
    private static final int LINES = 2_000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"FSYNC", "PROCESS"})
    void nothingAcknowledgedIsLost(Durability durability) throws Exception {
        Map<String, Map<Long, String>> acknowledged = new HashMap<>();
        Map<String, Set<String>> epochs = new HashMap<>();
        for (int start = 1; start <= STARTS; start++) {
            for (String line : killInTheMiddle(durability, start)) {
                StringTokenizer parts = new StringTokenizer(line);
                String before = acknowledged
                        .computeIfAbsent(parts.nextToken(), room -> new TreeMap<>())
                        .put(Long.parseLong(parts.nextToken()), parts.nextToken());
                assertThat(before).as("what else was at %s", line).isNull();
            }
            try (DiskLog log =
                    DiskLog.in(folder).durability(durability).history(1_000_000).open()) {
                for (Map.Entry<String, Map<Long, String>> room : acknowledged.entrySet()) {
                    check(log, room.getKey(), room.getValue(), epochs);
                }
            }
        }
        assertThat(epochs)
                .hasSize(3)
                .allSatisfy((room, seen) ->
                        assertThat(seen).as("one epoch for ever").hasSize(1));
    }

    private static void check(DiskLog log, String name, Map<Long, String> said, Map<String, Set<String>> epochs)
            throws Exception {
        try (OpenedRoom room = new OpenedRoom(log, name)) {
            epochs.computeIfAbsent(name, key -> new HashSet<>()).add(room.epoch());
            Map<Long, String> kept = new HashMap<>();
            Set<String> ids = new HashSet<>();
            long after = 0;
            for (List<Message> page = room.read(0, 500); !page.isEmpty(); page = room.read(after, 500)) {
                for (Message message : page) {
                    assertThat(message.seq()).isEqualTo(++after);
                    assertThat(ids.add(String.valueOf(message.id()))).as("once").isTrue();
                    assertThat(message.text()).isEqualTo("said " + message.id());
                    kept.put(message.seq(), String.valueOf(message.id()));
                }
            }
            assertThat(kept).containsAllEntriesOf(said);
            Map.Entry<Long, String> one = said.entrySet().iterator().next();
            assertThat(room.say("said again", one.getValue()))
                    .isEqualTo(new OpenedRoom.Became(one.getKey(), true, null));
        }
    }

    /** Returns the lines of a process that was killed; the last one may have been cut off by that. */
    private List<String> killInTheMiddle(Durability durability, int start) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Talker.class.getName(),
                        folder.toString(),
                        durability.name(),
                        Integer.toString(start))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith("room")) {
                    lines.add(line);
                }
                if (lines.size() == LINES) {
                    process.toHandle().destroyForcibly(); // and reads on what was said until then
                }
            }
        }
        process.waitFor();
        String last = lines.get(lines.size() - 1);
        if (!last.matches("room\\d \\d+ " + start + "-\\d+-\\d+")) {
            lines.remove(lines.size() - 1);
        }
        assertThat(lines).hasSizeGreaterThanOrEqualTo(LINES - 1);
        return lines;
    }
}
