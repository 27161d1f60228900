package io.nettychat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.Frame;
import io.nettychat.model.Limits;
import io.nettychat.spi.Handshake;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Too much of anything: told with the time to wait, not read meanwhile, ended when it goes on. */
class FloodTest {
    private House house = new House(2, hub -> hub.limits(Limits.DEFAULT));

    @AfterEach
    void nothingIsLeft() {
        house.close();
    }

    private House withLimits(Limits limits) {
        house.close();
        house = new House(2, hub -> hub.limits(limits));
        return house;
    }

    private static Handshake from(String address) {
        try {
            return new Handshake(
                    Handshake.Dialect.CHAT_V1,
                    "/chat",
                    Map.of(),
                    Map.of(),
                    new InetSocketAddress(InetAddress.getByName(address), 1));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private Client control(Client client, int frames, int bytes) {
        client.loop.call(() -> {
            for (int i = 0; i < frames; i++) {
                client.connection().heard(bytes);
            }
        });
        house.settle();
        return client;
    }

    // ---- bytes

    @Test
    void textsAreCountedByBytesToo() {
        String room = house.roomOn(0);
        Client ann = house.enter(1, "ann", room);
        String longest = "x".repeat(4_000);
        int refused = 0;
        for (int second = 0; second < 60 && refused == 0; second++) {
            house.pass(Duration.ofSeconds(2));
            for (int i = 0; i < 10; i++) {
                ann.say(room, "m" + second + "-" + i, longest);
            }
            house.settle();
            List<Frame> errors = House.of(ann.frames(), "error");
            refused += errors.size();
            errors.forEach(error -> assertThat(error.string("code")).isEqualTo("rate_limited"));
        }
        assertThat(refused)
                .as("10 messages in 2 s are few, but 20 KiB a second are much")
                .isZero();

        house = withLimits(Limits.builder().byteRate(2_000).build());
        ann = house.enter(1, "ann", room);
        for (int i = 0; i < 6; i++) {
            ann.say(room, "m" + i, longest);
        }
        house.settle();
        List<Frame> frames = ann.frames();
        assertThat(House.of(frames, "message")).hasSize(4);
        Frame error = House.of(frames, "error").get(0);
        assertThat(error.string("code")).isEqualTo("rate_limited");
        assertThat(error.number("retryAfter")).isBetween(1L, 3_000L);
        house.pass(Duration.ofMillis(error.number("retryAfter")));
        ann.say(room, "m4", longest);
        house.settle();
        assertThat(House.of(ann.frames(), "message")).hasSize(1);
    }

    @Test
    void largeFramesWeighMore() {
        Client small = control(house.enter(0, "small"), 200, 1_000);
        assertThat(small.socket.config().isAutoRead()).isTrue();
        Client large = control(house.enter(0, "large"), 20, 64 * 1024);
        assertThat(large.socket.config().isAutoRead()).isFalse();
        assertThat(large.frame("error").string("code")).isEqualTo("rate_limited");
        house.pass(Duration.ofSeconds(10));
        assertThat(large.socket.config().isAutoRead()).isTrue();
    }

    // ---- control frames

    @Test
    void pingsCountAsFramesAndAFloodOfThemEnds() {
        Client ann = house.enter(1, "ann");
        control(ann, 400, 0);
        assertThat(ann.socket.config().isAutoRead()).isFalse();
        assertThat(ann.frame("error").string("code")).isEqualTo("rate_limited");
        for (int second = 0; second < 60 && !ann.isGone(); second++) {
            house.pass(Duration.ofSeconds(1));
            control(ann, 200, 0);
        }
        assertThat(ann.closeCode()).isEqualTo(4507);
    }

    /** A client that sends pings as fast as its socket takes them is read a buffer at a time: 4 KiB of them, or 16. */
    @ParameterizedTest
    @ValueSource(ints = {340, 125, 65})
    void aFloodOfPingsEndsWithinHalfAMinute(int pings) {
        Client ann = house.enter(1, "ann");
        Duration half = Duration.ZERO;
        while (!ann.isGone() && half.toSeconds() < 60) {
            if (ann.socket.config().isAutoRead()) {
                control(ann, pings, 0);
            }
            house.pass(Duration.ofMillis(250));
            half = half.plusMillis(250);
        }
        assertThat(ann.closeCode()).isEqualTo(4507);
        assertThat(half).isLessThanOrEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void whoSendsWhatWouldTakeMinutesToReadIsSentAwayAtOnce() {
        Client ann = house.enter(1, "ann");
        control(ann, 10_000, 0);
        assertThat(ann.closeCode()).isEqualTo(4507);
    }

    // ---- requests

    @Test
    void pagesListsAndNamesAreToldToWait() {
        String room = house.roomOn(0);
        for (String request : List.of(
                "{'type':'history','room':'" + room + "','id':'r'}",
                "{'type':'members','room':'" + room + "','id':'r'}",
                "{'type':'typing','room':'" + room + "','id':'r'}",
                "{'type':'name','name':'other','id':'r'}")) {
            Client ann = house.enter(1, "ann", room);
            String[] many = new String[120];
            java.util.Arrays.fill(many, request);
            ann.send(many);
            house.settle();
            List<Frame> refused = House.of(ann.frames(), "error");
            assertThat(refused).as(request).isNotEmpty().allSatisfy(error -> {
                assertThat(error.string("code")).isEqualTo("rate_limited");
                assertThat(error.string("id")).isEqualTo("r");
                assertThat(error.number("retryAfter")).isBetween(1L, 400L);
            });
            ann.cut();
            house.pass(Duration.ofMinutes(2));
        }
    }

    @Test
    void comingBackRefillsNoRequests() {
        String room = house.roomOn(0);
        Client ann = house.connect(1).hello("ann");
        house.settle();
        String session = ann.frame("welcome").string("session");
        ann.join(room);
        house.settle();
        String[] many = new String[110];
        java.util.Arrays.fill(many, "{'type':'members','room':'" + room + "'}");
        ann.send(many);
        house.settle();
        ann.cut();
        house.settle();
        Client again = house.connect(0).send("{'type':'hello','session':'" + session + "'}");
        house.settle();
        again.frame("welcome");
        again.join(room);
        house.settle();
        assertThat(again.frame("error").string("code")).isEqualTo("rate_limited");
    }

    // ---- addresses

    @Test
    void allConnectionsOfOneAddressShareABucket() {
        house = withLimits(Limits.builder().addressRate(20).build());
        List<Client> crowd = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            crowd.add(house.connect(house.loops.get(i % 2), from("2001:db8::" + i)));
            control(crowd.get(i), 20, 0);
        }
        assertThat(crowd)
                .as("200 at once, a few more because they are taken in shares")
                .satisfies(all -> {
                    assertThat(all.get(0).socket.config().isAutoRead()).isTrue();
                    assertThat(all.get(4).socket.config().isAutoRead()).isTrue();
                    assertThat(all.get(19).socket.config().isAutoRead()).isFalse();
                });
        assertThat(crowd.get(19).frame("error").string("code")).isEqualTo("rate_limited");
        Client other = control(house.connect(house.loops.get(0), from("2001:db8:0:1::1")), 20, 0);
        assertThat(other.socket.config().isAutoRead()).isTrue();
        house.pass(Duration.ofSeconds(6));
        assertThat(crowd.get(19).socket.config().isAutoRead())
                .as("its turn comes")
                .isTrue();
    }

    @Test
    void aProxyOnThisMachineIsNotTakenForOneClient() {
        house = withLimits(Limits.builder().addressRate(20).build());
        for (int i = 0; i < 40; i++) {
            Client client = control(house.connect(house.loops.get(i % 2), from("127.0.0.1")), 20, 0);
            assertThat(client.socket.config().isAutoRead()).isTrue();
        }
        assertThat(house.hub.neighbors().size()).isZero();
    }

    @Test
    void addressesAreForgottenWithTheirDebts() {
        List<Client> crowd = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            crowd.add(control(house.connect(house.loops.get(i % 2), from("198.51.100." + i)), 20, 0));
        }
        assertThat(house.hub.neighbors().size()).isEqualTo(50);
        crowd.forEach(Client::cut);
        house.settle();
        assertThat(house.hub.neighbors().size())
                .as("who comes back has what it used up")
                .isEqualTo(50);
        house.pass(Duration.ofSeconds(2));
        assertThat(house.hub.neighbors().size()).isZero();
    }
}
