// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.outbound;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/** Tells addresses that anybody may reach from those of somebody's own network, by IANA's special-purpose registries. */
final class PublicInternet {

    private static final List<Network> NOT_PUBLIC = Stream.of(
                    "0.0.0.0/8", // this host
                    "10.0.0.0/8", // private
                    "100.64.0.0/10", // shared by the customers of a carrier, and metadata of Alibaba Cloud
                    "127.0.0.0/8", // loopback
                    "168.63.129.16", // metadata of Azure
                    "169.254.0.0/16", // link-local, and metadata of most clouds
                    "172.16.0.0/12", // private
                    "192.0.0.0/24", // protocol assignments, and metadata of Oracle Cloud
                    "192.0.2.0/24", // documentation
                    "192.88.99.0/24", // relays of 6to4
                    "192.168.0.0/16", // private
                    "198.18.0.0/15", // benchmarks
                    "198.51.100.0/24", // documentation
                    "203.0.113.0/24", // documentation
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4", // reserved, and broadcast
                    "2001::/23", // Teredo, which has an IPv4 address in it, and other protocol assignments
                    "2001:db8::/32", // documentation
                    "2002::/16", // 6to4, which has an IPv4 address in it
                    "3fff::/20") // documentation
            .map(Network::parse)
            .toList();

    /**
     * All that is given out as global unicast. Outside of it are loopback, link-local, unique local, multicast, the
     * forms that have an IPv4 address in them (compatible, NAT64), and what has no use yet.
     */
    private static final Network GLOBAL_IPV6 = Network.parse("2000::/3");

    private PublicInternet() {}

    static boolean contains(InetAddress address) {
        if (!(address instanceof Inet4Address) && !GLOBAL_IPV6.contains(address)) {
            return false;
        }
        return NOT_PUBLIC.stream().noneMatch(network -> network.contains(address));
    }
}
