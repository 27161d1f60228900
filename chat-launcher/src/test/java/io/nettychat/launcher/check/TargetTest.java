package io.nettychat.launcher.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class TargetTest {
    private static String socket(String url) {
        return Target.parse(url).socket().toString();
    }

    @Test
    void pageBecomesItsWebSocket() {
        assertThat(socket("http://127.0.0.1:3000")).isEqualTo("ws://127.0.0.1:3000/chat");
        assertThat(socket("http://127.0.0.1:3000/")).isEqualTo("ws://127.0.0.1:3000/chat");
        assertThat(socket("HTTPS://example.org")).isEqualTo("wss://example.org:443/chat");
        assertThat(socket("https://example.org/app/")).isEqualTo("wss://example.org:443/app/chat");
        assertThat(socket("ws://example.org/talk?a=b")).isEqualTo("ws://example.org:80/talk?a=b");
    }

    @Test
    void addressOfIpv6HasNoBracketsForTheSocket() {
        assertThat(Target.parse("http://[::1]:3000/").host()).isEqualTo("::1");
    }

    @Test
    void anythingElseIsRefused() {
        for (String url :
                new String[] {"example.org", "ftp://example.org", "http:///", "http://u:p@example.org", "a b"}) {
            assertThatThrownBy(() -> Target.parse(url))
                    .isInstanceOf(TypeConversionException.class)
                    .hasMessageContaining("'" + url + "'");
        }
    }
}
