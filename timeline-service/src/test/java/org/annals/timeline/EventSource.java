// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline;

import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;

/** Reads a stream of server-sent events as the HTML standard says, without a thread of its own. */
final class EventSource implements AutoCloseable {

    /** An event that came. */
    record Received(String id, String name, String data) {}

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final List<Received> events = new CopyOnWriteArrayList<>();
    private final List<String> comments = new CopyOnWriteArrayList<>();
    private final CompletableFuture<HttpResponse<Void>> response;
    private volatile Flow.Subscription subscription;
    private volatile String lastId = "";
    private volatile String retry = "";
    private String name = "message";
    private String data = "";

    EventSource(String path) {
        this(path, "");
    }

    EventSource(String path, String lastEventId) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                .header("Accept", "text/event-stream");
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        response = CLIENT.sendAsync(request.build(), HttpResponse.BodyHandlers.fromLineSubscriber(new Lines()));
    }

    List<Received> events() {
        return events;
    }

    List<String> ids() {
        return events.stream().map(Received::id).toList();
    }

    List<String> comments() {
        return comments;
    }

    String lastId() {
        return lastId;
    }

    String retry() {
        return retry;
    }

    @Override
    public void close() {
        if (subscription != null) {
            subscription.cancel();
        }
        response.cancel(true);
    }

    private void take(String line) {
        int colon = line.indexOf(':');
        if (line.isEmpty()) {
            dispatch();
            return;
        }
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
        switch (field) {
            case "" -> comments.add(value);
            case "id" -> lastId = value;
            case "retry" -> retry = value;
            case "event" -> name = value;
            case "data" -> data += data.isEmpty() ? value : "\n" + value;
            default -> throw new IllegalStateException("No field of a server-sent event: " + line);
        }
    }

    private void dispatch() {
        if (!data.isEmpty()) {
            events.add(new Received(lastId, name, data));
        }
        name = "message";
        data = "";
    }

    private final class Lines implements Flow.Subscriber<String> {

        @Override
        public void onSubscribe(Flow.Subscription newSubscription) {
            subscription = newSubscription;
            newSubscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            take(line);
        }

        @Override
        public void onError(Throwable failure) {
            comments.add("failed: " + failure);
        }

        @Override
        public void onComplete() {
            comments.add("completed");
        }
    }
}
