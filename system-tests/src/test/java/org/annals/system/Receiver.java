package org.annals.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A subscriber's end: takes webhooks and keeps what came, verified with the official library. */
final class Receiver implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService executor = Executors.newFixedThreadPool(4);

    /** When each event was first alerted, in nanoseconds, by its id. */
    private final Map<String, Long> alerted = new ConcurrentHashMap<>();

    private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();
    private volatile Webhook webhook;

    Receiver(String secret) throws IOException {
        webhook = new Webhook(secret);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(executor);
        server.createContext("/", this::receive);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/alerts";
    }

    Map<String, Long> alerted() {
        return alerted;
    }

    Queue<Exception> failures() {
        return failures;
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    private void receive(HttpExchange exchange) throws IOException {
        long now = System.nanoTime();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        try {
            webhook.verify(body, HttpHeaders.of(exchange.getRequestHeaders(), (name, value) -> true));
            JsonNode event = new ObjectMapper().readTree(body);
            alerted.putIfAbsent(event.get("id").asText(), now);
        } catch (Exception e) {
            failures.add(e);
        }
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }
}
