package org.annals.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks the services over HTTP, as their users do. */
public final class Client {

    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(15);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(REQUEST_LIMIT).build();
    private final Annals annals;

    public Client(Annals annals) {
        this.annals = annals;
    }

    public HttpResponse<String> post(String service, String path, String contentType, String body)
            throws IOException, InterruptedException {
        HttpRequest request = request(service, path)
                .header("content-type", contentType)
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    public JsonNode get(String service, String path) throws IOException, InterruptedException {
        return MAPPER.readTree(text(service, path));
    }

    public String text(String service, String path) throws IOException, InterruptedException {
        return client.send(request(service, path).build(), BodyHandlers.ofString())
                .body();
    }

    private HttpRequest.Builder request(String service, String path) {
        URI server = annals.address(service);
        return HttpRequest.newBuilder(server.resolve(path)).timeout(REQUEST_LIMIT);
    }
}
