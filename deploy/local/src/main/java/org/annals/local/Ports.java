package org.annals.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Loopback ports: which are free, and which are taken. */
public final class Ports {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);

    private static final Set<Integer> HANDED_OUT = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /**
     * A loopback port that was free a moment ago, and was not handed out before in this process; another process may
     * still take it first.
     */
    public static int free() {
        int port = anyFree();
        // The system offers a port again that nobody has bound yet.
        while (!HANDED_OUT.add(port)) {
            port = anyFree();
        }
        return port;
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

    private static int anyFree() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No free port on loopback", e);
        }
    }
}
