// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

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
        return post(service, path, contentType, Map.of(), body);
    }

    /** Posts with more headers than the content type. */
    public HttpResponse<String> post(
            String service, String path, String contentType, Map<String, String> headers, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request(service, path).header("content-type", contentType).POST(BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    public JsonNode get(String service, String path) throws IOException, InterruptedException {
        return MAPPER.readTree(text(service, path));
    }

    public String text(String service, String path) throws IOException, InterruptedException {
        return client.send(request(service, path).build(), BodyHandlers.ofString())
                .body();
    }

    /** A stream of server-sent events; empty where the service answers with something else. */
    public InputStream stream(String service, String path) throws IOException, InterruptedException {
        // A connection of its own: one that streams and requests share would be held up by the stream.
        HttpRequest request = request(service, path)
                .version(HttpClient.Version.HTTP_1_1)
                .header("accept", "text/event-stream")
                .build();
        HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
        if (answer.statusCode() == 200) {
            return answer.body();
        }
        answer.body().close();
        return InputStream.nullInputStream();
    }

    private HttpRequest.Builder request(String service, String path) {
        URI server = annals.address(service);
        return HttpRequest.newBuilder(server.resolve(path)).timeout(REQUEST_LIMIT);
    }
}
