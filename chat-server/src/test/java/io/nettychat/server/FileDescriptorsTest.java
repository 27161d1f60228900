package io.nettychat.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How what the process can open is shared out. */
class FileDescriptorsTest {
    /** A container may allow as few as 64 files, of which the process itself has some 15 open. */
    @ParameterizedTest
    @CsvSource({
        "1_048_561, 1_048_433, 1_048_401",
        "1_009, 881, 849",
        "512, 384, 352",
        "241, 181, 149",
        "49, 25, 19",
        "28, 4, 3",
        "0, 1, 1",
    })
    void whatIsFreeIsSharedOut(String free, String sockets, String connections) {
        int max = FileDescriptors.sockets(number(free));
        assertThat(max).isEqualTo((int) number(sockets));
        assertThat(FileDescriptors.connections(max)).isEqualTo((int) number(connections));
    }

    private static long number(String text) {
        return Long.parseLong(text.replace("_", ""));
    }
}
