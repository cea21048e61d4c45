// SPDX-License-Identifier: Apache-2.0
package org.annals.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void hands_out_no_port_twice() {
        List<Integer> ports = Stream.generate(Ports::free).limit(500).toList();

        assertEquals(ports.size(), Set.copyOf(ports).size());
    }

    @Test
    void hands_out_no_port_that_has_its_use() {
        Set<Integer> claimed = IntStream.range(20_000, 26_000).boxed().collect(Collectors.toSet());
        claimed.forEach(Ports::claim);

        assertTrue(Stream.generate(Ports::free).limit(50).noneMatch(claimed::contains));
    }

    @Test
    void a_port_is_taken_while_a_server_listens_on_loopback() throws IOException {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
            assertFalse(Ports.isFree(port));
        }
        assertTrue(Ports.isFree(port));
    }

    @Test
    void a_port_is_taken_while_a_server_listens_on_all_addresses() throws IOException {
        try (ServerSocket server = new ServerSocket(0)) {
            assertFalse(Ports.isFree(server.getLocalPort()));
        }
    }
}
