package io.nettychat.server.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nettychat.server.ChatServer;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A process that cannot open one more file is deaf for that time, and only for that time. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class DescriptorFamineTest {
    private static final int DESCRIPTORS = 300;

    @Test
    void endsWithTheFamine() throws Exception {
        Process process = start(Hungry.class);
        BufferedReader said = process.inputReader();
        try {
            int port = Integer.parseInt(said.readLine());
            Attacker ann = member(port, "ann");
            Attacker bob = member(port, "bob");
            command(process);
            awaitLine(said, "none left");
            for (int i = 1; i <= 16; i++) {
                (i % 2 == 0 ? ann : bob).json("{'type':'message','id':'" + i + "','room':'hungry','text':'hello'}");
                assertThat(ann.line("hello\"")).as("who is in goes on talking").contains("\"seq\":" + i + ",");
                assertThat(bob.line("hello\"")).contains("\"seq\":" + i + ",");
            }
            List<Attacker> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                waiting.add(new Attacker(port).send(Attacker.handshake("/chat", "")));
            }
            for (Attacker one : waiting) {
                one.reset();
            }
            Attacker last = new Attacker(port).send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
            ann.json("{'type':'message','id':'17','room':'hungry','text':'hello'}");
            assertThat(bob.line("hello\""))
                    .as("strangers at the door change nothing")
                    .contains("\"seq\":17,");
            command(process);
            assertThat(last.line("\n")).startsWith("HTTP/1.1 200");
            last.close();
            try (Attacker client = Attacker.upgraded(port)) {
                client.json("{'type':'hello','name':'patient'}");
                assertThat(client.line("\"session\"")).contains("welcome");
            }
            ann.close();
            bob.close();
        } finally {
            end(process, said);
        }
    }

    private static Attacker member(int port, String name) throws IOException {
        Attacker member = Attacker.upgraded(port);
        member.json("{'type':'hello','name':'" + name + "'}").json("{'type':'join','room':'hungry'}");
        member.line("\"joined\"");
        return member;
    }

    /** Has the process do what it does next. */
    private static void command(Process process) throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    @Test
    void doesNotComeOfConnectionsAlone() throws Exception {
        Process process = start(Sober.class);
        List<Attacker> crowd = new ArrayList<>();
        BufferedReader said = process.inputReader();
        try {
            int port = Integer.parseInt(said.readLine());
            for (int i = 0; i < 2 * DESCRIPTORS; i++) {
                crowd.add(new Attacker(port));
            }
            crowd.get(crowd.size() - 1).awaitEnd();
            command(process);
            awaitLine(said, "a file can be opened");
            for (Attacker one : crowd) {
                one.reset();
            }
            // Until the server has seen that they are gone, it turns away whoever comes.
            await().ignoreExceptionsInstanceOf(IOException.class).untilAsserted(() -> {
                try (Attacker client = Attacker.upgraded(port)) {
                    client.json("{'type':'hello','name':'patient'}");
                    assertThat(client.line("\"session\"")).contains("welcome");
                }
            });
        } finally {
            end(process, said);
        }
    }

    private static Process start(Class<?> program) throws IOException {
        return new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "ulimit -n " + DESCRIPTORS + " && exec \"$@\"",
                        "sh",
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Lines of the log may come in between. */
    private static void awaitLine(BufferedReader said, String wanted) throws IOException {
        String line = said.readLine();
        while (!wanted.equals(line)) {
            assertThat(line).as("the process lives").isNotNull();
            line = said.readLine();
        }
    }

    private static void end(Process process, BufferedReader said) throws InterruptedException {
        process.toHandle().destroy(); // the process itself would close what it said
        said.lines().forEach(System.out::println); // what it logged belongs to the report
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    /** A server in a process that opens all the files it may when it is told to, and closes them when it is told again. */
    static final class Hungry {
        private Hungry() {}

        public static void main(String[] args) throws IOException {
            ChatServer server = ChatServer.builder().port(0).loops(1).start();
            System.out.println(server.port());
            System.in.read();
            List<FileInputStream> hoard = new ArrayList<>();
            File file = new File("/dev/null");
            try {
                while (hoard.size() < 2 * DESCRIPTORS) {
                    hoard.add(new FileInputStream(file));
                }
            } catch (IOException full) {
                System.out.println("none left");
            }
            System.in.read();
            for (FileInputStream one : hoard) {
                one.close();
            }
        }
    }

    /** A server in a process that opens next to nothing itself. */
    static final class Sober {
        private Sober() {}

        public static void main(String[] args) throws IOException {
            ChatServer server = ChatServer.builder().port(0).loops(1).start();
            System.out.println(server.port());
            System.in.read();
            try (FileInputStream one = new FileInputStream("/dev/null")) {
                System.out.println(one.available() == 0 ? "a file can be opened" : "a strange file");
            }
        }
    }
}
