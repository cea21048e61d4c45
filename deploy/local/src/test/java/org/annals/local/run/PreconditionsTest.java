// SPDX-License-Identifier: Apache-2.0
package org.annals.local.run;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.annals.local.Ports;
import org.annals.local.client.CommandFailure;
import org.annals.local.workspace.Addresses;
import org.annals.local.workspace.Addresses.Listener;
import org.annals.local.workspace.Workspace;
import org.junit.jupiter.api.Test;

class PreconditionsTest {

    private static final Workspace WORKSPACE = new Workspace(Path.of("/project"), Path.of("/data"));

    @Test
    void names_a_port_that_is_taken_and_the_option_for_another() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            Addresses addresses =
                    new Addresses(new Listener(1, 2), new Listener(3, 4), new Listener(5, 6), port, Ports.free());

            CommandFailure failure =
                    assertThrows(CommandFailure.class, () -> Preconditions.checkPorts(addresses, false));

            assertEquals(
                    "Port " + port + " of broker is taken by another program: stop that ('lsof -i :" + port
                            + "' names it), or choose another port with --broker-port.",
                    failure.getMessage());
        }
    }

    @Test
    void refuses_one_port_for_two_parts() {
        Addresses addresses = new Addresses(
                new Listener(8080, 9080), new Listener(8081, 9081), new Listener(8082, 8080), 19092, 15432);

        CommandFailure failure = assertThrows(CommandFailure.class, () -> Preconditions.checkPorts(addresses, true));

        assertTrue(failure.toString().contains("notification-management=8080"), failure.toString());
    }

    @Test
    void asks_for_room_on_the_disk() {
        assertDoesNotThrow(() -> Preconditions.checkDisk(WORKSPACE, Preconditions.MIN_FREE_BYTES));

        CommandFailure failure = assertThrows(
                CommandFailure.class, () -> Preconditions.checkDisk(WORKSPACE, Preconditions.MIN_FREE_BYTES - 1));

        assertEquals(
                "Only 499 MB are free on the disk of /data, 500 MB are needed: make room, or set ANNALS_DIRECTORY to"
                        + " a folder on another disk.",
                failure.getMessage());
    }
}
