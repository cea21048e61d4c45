// SPDX-License-Identifier: Apache-2.0
package org.annals.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A service at the other end of a real connection, which answers as it is told. */
public final class StubServer implements AutoCloseable {

    /** What was asked. */
    public record Request(String method, String path, String query, String contentType, JsonNode body) {}

    /** What is answered. */
    public record Response(int status, String body) {}

    private final HttpServer server;
    private final Map<String, Function<Request, Response>> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    public StubServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    public StubServer on(String methodAndPath, int status, String body) {
        return on(methodAndPath, request -> new Response(status, body));
    }

    public StubServer on(String methodAndPath, Function<Request, Response> answer) {
        answers.put(methodAndPath, answer);
        return this;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public List<Request> requests() {
        return requests;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String query = exchange.getRequestURI().getQuery();
            String contentType = exchange.getRequestHeaders().getFirst("content-type");
            Request request = new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    query == null ? "" : query,
                    contentType == null ? "" : contentType,
                    Json.MAPPER.readTree(body));
            requests.add(request);
            Response response = answers.getOrDefault(
                            request.method() + " " + request.path(),
                            other -> new Response(404, "{\"detail\":\"There is no " + other.path() + ".\"}"))
                    .apply(request);
            byte[] bytes = response.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("retry-after", "0");
            exchange.sendResponseHeaders(response.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
