package io.nettychat.launcher.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.nettychat.launcher.check.Broken.Promise;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private final Verdict verdict = new Verdict();
    private final Ledger ledger = new Ledger(verdict, id -> id.startsWith("our") ? "text of " + id : null);

    private void seen(String epoch, long seq, String id, String who) {
        ledger.seen(epoch, new Said(seq, "user", "name", id, "text of " + id), who);
    }

    private List<Promise> broken() {
        return verdict.kept().stream().map(Broken::promise).toList();
    }

    @Test
    void sameForEverybodyIsGood() {
        seen("e", 1, "our1", "a");
        seen("e", 1, "our1", "b");
        ledger.acknowledged("e", 1, "our1", "a");
        seen("f", 1, "our1", "a"); // sent again to a server that had forgotten everything
        ledger.settle(Set.of("e", "f"));
        assertThat(broken()).isEmpty();
    }

    @Test
    void differentMessagesAtOneSeqAreBroken() {
        seen("e", 1, "our1", "a");
        seen("e", 1, "our2", "b");
        assertThat(broken()).containsExactly(Promise.ONE_ORDER);
        assertThat(verdict.kept().get(0).what())
                .isEqualTo("seq 1 is message our2 of name here, but message our1 of name for a");
    }

    @Test
    void oneMessageAtTwoSeqsIsBroken() {
        seen("e", 1, "our1", "a");
        seen("e", 2, "our1", "a");
        assertThat(broken()).containsExactly(Promise.NOT_DOUBLED);
    }

    @Test
    void idsOfOthersBelongToTheirUsers() {
        ledger.seen("e", new Said(1, "u1", "n1", "x", "t"), "a");
        ledger.seen("e", new Said(2, "u2", "n2", "x", "t"), "a");
        assertThat(broken()).isEmpty();
        ledger.seen("e", new Said(3, "u2", "n2", "x", "t"), "a");
        assertThat(broken()).containsExactly(Promise.NOT_DOUBLED);
    }

    @Test
    void otherTextIsBroken() {
        ledger.seen("e", new Said(1, "u", "n", "our1", "something else"), "a");
        assertThat(broken()).containsExactly(Promise.ONE_ORDER);
    }

    @Test
    void acknowledgedAndGoneIsBroken() {
        ledger.acknowledged("e", 1, "our1", "a");
        ledger.acknowledged("f", 1, "our2", "a");
        ledger.settle(Set.of("e")); // nobody can tell of f, which ended with its server
        assertThat(broken()).containsExactly(Promise.NOT_LOST);
    }

    @Test
    void acknowledgedElsewhereIsBroken() {
        seen("e", 1, "our1", "a");
        ledger.acknowledged("e", 1, "our2", "b");
        ledger.acknowledged("e", 2, "our2", "b");
        ledger.settle(Set.of("e"));
        assertThat(broken()).containsExactly(Promise.NOT_DOUBLED, Promise.NOT_LOST);
    }
}
