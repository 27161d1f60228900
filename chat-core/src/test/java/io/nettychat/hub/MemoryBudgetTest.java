package io.nettychat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.Frame;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The history of all rooms together is bounded; rooms that are silent for longest give up first. */
class MemoryBudgetTest {
    private static final long BUDGET = 2_000_000;

    private final House house = new House(2, hub -> hub.historyTotalBytes(BUDGET));

    @AfterEach
    void nothingIsLeft() {
        house.close();
    }

    private long taken() {
        return ((MemoryLog) house.hub.log()).budget().taken();
    }

    private void fill(String name, String room, int messages) {
        Client client = house.enter(0, name, room);
        for (int i = 0; i < messages; i++) {
            client.say(room, "m" + i, "x".repeat(4_000));
        }
        house.settle();
        client.frames();
        client.leave(room);
        client.cut();
        house.settle();
    }

    @Test
    void manyRoomsDoNotHoldMoreThanTheBudget() {
        for (int i = 0; i < 100; i++) {
            fill("ann" + i, "room" + i, 50);
            assertThat(taken()).isLessThan(BUDGET + BUDGET / 4);
            house.pass(Duration.ofSeconds(2));
        }
        assertThat(taken()).isGreaterThan(BUDGET / 2);
        Client bob = house.enter(1, "bob");
        bob.join("room99");
        house.settle();
        assertThat(bob.frame("joined").number("first"))
                .as("the newest is whole")
                .isEqualTo(1);
        bob.join("room0");
        house.settle();
        Frame oldest = bob.frame("joined");
        assertThat(oldest.number("seq")).as("numbers go on").isEqualTo(50);
        assertThat(oldest.number("first")).as("the oldest is gone").isEqualTo(51);
    }

    @Test
    void aBusyRoomKeepsItsNewestHalf() {
        fill("ann", "room", 1_000);
        Client bob = house.enter(1, "bob");
        bob.join("room");
        house.settle();
        Frame joined = bob.frame("joined");
        assertThat(joined.number("seq")).isEqualTo(1_000);
        assertThat(joined.number("first")).isBetween(600L, 950L);
    }

    @Test
    void whatAgesOrIsForgottenIsGivenBack() {
        fill("ann", "room", 100);
        assertThat(taken()).isBetween(800_000L, 1_100_000L);
        house.pass(Duration.ofHours(25));
        assertThat(taken()).isZero();
        assertThat(house.hub.roomCount()).isZero();
    }
}
