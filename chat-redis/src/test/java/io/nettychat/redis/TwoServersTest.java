package io.nettychat.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nettychat.hub.RoomHandle;
import io.nettychat.model.Limits;
import io.nettychat.model.Role;
import io.nettychat.model.User;
import io.nettychat.server.ChatServer;
import io.nettychat.testing.RedisProcess;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two servers on one Redis are one chat, whichever of them somebody is on. */
@Timeout(180)
class TwoServersTest {
    private final RedisProcess redis = new RedisProcess();
    private final ChatServer a = server();
    private final ChatServer b = server();

    private ChatServer server() {
        return ChatServer.builder()
                .port(0)
                .hub(hub -> hub.log(Node.builder(redis).connect())
                        .limits(Limits.builder().rate(0).build()))
                .start();
    }

    @AfterEach
    void end() {
        a.close();
        b.close();
        redis.close();
    }

    @Test
    void theyTalkSeeEachOtherAndHaveNamesOfTheirOwn() {
        Chatter ann = Chatter.named(a.port(), "ann").join("lobby");
        Chatter bob = Chatter.named(b.port(), "bob").join("lobby");
        assertThat(bob.frame("joined")).contains("\"name\":\"ann\"").contains("\"count\":2");
        assertThat(ann.frame("presence", "'joined':[{", "'name':'bob'")).contains("\"count\":2");
        bob.send("{'type':'typing','room':'lobby'}");
        ann.frame("typing", "'name':'bob'");
        ann.send("{'type':'message','id':'1','room':'lobby','text':'hello bob'}");
        bob.frame("message", "'seq':1", "hello bob");
        bob.send("{'type':'members','id':'m','room':'lobby'}");
        assertThat(bob.frame("members", "'id':'m'")).contains("\"name\":\"ann\"", "\"name\":\"bob\"");

        Chatter other = new Chatter(b.port()).send("{'type':'hello','name':'Ann'}");
        assertThat(other.frame("error")).contains("name_taken");
        bob.send("{'type':'name','id':'r','name':'ann'}");
        assertThat(bob.frame("error", "'id':'r'")).contains("name_taken");
        bob.send("{'type':'name','id':'s','name':'bert'}");
        bob.frame("name", "'id':'s'");
        ann.frame("presence", "'renamed':[{", "'name':'bert'");
        other.send("{'type':'hello','name':'bob'}");
        other.frame("welcome");
    }

    @Test
    void aSessionGoesOnOnAnyServerAndNobodySeesItGo() {
        Chatter ann = Chatter.named(a.port(), "ann").join("lobby");
        Chatter bob = Chatter.named(b.port(), "bob").join("lobby");
        ann.send("{'type':'message','id':'1','room':'lobby','text':'one'}");
        String welcome = ann.frame("welcome");
        String joined = ann.frame("joined");
        bob.frame("message", "one");
        ann.cut();
        bob.send("{'type':'message','id':'1','room':'lobby','text':'two'}");
        bob.frame("message", "two");
        Chatter back = new Chatter(b.port());
        back.send("{'type':'hello','session':'" + Chatter.field(welcome, "session") + "'}");
        assertThat(back.frame("welcome"))
                .contains("\"resumed\":true", "\"name\":\"ann\"", Chatter.field(welcome, "user"));
        back.send("{'type':'join','room':'lobby','since':1,'epoch':'" + Chatter.field(joined, "epoch") + "'}");
        assertThat(back.frame("joined")).contains("\"how\":\"resumed\"", "two").doesNotContain("\"text\":\"one\"");
        back.send("{'type':'message','id':'1','room':'lobby','text':'one'}");
        back.frame("ack", "'seq':1");
        await().during(Duration.ofSeconds(12))
                .atMost(Duration.ofSeconds(30))
                .until(() -> bob.find("presence", "'left':[{") == null);
    }

    @Test
    void aLiveConnectionGivesWayToTheSameSessionOnTheOtherServer() {
        Chatter ann = Chatter.named(a.port(), "ann").join("lobby");
        Chatter back = new Chatter(b.port());
        back.send("{'type':'hello','name':'other','session':'" + Chatter.field(ann.frame("welcome"), "session") + "'}");
        assertThat(back.frame("welcome")).contains("\"name\":\"ann\"");
        assertThat(ann.frame("bye")).contains("replaced");
        assertThat(ann.closeCode()).isEqualTo(4506);
        assertThat(back.isOpen()).isTrue();
    }

    @Test
    void aModeratorOnOneServerRulesTheOther() {
        Chatter ann = Chatter.named(a.port(), "ann").join("lobby");
        Chatter bob = Chatter.named(b.port(), "bob").join("lobby");
        Chatter eve = Chatter.named(b.port(), "eve").join("lobby");
        RoomHandle lobby = a.hub().room("lobby");
        lobby.setRole(new User(Chatter.field(ann.frame("welcome"), "user"), "ann"), Role.MODERATOR)
                .toCompletableFuture()
                .join();
        ann.frame("mod", "'action':'role'");
        for (int i = 1; i <= 2; i++) {
            bob.send("{'type':'message','id':'" + i + "','room':'lobby','text':'rude " + i + "'}");
            ann.frame("message", "rude " + i);
        }

        ann.send("{'type':'mod','id':'d','room':'lobby','action':'delete','seq':1}");
        ann.frame("mod", "'id':'d'");
        for (Chatter each : new Chatter[] {ann, bob, eve}) {
            each.frame("deleted", "'target':1", "'name':'ann'");
        }
        bob.send("{'type':'message','id':'bobs','room':'lobby','text':'rude 3'}");
        bob.frame("message", "rude 3");
        ann.send("{'type':'mod','id':'k','room':'lobby','action':'kick','user':'"
                + Chatter.field(bob.frame("welcome"), "user") + "'}");
        ann.frame("mod", "'id':'k'");
        assertThat(bob.frame("bye")).contains("kicked");
        assertThat(bob.closeCode()).isEqualTo(4504);
        eve.frame("presence", "'left':[");

        String evesId = Chatter.field(eve.frame("welcome"), "user");
        ann.send("{'type':'mod','id':'b','room':'lobby','action':'ban','user':'" + evesId + "'}");
        ann.frame("mod", "'id':'b'");
        assertThat(eve.frame("bye")).contains("kicked");
        assertThat(eve.closeCode()).isEqualTo(4504);
        String session = Chatter.field(eve.frame("welcome"), "session");
        for (ChatServer each : new ChatServer[] {b, a}) {
            Chatter back = new Chatter(each.port()).send("{'type':'hello','name':'eve','session':'" + session + "'}");
            assertThat(back.frame("welcome")).contains(evesId);
            back.send("{'type':'join','id':'j','room':'lobby'}");
            assertThat(back.frame("error", "'id':'j'")).contains("forbidden");
        }

        Chatter late = Chatter.named(b.port(), "late").join("lobby");
        assertThat(late.frame("joined")).contains("rude 2").doesNotContain("rude 1", "\"name\":\"eve\"");
    }

    @Test
    void aFlushSendsEverybodyBackToBeToldOfTheGap() {
        Chatter ann = Chatter.named(a.port(), "ann").join("lobby");
        Chatter bob = Chatter.named(b.port(), "bob").join("lobby");
        ann.send("{'type':'message','id':'1','room':'lobby','text':'one'}");
        bob.frame("message", "one");
        redis.command("FLUSHALL");
        ann.send("{'type':'message','id':'2','room':'lobby','text':'two'}");
        for (Chatter each : new Chatter[] {ann, bob}) {
            assertThat(each.frame("bye")).contains("drain", "\"reconnect\":true", "\"after\":");
            assertThat(each.closeCode()).isEqualTo(4000);
        }
        Chatter back = new Chatter(b.port());
        back.send("{'type':'hello','name':'ann','session':'" + Chatter.field(ann.frame("welcome"), "session") + "'}");
        assertThat(back.frame("welcome")).contains("\"resumed\":true", "\"name\":\"ann\"");
        back.send("{'type':'join','room':'lobby','since':1,'epoch':'" + Chatter.field(ann.frame("joined"), "epoch")
                + "'}");
        assertThat(back.frame("joined")).contains("\"how\":\"gap\"", "\"text\":\"two\"");
        assertThat(Chatter.field(back.frame("joined"), "epoch"))
                .isNotEqualTo(Chatter.field(ann.frame("joined"), "epoch"));
    }

    @Test
    void whileRedisIsFrozenPeopleStayAndComeBackAndAreRefused() {
        Chatter ann = Chatter.named(a.port(), "ann").join("lobby");
        ann.send("{'type':'message','id':'1','room':'lobby','text':'one'}");
        ann.frame("message", "one");
        redis.freeze();
        ann.send("{'type':'message','id':'2','room':'lobby','text':'two'}");
        assertThat(ann.frame("error", "'id':'2'")).contains("internal", "retryAfter");
        assertThat(ann.isOpen()).isTrue();
        Chatter back = new Chatter(a.port());
        back.send("{'type':'hello','session':'" + Chatter.field(ann.frame("welcome"), "session") + "'}");
        assertThat(back.frame("welcome")).contains("\"resumed\":true", "\"name\":\"ann\"");
        back.join("lobby");
        assertThat(back.frame("joined")).contains("\"text\":\"one\"");
        Chatter stranger = new Chatter(a.port()).send("{'type':'hello','name':'stranger'}");
        assertThat(stranger.frame("bye")).contains("internal", "\"reconnect\":true", "\"after\":");
        redis.thaw();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            back.send("{'type':'message','id':'2','room':'lobby','text':'two'}");
            return back.find("message", "two") != null || back.find("ack", "'id':'2'") != null;
        });
    }
}
