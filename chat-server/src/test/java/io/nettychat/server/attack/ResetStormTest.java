package io.nettychat.server.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nettychat.server.ChatServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that are reset at every stage of their lives, by the hundred. */
@Timeout(60)
class ResetStormTest {
    private static final int ROUNDS = 60;

    @Test
    void leavesNothingBehindAndNobodyNotices() throws IOException {
        try (ChatServer server = ChatServer.builder().port(0).loops(2).start();
                Attacker bystander = Attacker.upgraded(server.port())) {
            bystander.json("{'type':'hello','name':'bystander'}").json("{'type':'join','room':'storm'}");
            bystander.line("\"joined\"");
            for (int i = 0; i < ROUNDS; i++) {
                new Attacker(server.port()).reset();
                new Attacker(server.port()).send("GET /ch").reset();
                new Attacker(server.port())
                        .send(Attacker.handshake("/chat", ""))
                        .reset();
                Attacker.upgraded(server.port())
                        .json("{'type':'hello','name':'brief " + i + "'}")
                        .reset();
                Attacker member = Attacker.upgraded(server.port());
                member.json("{'type':'hello','name':'member " + i + "'}").json("{'type':'join','room':'storm'}");
                member.line("\"joined\"");
                member.reset();
            }
            await().until(() -> server.connections() == 1);
            assertThat(server.hub().connectionCount()).isEqualTo(1);
            bystander.json("{'type':'message','id':'after','room':'storm','text':'still here'}");
            assertThat(bystander.line("still here")).contains("\"seq\":1,");
        }
    }
}
