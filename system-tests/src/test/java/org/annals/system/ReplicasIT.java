// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two replicas of timeline-service behind whatever sends a reader to one or the other, while events are published. */
@ExtendWith(Installation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ReplicasIT {

    private static final int EVENTS = 400;
    private static final int TIMELINES = 6;

    /** Changes that a reader takes before it is cut off and comes back to the other replica. */
    private static final int TAKEN = 30;

    private final Annals annals;
    private final Client client;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> replicas = List.of(Annals.TIMELINE, Fault.second(Annals.TIMELINE));
    private final ExecutorService publisher = Executors.newSingleThreadExecutor();
    private final String story = "replicas-" + UUID.randomUUID();

    ReplicasIT(Annals annals) {
        this.annals = annals;
        this.client = new Client(annals);
    }

    @BeforeEach
    void start_a_second() throws Exception {
        annals.revive();
        annals.start(replicas.get(1));
        annals.awaitReady(replicas.get(1));
        Fault.awaitMembers(annals, "timeline", 2);
    }

    @AfterEach
    void stop_the_second() throws InterruptedException {
        annals.stop(replicas.get(1));
    }

    @AfterAll
    void close() {
        publisher.shutdownNow();
    }

    @Test
    void a_stream_of_a_timeline_goes_on_at_the_other_replica_with_no_gap_and_no_repeat() throws Exception {
        String timeline = story + "-one";
        publishFirst(timeline);
        CompletableFuture<Void> publishing = publishing(timeline, 1, 2, EVENTS);

        List<Long> received = new ArrayList<>();
        String path = "/v1/timelines/" + timeline + "/stream?after=0";
        String lastId = "";
        for (int turn = 0; received.size() < EVENTS; turn++) {
            lastId = read(turn, path, lastId, Math.min(TAKEN, EVENTS - received.size()), received);
        }

        publishing.join();
        assertEquals(LongStream.rangeClosed(1, EVENTS).boxed().toList(), received);
    }

    @Test
    void a_stream_of_all_timelines_goes_on_at_the_other_replica_with_no_gap_and_no_repeat() throws Exception {
        String timeline = story + "-all";
        String path = "/v1/stream?tag=" + timeline;
        String lastId = read(0, path, "", 0, new ArrayList<>());
        CompletableFuture<Void> publishing = publishing(timeline, TIMELINES, 1, EVENTS);

        Map<String, List<Long>> received = new HashMap<>();
        int count = 0;
        for (int turn = 1; count < EVENTS; turn++) {
            int most = Math.min(TAKEN, EVENTS - count);
            lastId = read(
                    turn,
                    path,
                    lastId,
                    most,
                    change -> received.computeIfAbsent(
                                    change.at("/content/subject").asText(), name -> new ArrayList<>())
                            .add(change.get("sequence").asLong()));
            count += most;
        }

        publishing.join();
        assertEquals(TIMELINES, received.size());
        received.forEach((name, sequences) ->
                assertEquals(LongStream.rangeClosed(1, sequences.size()).boxed().toList(), sequences, name));
    }

    @Test
    void a_reader_that_waits_is_answered_by_either_replica() throws Exception {
        String timeline = story + "-wait";
        publishFirst(timeline);
        CompletableFuture<Void> publishing = publishing(timeline, 1, 2, EVENTS);

        List<Long> received = new ArrayList<>();
        for (int turn = 0; received.size() < EVENTS; turn++) {
            JsonNode page = client.get(
                    replicas.get(turn % 2),
                    "/v1/timelines/" + timeline + "/changes?limit=40&wait=10s&after=" + received.size());
            page.path("items")
                    .forEach(change -> received.add(change.get("sequence").asLong()));
        }

        publishing.join();
        assertEquals(LongStream.rangeClosed(1, EVENTS).boxed().toList(), received);
    }

    private String read(int turn, String path, String lastId, int most, List<Long> received) throws Exception {
        return read(
                turn,
                path,
                lastId,
                most,
                change -> received.add(change.get("sequence").asLong()));
    }

    /** Takes so many changes from one of the replicas, then is gone; answers the id that came last. */
    private String read(int turn, String path, String lastId, int most, Taker taker) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(annals.address(replicas.get(turn % 2)).resolve(path));
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
        assertEquals(200, response.statusCode(), path);
        String id = lastId;
        int taken = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            while (taken < most || id.isEmpty()) {
                String line = lines.readLine();
                if (line == null) {
                    throw new IOException("The stream has ended");
                }
                if (line.startsWith("id:")) {
                    id = line.substring("id:".length()).strip();
                } else if (line.startsWith("data:")) {
                    taker.take(new ObjectMapper().readTree(line.substring("data:".length())));
                    taken++;
                }
            }
        }
        return id;
    }

    /** There is a timeline once its first event is stored. */
    private void publishFirst(String timeline) throws IOException, InterruptedException {
        publish(timeline, 1, 1, 1);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        client.get(Annals.TIMELINE, "/v1/timelines/" + timeline).has("sequence"));
    }

    private CompletableFuture<Void> publishing(String timeline, int timelines, int first, int last) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        publish(timeline, timelines, first, last);
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException("Not published", e);
                    }
                },
                publisher);
    }

    private void publish(String timeline, int timelines, int first, int last) throws IOException, InterruptedException {
        for (int i = first; i <= last; i++) {
            String name = timelines == 1 ? timeline : timeline + "-" + i % timelines;
            HttpResponse<String> answer = client.post(
                    Annals.INGEST, "/v1/events", "application/cloudevents+json", """
                            {"specversion":"1.0","id":"e%d","source":"/desk","type":"report.issued","subject":"%s",
                             "data":{"occurred":"2022","title":"Event %d","tags":["%s"]}}""".formatted(i, name, i, timeline));
            assertEquals(202, answer.statusCode(), answer.body());
        }
    }

    private interface Taker {
        void take(JsonNode change);
    }
}
