// SPDX-License-Identifier: Apache-2.0
package org.annals.local.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.annals.local.client.CommandFailure;
import org.annals.local.client.Json;

/** A webhook endpoint on loopback, which takes what is signed with its secret. */
final class Receiver implements AutoCloseable {

    private static final int OK = 204;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int NO_BODY = -1;
    private static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

    private final HttpServer server;
    private final Webhook webhook;
    private final Consumer<JsonNode> alerts;
    private final Consumer<String> refusals;

    /**
     * Starts to listen.
     *
     * @param port 0 for any that is free
     * @param secret as Standard Webhooks writes it: {@code whsec_} and Base64
     * @param alerts takes the CloudEvent of each webhook whose signature verifies
     * @param refusals takes why a request was refused
     */
    Receiver(int port, String secret, Consumer<JsonNode> alerts, Consumer<String> refusals) throws IOException {
        this.webhook = new Webhook(secret);
        this.alerts = alerts;
        this.refusals = refusals;
        try {
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (BindException e) {
            throw new CommandFailure(
                    "Port " + port + " is taken: give another with --listen PORT, or none for any that is free", e);
        }
        server.createContext("/", this::receive);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(answer(exchange), NO_BODY);
        }
    }

    private int answer(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            return METHOD_NOT_ALLOWED;
        }
        byte[] bytes = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES);
        String body = new String(bytes, StandardCharsets.UTF_8);
        try {
            webhook.verify(body, headers(exchange));
            alerts.accept(Json.MAPPER.readTree(body));
            return OK;
        } catch (WebhookVerificationException e) {
            refusals.accept("A request came whose signature does not verify; refused: " + e.getMessage());
            return UNAUTHORIZED;
        } catch (JsonProcessingException e) {
            refusals.accept("A signed webhook came that is not JSON; refused: " + e.getOriginalMessage());
            return BAD_REQUEST;
        }
    }

    private static Map<String, List<String>> headers(HttpExchange exchange) {
        Map<String, List<String>> headers = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        return headers;
    }
}
