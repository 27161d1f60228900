package io.nettychat.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What counts as one address, and which pages are of the same site. */
class AdmissionTest {
    @Test
    void countsIpv6ByHouseholds() throws UnknownHostException {
        assertThat(key("2001:db8:1:2::1")).isEqualTo(key("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assertThat(key("2001:db8:1:2::1")).isNotEqualTo(key("2001:db8:1:3::1"));
    }

    @Test
    void countsIpv4ByAddresses() throws UnknownHostException {
        assertThat(key("192.0.2.1")).isEqualTo(key("192.0.2.1")).isNotEqualTo(key("192.0.2.2"));
        assertThat(key("::ffff:192.0.2.1")).as("IPv4 in IPv6").isEqualTo(key("192.0.2.1"));
    }

    @Test
    void letsTheSameSiteInWhateverItsPortIsCalled() {
        Origins origins = Origins.sameOnly();
        assertThat(origins.allows(List.of("http://a.example"), "a.example:80")).isTrue();
        assertThat(origins.allows(List.of("https://a.example"), "a.example:443"))
                .isTrue();
        assertThat(origins.allows(List.of("http://a.example:8080"), "A.example:8080"))
                .isTrue();
        assertThat(origins.allows(List.of("http://[::1]:3000"), "[::1]:3000")).isTrue();
        assertThat(origins.allows(List.of("http://a.example:8080"), "a.example"))
                .isFalse();
        assertThat(origins.allows(List.of("http://a.example.evil"), "a.example"))
                .isFalse();
        assertThat(origins.allows(List.of("file://"), "")).isFalse();
    }

    @Test
    void letsNobodyWithoutAnOriginInUnlessListed() {
        assertThat(Origins.sameOnly().allows(List.of("null"), "a.example")).isFalse();
        assertThat(Origins.sameOnly().allowing(List.of("null")).allows(List.of("null"), "a.example"))
                .isTrue();
    }

    private static Object key(String address) throws UnknownHostException {
        Object key = Admission.key(new InetSocketAddress(InetAddress.getByName(address), 1));
        assertThat(key).isNotNull();
        return String.valueOf(key);
    }
}
