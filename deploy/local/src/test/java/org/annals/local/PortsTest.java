package org.annals.local;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {

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
