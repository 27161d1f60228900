package io.nettychat.launcher.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.launcher.check.Broken.Promise;
import io.nettychat.launcher.check.Reading.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingTest {
    private final Verdict verdict = new Verdict();
    private final Reading reading = new Reading("client 1", verdict);

    private void message(long... seqs) {
        for (long seq : seqs) {
            reading.message(new Said(seq, "u", "n", "id" + seq, "text"));
        }
    }

    private Outcome join(String how, String epoch, long head, long first, long... seqs) {
        Outcome outcome = reading.joined(how, epoch, head, first);
        message(seqs);
        reading.endOfJoin();
        return outcome;
    }

    private List<Promise> broken() {
        return verdict.kept().stream().map(Broken::promise).toList();
    }

    @Test
    void everythingInOrderIsGood() {
        assertThat(join("fresh", "e", 3, 1, 2, 3)).isEqualTo(Outcome.FRESH);
        message(4, 5);
        assertThat(join("resumed", "e", 8, 1, 6, 7)).isEqualTo(Outcome.RESUMED);
        assertThat(reading.isThere()).isFalse();
        message(8);
        assertThat(reading.isThere()).isTrue();
        assertThat(reading.since()).isEqualTo(8);
        assertThat(broken()).isEmpty();
    }

    @Test
    void emptyRoomBeginsAtOne() {
        join("fresh", "e", 0, 1);
        assertThat(reading.isThere()).isTrue();
        message(2);
        assertThat(verdict.kept().get(0).what()).isEqualTo("seq 1 is missing before seq 2, and no gap was announced");
    }

    @Test
    void announcedHolesAreGood() {
        join("fresh", "e", 0, 1);
        message(1);
        assertThat(reading.gap(2, 4)).isEqualTo(3);
        message(5);
        assertThat(join("gap", "e", 90, 80, 85, 86)).isEqualTo(Outcome.GAP);
        message(87, 88, 89, 90, 91);
        assertThat(join("gap", "other", 4, 1, 3, 4)).isEqualTo(Outcome.NEW_EPOCH);
        message(5);
        assertThat(broken()).isEmpty();
    }

    @Test
    void gapElsewhereThanTheHoleIsBroken() {
        join("fresh", "e", 3, 1, 1, 2, 3);
        reading.gap(6, 7);
        reading.gap(7, 7);
        assertThat(broken()).containsExactly(Promise.HOLES_ANNOUNCED, Promise.HOLES_ANNOUNCED);
    }

    @Test
    void whatComesTwiceIsToldFromWhatComesLate() {
        join("fresh", "e", 1, 1, 1);
        message(2, 2);
        assertThat(broken()).containsExactly(Promise.NOT_DOUBLED);
        message(4, 3, 5);
        assertThat(broken()).containsExactly(Promise.NOT_DOUBLED, Promise.HOLES_ANNOUNCED, Promise.ONE_ORDER);
    }

    @Test
    void partialResumeIsBroken() {
        join("fresh", "e", 1, 1, 1);
        join("resumed", "e", 5, 1, 3, 4, 5);
        assertThat(broken()).containsExactly(Promise.HOLES_ANNOUNCED);
        join("resumed", "e", 7, 1);
        message(7);
        assertThat(broken()).containsExactly(Promise.HOLES_ANNOUNCED, Promise.HOLES_ANNOUNCED);
    }

    @Test
    void resumeThatRepeatsIsBroken() {
        join("fresh", "e", 2, 1, 1, 2);
        join("resumed", "e", 3, 1, 2, 3);
        assertThat(broken()).containsExactly(Promise.NOT_DOUBLED);
    }

    @Test
    void gapWithoutNeedIsBroken() {
        join("fresh", "e", 2, 1, 1, 2);
        join("gap", "e", 9, 3, 3, 4, 5, 6, 7, 8, 9);
        assertThat(broken()).containsExactly(Promise.RESUMED);
    }

    @Test
    void freshAnswerToAResumeIsBroken() {
        join("fresh", "e", 2, 1, 1, 2);
        join("fresh", "e", 4, 1, 1, 2, 3, 4);
        assertThat(broken()).containsExactly(Promise.HOLES_ANNOUNCED);
    }

    @Test
    void logThatWentBackIsBroken() {
        join("fresh", "e", 5, 1, 1, 2, 3, 4, 5);
        join("resumed", "e", 3, 1);
        assertThat(broken()).containsExactly(Promise.NOT_LOST);
    }

    @Test
    void otherEpochCannotBeResumed() {
        join("fresh", "e", 1, 1, 1);
        join("resumed", "f", 2, 1, 2);
        assertThat(broken()).containsExactly(Promise.HOLES_ANNOUNCED);
    }
}
