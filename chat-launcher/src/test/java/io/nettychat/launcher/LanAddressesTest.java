package io.nettychat.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanAddressesTest {
    private static List<InetAddress> addresses(String... literals) throws UnknownHostException {
        List<InetAddress> addresses = new ArrayList<>();
        for (String literal : literals) {
            addresses.add(InetAddress.getByName(literal));
        }
        return addresses;
    }

    @Test
    void privateAddressesGoFirst() throws UnknownHostException {
        assertThat(LanAddresses.worthShowing(addresses("203.0.113.7", "192.168.1.5", "fd00::2", "10.0.0.3")))
                .isEqualTo(addresses("192.168.1.5", "10.0.0.3"));
    }

    @Test
    void otherAddressesAreBetterThanNone() throws UnknownHostException {
        assertThat(LanAddresses.worthShowing(addresses("203.0.113.7", "169.254.3.4", "fe80::1")))
                .isEqualTo(addresses("203.0.113.7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker0", "br-12ab", "veth99", "virbr0", "vmnet8"})
    void networksInsideTheMachineDoNotCount(String name) {
        assertThat(LanAddresses.isInside(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"eth0", "wlan0", "enp3s0", "en0", "br0"})
    void realNetworksCount(String name) {
        assertThat(LanAddresses.isInside(name)).isFalse();
    }
}
