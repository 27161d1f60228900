package io.nettychat.benchmarks.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MarkTest {
    @Test
    void whatIsWrittenIsRead() {
        SplittableRandom random = new SplittableRandom(7);
        byte[] bytes = new byte[100];
        for (int i = 0; i < 10_000; i++) {
            int at = random.nextInt(bytes.length - Mark.LENGTH);
            int publisher = random.nextInt();
            int counter = random.nextInt();
            long nanos = random.nextLong();

            Mark.write(bytes, at, publisher, counter, nanos);

            assertThat(Mark.publisher(bytes, at)).isEqualTo(publisher);
            assertThat(Mark.counter(bytes, at)).isEqualTo(counter);
            assertThat(Mark.nanos(bytes, at)).isEqualTo(nanos);
        }
    }

    @Test
    void aMarkIsFoundWhateverTheHint() {
        byte[] bytes = new byte[100];
        Mark.write(bytes, 40, 1, 2, 3);

        for (int hint = 0; hint < 200; hint++) {
            assertThat(Mark.find(bytes, 10, 100, hint)).isEqualTo(40);
        }
    }

    @Test
    void aMarkThatIsNotWholeIsNone() {
        byte[] bytes = new byte[100];
        Mark.write(bytes, 40, 1, 2, 3);

        assertThat(Mark.find(bytes, 0, 40 + Mark.LENGTH - 1, 40)).isEqualTo(-1);
        assertThat(Mark.find(bytes, 41, 100, 0)).isEqualTo(-1);
    }
}
