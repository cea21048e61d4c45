// SPDX-License-Identifier: Apache-2.0
package org.annals.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Loopback ports: which are free, and which are taken. */
public final class Ports {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);

    private static final int LOWEST = 20_000;

    /** From here on, Linux gives ports to clients, one of which could have it before a server binds it; macOS from 49152. */
    private static final int LOWEST_OF_CLIENTS = 32_768;

    private static final Set<Integer> HANDED_OUT = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /**
     * A loopback port that was free a moment ago, and was neither handed out nor claimed before in this process; another
     * process may still take it first.
     */
    public static int free() {
        int port = any();
        while (!isFree(port) || !HANDED_OUT.add(port)) {
            port = any();
        }
        return port;
    }

    /** One that has its use, although nothing listens there yet. */
    public static void claim(int port) {
        HANDED_OUT.add(port);
    }

    /** Whether nothing listens on the loopback port. */
    public static boolean isFree(int port) {
        // macOS lets us bind to loopback beside a server that listens on all addresses: ask for an answer first.
        if (answers(port)) {
            return false;
        }
        try (ServerSocket socket = new ServerSocket()) {
            // A port that a stopped server left in TIME_WAIT is free, as it is for the servers that we start.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a server accepts connections on the loopback port. */
    public static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) CONNECT_LIMIT.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int any() {
        return ThreadLocalRandom.current().nextInt(LOWEST, LOWEST_OF_CLIENTS);
    }
}
