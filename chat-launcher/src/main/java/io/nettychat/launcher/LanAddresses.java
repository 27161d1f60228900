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

    /**
     * Returns the IPv4 addresses of the real networks that are up, hardware first: the private ones, or, on a machine that
     * has none, the others. Empty when there is no network.
     */
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
                    found.addAll(Collections.list(network.getInetAddresses()));
                }
            }
        } catch (SocketException e) {
            // The addresses are a convenience; without them the server runs just as well.
            return List.of();
        }
        return worthShowing(found);
    }

    /** IPv6 addresses are left out: nobody types them, and a phone without IPv6 would stand before a closed door. */
    static List<InetAddress> worthShowing(List<InetAddress> addresses) {
        List<InetAddress> usable = addresses.stream()
                .filter(address -> address instanceof Inet4Address && !address.isLinkLocalAddress())
                .toList();
        List<InetAddress> inside =
                usable.stream().filter(InetAddress::isSiteLocalAddress).toList();
        return inside.isEmpty() ? usable : inside;
    }

    static boolean isInside(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return INSIDE.stream().anyMatch(lower::startsWith);
    }
}
