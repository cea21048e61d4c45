// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** A subscriber's end, on bare sockets, so that it can misbehave. What it takes is verified with the official library. */
final class Receiver implements AutoCloseable {

    /** How it treats a webhook. */
    enum Manner {
        TAKES,
        HANGS,
        RESETS,
        FAILS,
        DRIPS,
        BABBLES
    }

    private static final Duration HANGING = Duration.ofSeconds(4);
    private static final Duration DRIP = Duration.ofMillis(30);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String TAKEN = "HTTP/1.1 204 No Content\r\n\r\n";

    private final ServerSocket server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Ledger ledger;
    private final Ledger.Alerts alerts = new Ledger.Alerts();
    private final Webhook webhook;
    private volatile Manner manner = Manner.TAKES;

    Receiver(Ledger ledger, String secret) throws IOException {
        this.ledger = ledger;
        this.webhook = new Webhook(secret);
        threads.execute(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/alerts";
    }

    Ledger.Alerts alerts() {
        return alerts;
    }

    void behave(Manner next) {
        manner = next;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    ledger.surprise("The receiver does not accept connections: " + e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            while (true) {
                Map<String, List<String>> headers = readHead(in);
                int length = Integer.parseInt(header(headers, "content-length"));
                answer(headers, in.readNBytes(length), socket, out);
            }
        } catch (IOException e) {
            // The end of the connection, at their wish or ours.
        } finally {
            open.remove(socket);
        }
    }

    private void answer(Map<String, List<String>> headers, byte[] body, Socket socket, OutputStream out)
            throws IOException {
        switch (manner) {
            case TAKES -> {
                take(headers, new String(body, StandardCharsets.UTF_8));
                write(out, TAKEN);
            }
            case HANGS -> LockSupport.parkNanos(HANGING.toNanos());
            case RESETS -> {
                socket.setSoLinger(true, 0);
                socket.close();
            }
            case FAILS -> write(out, "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 5\r\n\r\nsorry");
            case DRIPS -> {
                take(headers, new String(body, StandardCharsets.UTF_8));
                for (int i = 0; i < TAKEN.length(); i++) {
                    write(out, TAKEN.substring(i, i + 1));
                    LockSupport.parkNanos(DRIP.toNanos());
                }
            }
            case BABBLES -> {
                write(out, "\u0000\u0016\u0003 this is no answer \r\n\r\n");
                socket.close();
            }
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private void take(Map<String, List<String>> headers, String body) {
        try {
            webhook.verify(body, HttpHeaders.of(headers, (name, value) -> true));
            JsonNode alert = MAPPER.readTree(body);
            alerts.received(
                    header(headers, "webhook-id"),
                    new Ledger.Alert(
                            alert.get("subject").asText(),
                            alert.get("sequence").asLong(),
                            alert.get("eventid").asText(),
                            alert.get("revision").asInt(),
                            alert.get("hash").asText()));
        } catch (Exception e) {
            ledger.surprise("An alert can't be read: " + e + " in " + body);
        }
    }

    private static String header(Map<String, List<String>> headers, String name) throws IOException {
        List<String> values = headers.get(name);
        if (values == null) {
            throw new IOException("A webhook without " + name);
        }
        return values.get(0);
    }

    private static Map<String, List<String>> readHead(InputStream in) throws IOException {
        Map<String, List<String>> headers = new HashMap<>();
        readLine(in);
        for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    List.of(line.substring(colon + 1).strip()));
        }
        return headers;
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("The connection ended");
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }
}
