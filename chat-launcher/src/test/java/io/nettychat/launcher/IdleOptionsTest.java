package io.nettychat.launcher;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nettychat.launcher.Arguments.Refused;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options that would do nothing without another one: whoever gives them believes that they do. */
class IdleOptionsTest {
    @ParameterizedTest
    @CsvSource({
        "--history-disk=64, without --data",
        "--durability=fsync, without --data",
        "--hsts=1d, --tls-cert",
        "--redirect-port=0, --tls-cert",
        "--proxy-protocol, --trusted-proxy",
        "--jwt-issuer=me, --jwt-key",
        "--jwt-role-claim=role, --jwt-key",
        "--tls-key=key.pem, give both",
    })
    void areRefusedAndSayWhatIsMissing(String flag, String missing) {
        assertRefused(flag.replaceFirst("=.*", ""), missing, flag);
    }

    @Test
    void aFileThatIsNotThereIsSaidSo() {
        assertRefused("--api-token", "there is no file none.token", "--api-token=none.token");
    }

    private static void assertRefused(String option, String part, String... flags) {
        assertThatThrownBy(() -> RunningServer.start(Arguments.read(flags, Map.of()), "1"))
                .isInstanceOf(Refused.class)
                .hasMessageContainingAll("'" + option + "'", part);
    }
}
