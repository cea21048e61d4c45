// SPDX-License-Identifier: Apache-2.0
package org.annals.local.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.annals.local.workspace.Addresses;
import org.annals.local.workspace.Service;
import org.annals.local.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/** A service, as a client sees it. */
public final class Server {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration ANSWER_LIMIT = Duration.ofMinutes(1);
    private static final int FIRST_ERROR_STATUS = 400;
    private static final int CHUNK_BYTES = 64 * 1024;

    static {
        // What to do about a request that got no answer is for the command to decide, and for people to know.
        System.setProperty("sun.net.http.retryPost", "false");
    }

    private final Service service;
    private final URI address;

    public Server(Service service, URI address) {
        String scheme = address.getScheme() == null ? "" : address.getScheme();
        if (!scheme.matches("https?") || address.getHost() == null) {
            throw new CommandFailure(
                    "'" + address + "' is no address of a server: write one such as http://127.0.0.1:8080");
        }
        this.service = service;
        String text = address.toString();
        this.address = text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : address;
    }

    /** At the given address; else at that of its environment variable; else where {@code up} runs it; else its default. */
    static Server find(Service service, @Nullable URI given) {
        if (given != null) {
            return new Server(service, given);
        }
        String variable = System.getenv("ANNALS_" + service.name() + "_URL");
        if (variable != null && !variable.isEmpty()) {
            return new Server(service, URI.create(variable));
        }
        Addresses addresses = Workspace.current().addresses().orElse(Addresses.DEFAULT);
        return new Server(service, addresses.url(service));
    }

    public URI address() {
        return address;
    }

    /** Asks; an answer that is a problem becomes a failure. */
    public JsonNode get(String path, Map<String, String> parameters) {
        return successOf(send("GET", path + query(parameters), null, new byte[0]));
    }

    /** Asks; whatever the answer. */
    public Answer ask(String path) {
        return send("GET", path, null, new byte[0]);
    }

    /** Posts; whatever the answer. */
    public Answer post(String path, String contentType, byte[] body) {
        return send("POST", path, contentType, body);
    }

    /**
     * Posts a stream, and passes on the lines of JSON that answer it as they come.
     *
     * @param parameters of the query; a name may occur again
     * @param length of the body in bytes; -1 where it is not known
     * @return the answer; its body is missing where it came in lines
     */
    public Answer postForLines(
            String path,
            List<Map.Entry<String, String>> parameters,
            String contentType,
            InputStream body,
            long length,
            Consumer<JsonNode> line) {
        try {
            HttpURLConnection connection = open("POST", path + query(parameters));
            connection.setRequestProperty("accept", "application/x-ndjson");
            connection.setRequestProperty("content-type", contentType);
            connection.setDoOutput(true);
            if (length < 0) {
                connection.setChunkedStreamingMode(CHUNK_BYTES);
            } else {
                connection.setFixedLengthStreamingMode(length);
            }
            try (OutputStream out = connection.getOutputStream()) {
                body.transferTo(out);
            }
            int status = connection.getResponseCode();
            if (status >= FIRST_ERROR_STATUS) {
                return answer(connection);
            }
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
                for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                    if (!text.isBlank()) {
                        line.accept(Json.MAPPER.readTree(text));
                    }
                }
            }
            return new Answer(status, MissingNode.getInstance(), null);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** Posts; an answer that is a problem becomes a failure. */
    public JsonNode post(String path, JsonNode body) {
        return successOf(post(path, "application/json", body.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** Puts; an answer that is a problem becomes a failure. */
    public JsonNode put(String path, JsonNode body) {
        return successOf(send("PUT", path, "application/json", body.toString().getBytes(StandardCharsets.UTF_8)));
    }

    public void delete(String path) {
        successOf(send("DELETE", path, null, new byte[0]));
    }

    /** One segment of a path, whatever characters it has. */
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private JsonNode successOf(Answer answer) {
        if (!answer.isSuccess()) {
            throw new CommandFailure(
                    service.title() + ": " + Violations.of(answer).asText());
        }
        return answer.body();
    }

    /**
     * Not by {@link java.net.http.HttpClient}: its selector thread makes the JVM wait 300 ms before it exits, and with
     * its own start it triples how long a command takes (measured on JDK 25).
     */
    private Answer send(String method, String path, @Nullable String contentType, byte[] body) {
        try {
            HttpURLConnection connection = open(method, path);
            if (contentType != null) {
                connection.setRequestProperty("content-type", contentType);
                connection.setDoOutput(true);
                connection.setFixedLengthStreamingMode(body.length);
                connection.getOutputStream().write(body);
            }
            return answer(connection);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private HttpURLConnection open(String method, String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(address + path).toURL().openConnection();
        connection.setConnectTimeout((int) CONNECT_LIMIT.toMillis());
        connection.setReadTimeout((int) ANSWER_LIMIT.toMillis());
        connection.setRequestMethod(method);
        connection.setInstanceFollowRedirects(false);
        token().ifPresent(token -> connection.setRequestProperty("authorization", "Bearer " + token));
        return connection;
    }

    private Unreachable unreachable(IOException e) {
        return new Unreachable(
                service.title() + " does not answer at " + address
                        + ". Is it running? './annals status' tells, './annals up' starts it.",
                e);
    }

    /** What says who we are, where the services want to know. */
    public static Optional<String> token() {
        return Optional.ofNullable(System.getenv("ANNALS_TOKEN")).filter(token -> !token.isBlank());
    }

    private static Answer answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        String wait = connection.getHeaderField("retry-after");
        Duration retryAfter =
                wait != null && wait.matches("[0-9]{1,6}") ? Duration.ofSeconds(Long.parseLong(wait)) : null;
        try (InputStream in = status < FIRST_ERROR_STATUS ? connection.getInputStream() : connection.getErrorStream()) {
            return new Answer(status, in == null ? MissingNode.getInstance() : parse(in.readAllBytes()), retryAfter);
        }
    }

    private static JsonNode parse(byte[] body) throws IOException {
        try {
            return Json.MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static String query(Map<String, String> parameters) {
        return query(List.copyOf(parameters.entrySet()));
    }

    private static String query(List<Map.Entry<String, String>> parameters) {
        return parameters.stream()
                .map(parameter -> parameter.getKey() + "=" + segment(parameter.getValue()))
                .collect(Collectors.joining("&", parameters.isEmpty() ? "" : "?", ""));
    }
}
