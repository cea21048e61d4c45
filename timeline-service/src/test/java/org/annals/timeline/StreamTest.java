// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline;

import static io.restassured.RestAssured.given;
import static org.annals.timeline.Topic.data;
import static org.annals.timeline.Topic.event;
import static org.annals.timeline.Topic.publish;
import static org.annals.timeline.Topic.with;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.annals.local.InfrastructureTestResource;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(InfrastructureTestResource.class)
class StreamTest {

    private final String timeline = "story-" + UUID.randomUUID();
    private final String stream = "/v1/timelines/" + timeline + "/stream";

    @Test
    void sends_each_change_as_it_is_stored() {
        publishDays(1, 1);
        try (EventSource source = opened(stream)) {
            publishDays(2, 2);
            publish(with(event(timeline, "fix", "report.issued"), "ce_corrects", "day-2"), data("2022", "Fixed"));

            await(() -> assertEquals(List.of("2", "3"), source.ids()));
            String item = given().get("/v1/timelines/" + timeline + "/changes?after=1&limit=1")
                    .then()
                    .extract()
                    .asString();
            assertEquals("change", source.events().get(0).name());
            assertEquals(
                    JsonPath.from(item).<Object>get("items[0]"),
                    JsonPath.from(source.events().get(0).data()).<Object>get());
        }
    }

    @Test
    void goes_on_after_the_last_id_while_more_is_stored_with_no_gap_and_no_repeat() {
        publishDays(1, 300);
        CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> publishDays(301, 600));

        try (EventSource source = new EventSource(stream, "2")) {
            publishing.join();
            await(() -> assertEquals(
                    IntStream.rangeClosed(3, 600).mapToObj(Integer::toString).toList(), source.ids()));
        }
    }

    @Test
    void begins_after_the_sequence_that_is_given_where_no_id_can_be() {
        publishDays(1, 3);

        try (EventSource source = new EventSource(stream + "?after=1")) {
            await(() -> assertEquals(List.of("2", "3"), source.ids()));
        }
    }

    @Test
    void goes_on_over_all_timelines_from_any_id_with_no_gap_and_no_repeat() {
        String tag = "tag-" + UUID.randomUUID();
        List<String> received = new ArrayList<>();
        EventSource first = opened("/v1/stream?tag=" + tag);
        publishTagged(tag, 0, 40);
        await(() -> assertTrue(first.events().size() >= 20));
        first.close();
        List<EventSource.Received> begun = List.copyOf(first.events()).subList(0, 13);
        begun.forEach(event -> received.add(event.data()));

        try (EventSource source =
                new EventSource("/v1/stream?tag=" + tag, begun.get(12).id())) {
            publishTagged(tag, 40, 80);
            await(() -> assertEquals(80 - 13, source.events().size()));
            source.events().forEach(event -> received.add(event.data()));
        }
        assertEquals(80, new HashSet<>(received).size());
        for (int story = 0; story < 8; story++) {
            String name = timeline + "-" + story;
            assertEquals(
                    IntStream.rangeClosed(1, 10).boxed().toList(),
                    received.stream()
                            .map(JsonPath::from)
                            .filter(change ->
                                    change.getString("content.subject").equals(name))
                            .map(change -> change.getInt("sequence"))
                            .toList());
        }
    }

    @Test
    void sends_what_a_filter_finds_and_all_that_becomes_of_it() {
        publishDays(1, 1);
        try (EventSource source = opened(stream + "?type=director.*&q=resigned")) {
            publish(event(timeline, "other", "report.issued"), data("2022", "The director resigned"));
            publish(event(timeline, "resigned", "director.resigned"), data("2022", "The director resigned"));
            publish(
                    with(event(timeline, "stayed", "director.stayed"), "ce_corrects", "resigned"),
                    data("2022", "The director stays"));
            publish(
                    with(event(timeline, "stayed-2", "director.stayed"), "ce_corrects", "resigned"),
                    data("2022", "The director stays on"));
            publish(event(timeline, "deputy", "director.deputy.resigned"), data("2022", "A deputy resigned"));
            publish(with(event(timeline, "gone", "desk.note"), "ce_retracts", "deputy"), "{\"reason\":\"wrong\"}");
            publish(with(event(timeline, "never", "desk.note"), "ce_retracts", "resigned"), "{\"reason\":\"wrong\"}");
            publish(with(event(timeline, "no", "desk.note"), "ce_retracts", "other"), "{\"reason\":\"wrong\"}");

            await(() -> assertEquals("9", source.lastId()));
            assertEquals(List.of("3", "4", "5", "6", "7", "8"), source.ids());
        }
    }

    @Test
    void moves_on_past_what_a_filter_leaves_out() {
        publishDays(1, 1);
        try (EventSource source = opened(stream + "?type=director.*")) {
            publishDays(2, 4);

            await(() -> assertEquals("4", source.lastId()));
            assertEquals(List.of(), source.ids());
        }
    }

    @Test
    void says_that_it_is_alive_and_when_to_come_back() {
        publishDays(1, 1);
        try (EventSource source = opened(stream)) {
            await(() -> assertTrue(source.comments().size() >= 2));

            assertEquals("heartbeat", source.comments().get(0));
            assertEquals("2000", source.retry());
        }
    }

    @Test
    void is_neither_kept_nor_compressed() throws IOException {
        publishDays(1, 1);
        try (Socket reader = connect(64 * 1024, stream)) {
            String head = head(reader);

            assertTrue(head.startsWith("http/1.1 200"), head);
            assertTrue(head.contains("content-type: text/event-stream"), head);
            assertTrue(head.contains("cache-control: no-store"), head);
            assertFalse(head.contains("content-encoding: gzip"), head);
        }
    }

    @Test
    void drops_a_reader_that_takes_nothing_and_says_why() throws IOException {
        publishDays(1, 1);
        double dropped = streams("closed_total{reason=\"slow\"");
        try (Socket reader = connect(4 * 1024, stream)) {
            String text = "x".repeat(500_000);
            for (int i = 0; i < 24; i++) {
                publish(event(timeline, "large-" + i, "report.issued"), data("2022", text));
            }

            await(() -> assertEquals(dropped + 1, streams("closed_total{reason=\"slow\"")));
            String all = new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(all.contains("event: problem"), all.substring(Math.max(0, all.length() - 500)));
            assertTrue(all.contains("slow-reader"));
        }
    }

    @Test
    void keeps_hundreds_of_streams_without_a_thread_for_each() {
        publishDays(1, 1);
        int threads = Thread.activeCount();
        List<EventSource> sources = new ArrayList<>();
        try {
            for (int i = 0; i < 500; i++) {
                sources.add(new EventSource(stream));
            }
            await(() -> assertTrue(
                    sources.stream().noneMatch(source -> source.lastId().isEmpty())));
            int more = Thread.activeCount() - threads;

            publishDays(2, 3);

            await(() ->
                    assertTrue(sources.stream().allMatch(source -> source.ids().equals(List.of("2", "3")))));
            // The pool of workers grows with so many requests at once, to 200 at most; a thread each would be 500.
            assertTrue(more < 250, more + " more threads");
        } finally {
            sources.forEach(EventSource::close);
        }
        await(() -> assertEquals(0.0, streams("open")));
    }

    @Test
    void forgets_streams_that_were_left_at_once() throws IOException {
        publishDays(1, 1);
        for (int i = 0; i < 1_000; i++) {
            try (Socket reader = connect(64 * 1024, stream)) {
                if (i % 2 == 0) {
                    // Resets the connection instead of closing it.
                    reader.setSoLinger(true, 0);
                }
            }
        }

        try (EventSource last = opened(stream)) {
            await(() -> assertEquals(1.0, streams("open")));
            assertEquals(List.of(), last.ids());
        }
        await(() -> assertEquals(0.0, streams("open")));
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/timelines/no-such-story/stream, 404, unknown-timeline",
        "/v1/timelines/no-such-story/stream?asOf=2022-08-04T12:00:00Z, 400, invalid-parameter",
        "/v1/stream?after=41, 400, invalid-parameter",
        "/v1/stream?after=0:x, 400, invalid-parameter",
        "/v1/stream?after=0:999999999, 400, invalid-parameter",
        "/v1/stream?after=999:0, 400, invalid-parameter",
        "/v1/stream?tags=outcry, 400, invalid-parameter",
        "/v1/timelines/no-such-story/changes?wait=5s, 404, unknown-timeline",
        "/v1/timelines/no-such-story/changes?wait=61s, 400, invalid-parameter",
        "/v1/timelines/no-such-story/changes?wait=long, 400, invalid-parameter",
    })
    void refuses_what_it_cannot_send(String path, int status, String code) {
        given().header("Accept", "text/event-stream, application/json")
                .get(path)
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code));
    }

    @Test
    void refuses_an_id_that_it_did_not_give() {
        publishDays(1, 1);

        given().header("Last-Event-ID", "-1")
                .get(stream)
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-parameter"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/stream?after=2",
                "/stream?after=999999999",
                "/changes?after=2",
                "/changes?after=2&wait=30s",
                "/changes?after=-1",
                "/verify?after=2",
                "/verify?after=2&hash=0000000000000000000000000000000000000000000000000000000000000000",
            })
    void refuses_a_place_that_a_timeline_has_not_reached(String place) {
        publishDays(1, 1);

        given().header("Accept", "text/event-stream, application/json")
                .get("/v1/timelines/" + timeline + place)
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-parameter"), "detail", containsString("1, the last sequence"));
    }

    @Test
    void refuses_to_export_after_what_a_timeline_has_not_reached() {
        publishDays(1, 1);

        given().header("Accept", "application/x-ndjson")
                .get("/v1/timelines/" + timeline + "/changes?after=2")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-parameter"));
    }

    @Test
    void refuses_an_id_of_the_stream_of_all_timelines_that_no_change_has() {
        publishDays(1, 1);
        String id;
        try (EventSource all = opened("/v1/stream?after=0:-1")) {
            await(() -> assertFalse(all.ids().isEmpty()));
            id = all.ids().get(0);
        }

        given().get("/v1/stream?after=" + id + "7")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-parameter"), "detail", containsString("not stored here"));
    }

    @Test
    void answers_a_question_that_waits_as_soon_as_something_is_stored() {
        publishDays(1, 1);
        CompletableFuture<ExtractableResponse<Response>> answer = CompletableFuture.supplyAsync(
                () -> given().get("/v1/timelines/" + timeline + "/changes?after=1&wait=30s")
                        .then()
                        .statusCode(200)
                        .extract());
        publishDays(2, 2);

        ExtractableResponse<Response> answered =
                answer.orTimeout(10, TimeUnit.SECONDS).join();
        assertEquals(List.of(2), answered.path("items.sequence"));
    }

    @Test
    void answers_others_while_a_thousand_questions_wait() {
        publishDays(1, 1);
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest question = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port
                        + "/v1/timelines/" + timeline + "/changes?after=1&wait=60s"))
                .build();
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            waiting.add(client.sendAsync(question, HttpResponse.BodyHandlers.ofString()));
        }
        for (int i = 0; i < 10; i++) {
            for (String path : List.of("", "/events", "/changes")) {
                given().get("/v1/timelines/" + timeline + path).then().statusCode(200);
            }
        }
        publishDays(2, 2);

        waiting.forEach(answer -> assertEquals(200, answer.join().statusCode()));
    }

    @Test
    void answers_a_question_that_waited_in_vain() {
        publishDays(1, 1);

        given().get("/v1/timelines/" + timeline + "/changes?after=1&wait=1s")
                .then()
                .statusCode(200)
                .body("items", empty())
                .time(greaterThan(900L))
                .time(lessThan(10_000L));
    }

    @Test
    void does_not_wait_where_there_is_something_already() {
        publishDays(1, 2);

        given().get("/v1/timelines/" + timeline + "/changes?after=1&wait=30s")
                .then()
                .body("items.sequence", contains(2))
                .time(lessThan(10_000L));
    }

    private void publishDays(int first, int last) {
        for (int i = first; i <= last; i++) {
            publish(event(timeline, "day-" + i, "report.issued"), data("2022-08-04", "Report " + i));
        }
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(
                        () -> given().get("/v1/timelines/" + timeline).then().statusCode(200));
    }

    private void publishTagged(String tag, int first, int end) {
        for (int i = first; i < end; i++) {
            publish(event(timeline + "-" + i % 8, "event-" + i, "report.issued"), """
                    {"occurred":"2022","title":"Event %s","tags":["%s"]}""".formatted(i, tag));
        }
    }

    /** A stream that has told where it begins. */
    private static EventSource opened(String path) {
        EventSource source = new EventSource(path);
        await(() -> assertFalse(source.lastId().isEmpty()));
        return source;
    }

    private static Socket connect(int receiveBuffer, String path) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(receiveBuffer);
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress("localhost", RestAssured.port));
        socket.getOutputStream()
                .write(("GET " + path
                                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept-Encoding: gzip\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static String head(Socket reader) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().contains("\r\n\r\n")) {
            head.append((char) reader.getInputStream().read());
        }
        return head.toString().toLowerCase(Locale.ROOT);
    }

    private static double streams(String metric) {
        return Management.get("/metrics")
                .then()
                .extract()
                .asString()
                .lines()
                .filter(line -> line.startsWith("annals_streams_" + metric))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static void await(ThrowingRunnable assertion) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(assertion);
    }
}
