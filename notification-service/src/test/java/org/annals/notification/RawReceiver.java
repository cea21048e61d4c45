// SPDX-License-Identifier: Apache-2.0
package org.annals.notification;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server that reads requests by HTTP, and answers with bytes that need not be that. */
public final class RawReceiver implements AutoCloseable {

    /** What came in: its first line, and on which connection, by number. */
    public record Request(String line, int connection) {}

    /** How a request is answered. */
    @FunctionalInterface
    public interface Answer {
        /** Returns whether the connection stays open. */
        boolean to(int number, OutputStream out) throws IOException;
    }

    private final ServerSocket socket;
    private final Answer answer;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<Socket, Integer> connections = new ConcurrentHashMap<>();
    private final AtomicInteger ended = new AtomicInteger();

    public RawReceiver(Answer answer) {
        this.answer = answer;
        try {
            this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    /** One that answers each request with the same bytes, and keeps the connection. */
    public static RawReceiver answering(String bytes) {
        return new RawReceiver((number, out) -> {
            write(out, bytes);
            return true;
        });
    }

    public static void write(OutputStream out, String bytes) throws IOException {
        out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + socket.getLocalPort() + path;
    }

    public List<Request> requests() {
        return requests;
    }

    public int connections() {
        return connections.size();
    }

    /** How many of them have ended. */
    public int ended() {
        return ended.get();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket client : connections.keySet()) {
            client.close();
        }
        threads.shutdownNow();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                int number = connections.size() + 1;
                connections.put(client, number);
                threads.execute(() -> serve(client, number));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client, int connection) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            boolean open = true;
            while (open) {
                String line = line(in);
                if (line == null) {
                    return;
                }
                int length = 0;
                for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
                    if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                        length = Integer.parseInt(
                                header.substring("content-length:".length()).strip());
                    }
                }
                in.readNBytes(length);
                requests.add(new Request(line, connection));
                open = answer.to(requests.size(), client.getOutputStream());
            }
        } catch (IOException e) {
            // The client has gone, as it may.
            return;
        } finally {
            ended.incrementAndGet();
        }
    }

    private static @Nullable String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int read = in.read(); read != '\n'; read = in.read()) {
            if (read < 0) {
                return null;
            }
            if (read != '\r') {
                line.append((char) read);
            }
        }
        return line.toString();
    }
}
