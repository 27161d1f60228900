package io.nettychat.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.nettychat.model.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
        assertThat(origins.allows(List.of("http://a.example"), asked("a.example:80")))
                .isTrue();
        assertThat(origins.allows(List.of("https://a.example"), asked("a.example:443")))
                .isTrue();
        assertThat(origins.allows(List.of("http://a.example:8080"), asked("A.example:8080")))
                .isTrue();
        assertThat(origins.allows(List.of("http://[::1]:3000"), asked("[::1]:3000")))
                .isTrue();
        assertThat(origins.allows(List.of("http://a.example:8080"), asked("a.example")))
                .isFalse();
        assertThat(origins.allows(List.of("http://a.example.evil"), asked("a.example")))
                .isFalse();
        assertThat(origins.allows(List.of("file://"), asked(""))).isFalse();
    }

    @Test
    void letsNobodyWithoutAnOriginInUnlessListed() {
        assertThat(Origins.sameOnly().allows(List.of("null"), asked("a.example")))
                .isFalse();
        assertThat(Origins.sameOnly().allowing(List.of("null")).allows(List.of("null"), asked("a.example")))
                .isTrue();
    }

    @Test
    void letsHandshakesOfOneAddressInAtARateAndForgetsIt() {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
        Admission admission = new Admission(0, 0, 50, () -> true, now::get);
        assertThat(comeAndGo(admission, "192.0.2.1", 2_000)).isBetween(1_000, 1_001);
        assertThat(comeAndGo(admission, "192.0.2.2", 1)).isEqualTo(1);
        assertThat(admission.networks()).isEqualTo(2);
        now.addAndGet(TimeUnit.SECONDS.toNanos(2));
        assertThat(comeAndGo(admission, "192.0.2.1", 2_000)).isEqualTo(100);
        assertThat(comeAndGo(admission, "127.0.0.1", 2_000)).isEqualTo(2_000);
        now.addAndGet(TimeUnit.SECONDS.toNanos(30));
        assertThat(comeAndGo(admission, "192.0.2.3", 1)).isEqualTo(1);
        assertThat(admission.networks()).as("the others have lost nothing").isEqualTo(1);
        assertThat(admission.open()).isZero();
    }

    /** Returns how many of so many got in. Each leaves before the next comes. */
    private static int comeAndGo(Admission admission, String address, int times) {
        int in = 0;
        for (int i = 0; i < times; i++) {
            EmbeddedChannel channel = new EmbeddedChannel() {
                @Override
                protected SocketAddress remoteAddress0() {
                    return new InetSocketAddress(address, 1);
                }
            };
            HttpRefusal refusal = admission.enter(channel);
            if (refusal == null) {
                in++;
            } else {
                assertThat(refusal.status().code()).isEqualTo(429);
                assertThat(refusal.headers()).containsKey("Retry-After");
            }
            channel.close();
        }
        return in;
    }

    private static Client asked(String host) {
        return new Client(new InetSocketAddress(0), host, null);
    }

    @Test
    void tellsSchemesApartWhereTheyAreKnown() {
        Client secure = new Client(new InetSocketAddress(0), "a.example", "https");
        assertThat(Origins.sameOnly().allows(List.of("https://a.example"), secure))
                .isTrue();
        assertThat(Origins.sameOnly().allows(List.of("https://a.example:443"), secure))
                .isTrue();
        assertThat(Origins.sameOnly().allows(List.of("http://a.example"), secure))
                .isFalse();
        assertThat(Origins.sameOnly().allows(List.of("http://a.example:443"), secure))
                .isFalse();
    }

    private static Object key(String address) throws UnknownHostException {
        Network key = Network.of(new InetSocketAddress(InetAddress.getByName(address), 1));
        assertThat(key).isNotNull();
        return String.valueOf(key);
    }
}
