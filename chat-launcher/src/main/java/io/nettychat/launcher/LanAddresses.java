package io.nettychat.launcher;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The addresses of this machine that a phone in the same network can open. */
final class LanAddresses {
    /** Bridges and cables that exist only inside this machine: containers, virtual machines. */
    private static final Set<String> INSIDE =
            Set.of("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "cni", "flannel", "podman", "lxc", "lxd");

    private LanAddresses() {}

    /** Returns the private IPv4 addresses of the real networks that are up, hardware first; empty when there is none. */
    static List<InetAddress> find() {
        List<InetAddress> found = new ArrayList<>();
        try {
            List<NetworkInterface> networks = Collections.list(NetworkInterface.getNetworkInterfaces());
            networks.sort(Comparator.comparingInt(NetworkInterface::getIndex));
            for (NetworkInterface network : networks) {
                if (network.isUp()
                        && !network.isLoopback()
                        && !network.isVirtual()
                        && !network.isPointToPoint()
                        && !isInside(network.getName())) {
                    Collections.list(network.getInetAddresses()).stream()
                            .filter(address -> address instanceof Inet4Address && address.isSiteLocalAddress())
                            .forEach(found::add);
                }
            }
        } catch (SocketException e) {
            // The addresses are a convenience; without them the server runs just as well.
            return found;
        }
        return found;
    }

    static boolean isInside(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return INSIDE.stream().anyMatch(lower::startsWith);
    }
}
