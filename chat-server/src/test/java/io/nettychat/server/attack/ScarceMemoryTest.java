package io.nettychat.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.nettychat.server.ChatServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** A process whose buffers may take 64 MiB, and strangers who would have more of it. */
@Timeout(180)
class ScarceMemoryTest {
    /** 1,500 frames of 64 KiB that never end are 94 MiB. */
    private static final int HOLDERS = 1_500;

    @Test
    void framesThatNeverEndTakeNoMoreThanTheirShare() throws Exception {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:+UseSerialGC",
                        "-XX:MaxDirectMemorySize=64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Scarce.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Attacker> crowd = new ArrayList<>();
        try (BufferedReader said = process.inputReader()) {
            int port = Integer.parseInt(said.readLine());
            Attacker ann = Attacker.upgraded(port);
            ann.json("{'type':'hello','name':'ann'}").json("{'type':'join','room':'scarce'}");
            ann.line("\"joined\"");
            String endless = "\u0081\u00fe\u00ff\u00ff\0\0\0\0" + "x".repeat(64_000);
            for (int i = 0; i < HOLDERS; i++) {
                Attacker holder = Attacker.upgraded(port);
                crowd.add(holder);
                try {
                    holder.send(endless);
                } catch (SocketException sentAway) {
                    // as it should be, once there are too many
                }
                if (i % 200 == 0) {
                    ann.json("{'type':'message','id':'m" + i + "','room':'scarce','text':'hello'}");
                    assertThat(ann.line("\"m" + i + "\"")).contains("hello");
                }
            }
            try (Attacker late = Attacker.upgraded(port)) {
                late.json("{'type':'hello','name':'late'}").json("{'type':'join','room':'scarce'}");
                assertThat(late.line("\"joined\"")).contains("welcome");
            }
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            assertThat(said.readLine()).as("lines in the log").isEqualTo("0");
        } finally {
            for (Attacker one : crowd) {
                one.reset();
            }
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** A server in a process of its own, which says at the end how often it warned. */
    static final class Scarce {
        private Scarce() {}

        public static void main(String[] args) throws IOException {
            ListAppender<ILoggingEvent> lines = new ListAppender<>();
            lines.start();
            ((Logger) LoggerFactory.getLogger("io.nettychat")).addAppender(lines);
            ChatServer server = ChatServer.builder().port(0).loops(2).start();
            System.out.println(server.port());
            System.in.read();
            System.out.println(lines.list.stream()
                    .filter(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                    .count());
        }
    }
}
