// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static io.restassured.RestAssured.given;
import static org.annals.ingest.Front.gzip;
import static org.annals.ingest.Front.metric;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.annals.local.InfrastructureTestResource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(InfrastructureTestResource.class)
class StreamTest {

    private static final String NDJSON = "application/x-ndjson";
    private static final int MAX_STREAMS = 16;
    private static final Duration SOON = Duration.ofSeconds(20);

    private final String timeline = "story-" + UUID.randomUUID();

    @Test
    void answers_a_line_while_the_next_is_not_yet_written() throws Exception {
        try (Duplex stream = new Duplex()) {
            JsonNode first = stream.send(event("first")).answer();
            JsonNode second = stream.send(event("second")).answer();
            List<JsonNode> more = stream.end().answers();

            assertTrue(stream.head().startsWith("HTTP/1.1 200"));
            assertEquals(202, first.path("status").asInt());
            assertEquals("first", first.path("id").asText());
            assertEquals(36, first.path("eventId").asText().length());
            assertEquals(2, second.path("line").asInt());
            assertEquals(List.of(), more);
        }
    }

    @Test
    void answers_every_line_in_order_whatever_it_is() {
        String lines = event("good") + "\n"
                + "nonsense\n"
                + "\r\n"
                + event("wrong").without("source") + "\r\n"
                + "[]\n"
                + event("large").put("note", "x".repeat(300_000)) + "\n"
                + event("good-too");

        List<JsonNode> answers = post(lines.getBytes(StandardCharsets.UTF_8));

        assertEquals(
                List.of("202", "unreadable-json", "invalid-event", "invalid-event", "event-too-large", "202"),
                answers.stream()
                        .map(answer ->
                                answer.path("code").asText(answer.path("status").asText()))
                        .toList());
        assertEquals(
                List.of(1, 2, 3, 4, 5, 6),
                answers.stream().map(answer -> answer.path("line").asInt()).toList());
        assertEquals("/source", answers.get(2).at("/violations/0/pointer").asText());
        assertEquals(2, Topic.messages(timeline).size());
    }

    @Test
    void publishes_lines_in_their_order_and_passes_attributes_on() {
        StringBuilder lines = new StringBuilder();
        IntStream.range(0, 5000)
                .forEach(i -> lines.append(event("event-" + i).put("newsroom", "звіт"))
                        .append('\n'));

        List<JsonNode> answers = post(lines.toString().getBytes(StandardCharsets.UTF_8));

        JsonNode published = Topic.messages(timeline);
        assertEquals(5000, answers.size());
        assertEquals(5000, published.size());
        for (int i = 0; i < 5000; i++) {
            assertEquals("event-" + i, answers.get(i).path("id").asText());
            assertEquals("event-" + i, published.get(i).at("/headers/ce_id").asText());
        }
        assertEquals("звіт", published.get(0).at("/headers/ce_newsroom").asText());
    }

    @Test
    void takes_a_zipped_stream() throws Exception {
        String lines = (event("zipped") + "\n").repeat(3000);

        try (Duplex stream = new Duplex("Content-Encoding: gzip")) {
            List<JsonNode> answers = stream.send(gzip(lines)).end().answers();

            assertEquals(3000, answers.size());
            assertTrue(answers.stream().allMatch(answer -> answer.path("status").asInt() == 202));
        }
    }

    @Test
    void says_at_the_end_why_it_reads_no_further() throws Exception {
        byte[] zipped = gzip(event("zipped") + "\n");

        try (Duplex stream = new Duplex("Content-Encoding: gzip")) {
            List<JsonNode> answers =
                    stream.send(Arrays.copyOf(zipped, zipped.length - 2)).end().answers();

            assertEquals(202, answers.get(0).path("status").asInt());
            assertEquals("invalid-gzip", answers.get(1).path("code").asText());
            assertFalse(answers.get(1).has("line"));
        }
    }

    /** A megabyte of them is zipped to a thousand bytes. */
    @Test
    void answers_a_flood_of_lines_that_were_zipped_to_nothing() throws Exception {
        byte[] zipped = gzip("{}\n".repeat(350_000));
        try (Duplex stream = new Duplex("Content-Encoding: gzip")) {
            stream.send(zipped).end();

            for (int i = 0; i < 1000; i++) {
                assertEquals(i + 1, stream.answer().path("line").asInt());
            }
        }
    }

    @Test
    void stops_reading_from_a_sender_who_takes_no_answers() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        // Its answer has it, too: all answers together are far more than any socket holds.
        String line = event("held-up-" + "x".repeat(900)).toString();
        int all = 30_000;
        try (Duplex stream = new Duplex()) {
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> {
                while (sent.get() < all) {
                    stream.send(line);
                    sent.incrementAndGet();
                }
                stream.end();
            });
            AtomicInteger before = new AtomicInteger(-1);
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> before.getAndSet(sent.get()) == sent.get());
            int heldUpAt = sent.get();

            List<JsonNode> answers = stream.answers();

            assertTrue(heldUpAt < all, () -> "sent " + heldUpAt);
            assertEquals(all, answers.size());
            sender.join();
        }
    }

    @Test
    void has_published_all_that_was_answered_when_the_sender_breaks_off() throws Exception {
        List<String> answered = new ArrayList<>();
        try (Duplex stream = new Duplex()) {
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 2000; i++) {
                    stream.send(event("event-" + i));
                }
            });
            while (answered.size() < 500) {
                answered.add(stream.answer().path("id").asText());
            }
            stream.close();
            sender.handle((done, brokenOff) -> brokenOff instanceof UncheckedIOException)
                    .join();
        }

        List<String> published = new ArrayList<>();
        Topic.messages(timeline)
                .forEach(message -> published.add(message.at("/headers/ce_id").asText()));
        assertTrue(published.containsAll(answered));
    }

    @Test
    void gives_the_place_of_a_stream_to_another_however_it_ended() throws Exception {
        List<Duplex> streams = new ArrayList<>();
        for (int i = 0; i < MAX_STREAMS; i++) {
            Duplex stream = new Duplex();
            stream.send(event("event-" + i)).answer();
            streams.add(stream);
        }
        given().contentType(NDJSON)
                .body("{}".getBytes(StandardCharsets.UTF_8))
                .post("/v1/events")
                .then()
                .statusCode(503)
                .header("retry-after", "5")
                .body("code", equalTo("too-many-streams"));
        streams.get(0).end().answers();
        // In the middle of a line, of a chunk, and with lines that were not answered.
        streams.get(1).send("{\"id\":".getBytes(StandardCharsets.UTF_8));
        streams.get(2).send((event("more") + "\n").repeat(300).getBytes(StandardCharsets.UTF_8));
        for (Duplex stream : streams) {
            stream.close();
        }

        await().atMost(SOON).until(() -> metric("annals_streams_open"), equalTo("0.0"));
        assertEquals(
                1,
                post(event("after").toString().getBytes(StandardCharsets.UTF_8)).size());
    }

    @Test
    void refuses_an_encoding_and_an_answer_that_it_does_not_know() {
        given().contentType(NDJSON)
                .header("content-encoding", "br")
                .body("{}".getBytes(StandardCharsets.UTF_8))
                .post("/v1/events")
                .then()
                .statusCode(415)
                .body("code", equalTo("unsupported-content-encoding"));
        given().contentType(NDJSON)
                .accept("application/json")
                .body("{}".getBytes(StandardCharsets.UTF_8))
                .post("/v1/events")
                .then()
                .statusCode(406)
                .body("detail", containsString("application/x-ndjson"));
        assertEquals("0.0", metric("annals_streams_open"));
    }

    private ObjectNode event(String id) {
        return Front.event(timeline, id);
    }

    private static List<JsonNode> post(byte[] lines) {
        try (Duplex stream = new Duplex()) {
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> {
                for (int at = 0; at < lines.length; at += 10_000) {
                    stream.send(Arrays.copyOfRange(lines, at, Math.min(lines.length, at + 10_000)));
                }
                stream.end();
            });
            List<JsonNode> answers = stream.answers();
            sender.join();
            return answers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
