package io.nettychat.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.nettychat.model.ErrorCode;
import io.nettychat.model.Limits;
import io.nettychat.model.Rejected;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** The rate of those for whom a host speaks. */
class SpeakerLimitsTest {
    private final MockTicker time = Ticker.newMockTicker();
    private final SpeakerLimits limits =
            new SpeakerLimits(Limits.builder().burst(2).rate(1).build(), time);

    private void refuses(Object speaker) {
        assertThatThrownBy(() -> limits.charge(speaker, 10))
                .asInstanceOf(InstanceOfAssertFactories.type(Rejected.class))
                .satisfies(why -> {
                    assertThat(why.code()).isEqualTo(ErrorCode.RATE_LIMITED);
                    assertThat(why.retryAfterMillis()).isBetween(1L, 1_001L);
                });
    }

    @Test
    void eachSpeakerHasTheRateOfASession() throws Rejected {
        limits.charge("ann", 10);
        limits.charge("ann", 10);
        refuses("ann");
        limits.charge("bob", 10);
        time.advance(1_001, TimeUnit.MILLISECONDS);
        limits.charge("ann", 10);
        refuses("ann");
    }

    @Test
    void whoHasBeenQuietMakesRoomForOthers() throws Rejected {
        for (int i = 0; i < SpeakerLimits.MOST; i++) {
            limits.charge(i, 10);
        }
        refuses("one too many");
        limits.charge(0, 10);
        time.advance(10, TimeUnit.SECONDS);
        limits.charge("one too many", 10);
    }

    @Test
    void withoutARateThereIsNoLimit() throws Rejected {
        SpeakerLimits none = new SpeakerLimits(Limits.builder().rate(0).build(), time);
        for (int i = 0; i < 1_000; i++) {
            none.charge("ann", 16_000);
        }
    }
}
