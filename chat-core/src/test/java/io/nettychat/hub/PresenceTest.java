package io.nettychat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.Frame;
import io.nettychat.model.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is here, who came and went, who is typing. */
class PresenceTest {
    private final House house = new House(2);
    private final String room = house.roomOn(0);

    @AfterEach
    void nothingIsLeft() {
        house.close();
    }

    private List<Client> enterMany(int count) {
        List<Client> many = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            many.add(house.connect(i % 2).hello("user" + i).join(room));
        }
        house.settle();
        house.pass(Duration.ofSeconds(2));
        house.forgetFrames();
        return many;
    }

    @Test
    void isToldAtMostOnceASecondAndInOne() {
        Client ann = house.enter(1, "ann", room);
        house.pass(Duration.ofSeconds(2));
        house.forgetFrames();
        for (int i = 0; i < 50; i++) {
            house.enter(i % 2, "user" + i, room);
        }
        house.pass(Duration.ofMillis(900));
        List<Frame> first = ann.frames("presence");
        assertThat(first).hasSize(1);
        house.pass(Duration.ofMillis(200));
        List<Frame> second = ann.frames("presence");
        assertThat(second).hasSize(1);
        assertThat(second.get(0).list("joined")).hasSize(49);
        assertThat(second.get(0).number("count")).isEqualTo(51);
        house.pass(Duration.ofSeconds(5));
        assertThat(ann.frames()).isEmpty();
    }

    @Test
    void whatUndoesItselfIsNotTold() {
        Client ann = house.enter(1, "ann", room);
        Client bob = house.enter(1, "bob");
        house.pass(Duration.ofSeconds(2));
        bob.join(room);
        house.settle();
        house.forgetFrames();
        bob.leave(room).join(room).leave(room).join(room);
        house.settle();
        house.pass(Duration.ofSeconds(2));
        assertThat(ann.frames("presence")).isEmpty();
    }

    @Test
    void whoComesBackUnderAnotherNameBeforeItsLeavingWasToldIsRenamed() {
        PresenceNews news = new PresenceNews();
        news.left(new User("1", "ann"));
        news.joined(new User("1", "anna"));
        assertThat(news.whoLeft()).isEmpty();
        assertThat(news.whoJoined()).isEmpty();
        assertThat(news.whoIsRenamed()).containsExactly(new User("1", "anna"));
        news.clear();
        assertThat(news.isEmpty()).isTrue();
        news.joined(new User("1", "ann"));
        news.renamed(new User("1", "anna"));
        assertThat(news.whoJoined()).containsExactly(new User("1", "anna"));
        assertThat(news.whoIsRenamed()).isEmpty();
        news.left(new User("1", "anna"));
        assertThat(news.isEmpty()).isTrue();
        news.left(new User("2", "bob"));
        news.joined(new User("2", "bob"));
        assertThat(news.isEmpty()).isTrue();
    }

    @Test
    void onlyTheCountIsToldAboveAHundredMembers() {
        List<Client> many = enterMany(100);
        Client last = house.enter(0, "last");
        last.join(room);
        house.settle();
        Frame joined = last.frame("joined");
        assertThat(joined.has("members")).isFalse();
        assertThat(joined.number("count")).isEqualTo(101);
        house.pass(Duration.ofSeconds(2));
        assertThat(many.get(0).frame("presence").names()).containsExactly("type", "room", "count");
        last.send("{'type':'members','id':'m','room':'" + room + "'}");
        house.settle();
        Frame members = last.frame("members");
        assertThat(members.list("members")).hasSize(101);
        assertThat(members.number("count")).isEqualTo(101);
        last.leave(room);
        house.pass(Duration.ofSeconds(2));
        assertThat(many.get(0).frame("presence").each("left", "name")).containsExactly("last");
    }

    @Test
    void typingIsToldOnceInAWhile() {
        Client ann = house.enter(1, "ann", room);
        Client bob = house.enter(0, "bob", room);
        Client simple = house.connectSimple(0, room);
        house.pass(Duration.ofSeconds(2));
        house.forgetFrames();
        for (int i = 0; i < 20; i++) {
            ann.send("{'type':'typing','room':'" + room + "'}");
            bob.send("{'type':'typing','room':'" + room + "'}");
            house.pass(Duration.ofMillis(100));
        }
        List<Frame> typing = bob.frames("typing");
        assertThat(typing).hasSizeBetween(2, 3);
        assertThat(typing.stream().flatMap(frame -> frame.each("users", "name").stream()))
                .contains("ann", "bob")
                .hasSizeLessThanOrEqualTo(4);
        assertThat(simple.frames()).isEmpty();
    }

    @Test
    void typingIsNotToldAboveFiftyMembers() {
        List<Client> many = enterMany(50);
        many.get(0).send("{'type':'typing','room':'" + room + "'}");
        house.settle();
        assertThat(many.get(1).frames("typing")).hasSize(1);
        many.get(2).send("{'type':'typing','room':'" + room + "'}");
        house.settle(); // has to wait for a second
        house.enter(0, "one too many", room);
        house.pass(Duration.ofSeconds(3));
        assertThat(many.get(1).frames("typing")).isEmpty();
        many.get(0).send("{'type':'typing','room':'" + room + "'}");
        house.pass(Duration.ofSeconds(3));
        assertThat(many.get(1).frames("typing")).isEmpty();
    }
}
