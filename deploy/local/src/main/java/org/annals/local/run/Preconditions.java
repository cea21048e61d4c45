// SPDX-License-Identifier: Apache-2.0
package org.annals.local.run;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.annals.local.Ports;
import org.annals.local.client.CommandFailure;
import org.annals.local.workspace.Addresses;
import org.annals.local.workspace.Service;
import org.annals.local.workspace.Workspace;

/** What must be so before anything is started; each complaint says what to do. */
final class Preconditions {

    static final long MIN_FREE_BYTES = 500L * 1024 * 1024;

    private static final long BYTES_PER_MEGABYTE = 1024L * 1024;
    private static final int MAX_PORT = 65_535;

    private Preconditions() {}

    static void checkPorts(Addresses addresses, boolean withServices) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        if (withServices) {
            for (Service service : Service.values()) {
                ports.put(service.shortName(), addresses.listener(service).port());
                ports.put(
                        service.shortName() + "-management",
                        addresses.listener(service).management());
            }
        }
        ports.put("broker", addresses.broker());
        ports.put("database", addresses.database());
        if (new TreeSet<>(ports.values()).size() < ports.size()) {
            throw new CommandFailure("Each part needs a port of its own: " + ports);
        }
        ports.forEach(Preconditions::checkPort);
    }

    static void checkDisk(Workspace workspace) throws IOException {
        checkDisk(workspace, Files.getFileStore(workspace.directory()).getUsableSpace());
    }

    static void checkDisk(Workspace workspace, long freeBytes) {
        if (freeBytes < MIN_FREE_BYTES) {
            throw new CommandFailure("Only " + freeBytes / BYTES_PER_MEGABYTE + " MB are free on the disk of "
                    + workspace.directory() + ", " + MIN_FREE_BYTES / BYTES_PER_MEGABYTE
                    + " MB are needed: make room, or set ANNALS_DIRECTORY to a folder on another disk.");
        }
    }

    static void checkBuilt(Workspace workspace) {
        for (Service service : Service.values()) {
            if (!Files.isRegularFile(service.jar(workspace.home()))) {
                throw new CommandFailure(service.title() + " is not built (" + service.jar(workspace.home())
                        + " is missing): run './mvnw -DskipTests install'.");
            }
        }
    }

    private static void checkPort(String part, int port) {
        if (port < 1 || port > MAX_PORT) {
            throw new CommandFailure("Port " + port + " of " + part + " is none: choose one from 1 to " + MAX_PORT);
        }
        if (!Ports.isFree(port)) {
            throw new CommandFailure("Port " + port + " of " + part + " is taken by another program: stop that ('lsof"
                    + " -i :" + port + "' names it), or choose another port with --" + part + "-port.");
        }
        Ports.claim(port);
    }
}
