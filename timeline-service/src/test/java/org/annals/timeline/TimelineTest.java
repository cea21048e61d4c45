// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline;

import static io.restassured.RestAssured.given;
import static org.annals.timeline.Topic.data;
import static org.annals.timeline.Topic.event;
import static org.annals.timeline.Topic.publish;
import static org.annals.timeline.Topic.with;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.annals.local.InfrastructureTestResource;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(InfrastructureTestResource.class)
class TimelineTest {

    @Inject
    DataSource database;

    private final String timeline = "story-" + UUID.randomUUID();

    @Test
    void stores_an_event_and_answers_it() {
        publish(event(timeline, "report", "report.issued"), data("2022-08-04", "A report was issued"));

        awaitSequence(1);
        JsonPath found = events("").extract().jsonPath();
        assertEquals("A report was issued", found.getString("items[0].data.title"));
        assertEquals("2022-08-04T00:00:00.000Z", found.getString("items[0].earliest"));
        assertEquals("2022-08-04T23:59:59.999Z", found.getString("items[0].latest"));
        given().get("/v1/events/" + found.getString("items[0].eventId"))
                .then()
                .statusCode(200)
                .body("id", equalTo("report"), "revision", equalTo(1), "sequence", equalTo(1));
    }

    @Test
    void lists_events_by_when_they_happened_the_more_exact_date_first() {
        publish(event(timeline, "month", "report.issued"), data("2022-08", "Some time in August"));
        publish(event(timeline, "day", "report.issued"), data("2022-08-01", "The first of August"));
        publish(event(timeline, "later", "report.issued"), data("2022-08-05", "The fifth"));
        publish(event(timeline, "open", "report.issued"), data("../2022", "Up to 2022"));
        publish(event(timeline, "ongoing", "report.issued"), data("2022-02-24/..", "Since February"));
        publish(event(timeline, "old", "report.issued"), data("-0044-03-15", "Long ago"));

        awaitSequence(6);
        events("").body("items.id", contains("open", "old", "ongoing", "day", "month", "later"));
        events("")
                .body("items[0].earliest", nullValue(), "items[2].latest", nullValue())
                .body("items[1].earliest", equalTo("-000044-03-15T00:00:00.000Z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?from=2022-08-05&to=2022-08-05 | august fifth",
                "?from=2022-08-05&to=2022-08-05&match=certain | fifth",
                "?from=2022-08&to=2022-08&match=certain | august fourth fifth",
                "?to=2022-08-04T12:00:00Z | august fourth",
                "?from=2022-08-06 | august",
                "?type=director.* | fifth",
                "?type=report.issued | august fourth",
                "?type=report | ",
                "?type=%25 | ",
            })
    void finds_events_by_date_and_type(String query, String ids) {
        publish(event(timeline, "august", "report.issued"), data("2022-08", "Some time in August"));
        publish(event(timeline, "fourth", "report.issued"), data("2022-08-04", "The fourth"));
        publish(event(timeline, "fifth", "director.resigned"), data("2022-08-05", "The fifth"));

        awaitSequence(3);
        assertEquals(
                ids == null ? "" : ids,
                String.join(" ", events(query).extract().jsonPath().getList("items.id", String.class)));
    }

    @Test
    void pages_through_all_events_even_when_some_come_in_between() {
        for (int day = 1; day <= 9; day++) {
            publish(event(timeline, "day-" + day, "report.issued"), data("2022-08-0" + day, "Day " + day));
        }
        awaitSequence(9);

        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonPath page = events("?limit=2" + cursor).extract().jsonPath();
            seen.addAll(page.getList("items.id", String.class));
            if (seen.size() == 4) {
                publish(event(timeline, "before", "report.issued"), data("2022-07-01", "Before all"));
                awaitSequence(10);
            }
            cursor = page.getString("next") == null ? "" : "&cursor=" + page.getString("next");
        } while (!cursor.isEmpty());

        assertEquals(List.of("day-1", "day-2", "day-3", "day-4", "day-5", "day-6", "day-7", "day-8", "day-9"), seen);
    }

    @Test
    void refuses_a_cursor_of_another_query() {
        publish(event(timeline, "one", "report.issued"), data("2022-08-01", "One"));
        publish(event(timeline, "two", "report.issued"), data("2022-08-02", "Two"));
        awaitSequence(2);
        String cursor = events("?limit=1").extract().jsonPath().getString("next");

        given().get("/v1/timelines/" + timeline + "/events?type=director.resigned&cursor=" + cursor)
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-cursor"));
    }

    @Test
    void keeps_a_correction_as_a_new_revision() {
        publish(event(timeline, "report", "report.issued"), data("2022-08-05", "A report was issued"));
        publish(
                with(event(timeline, "report-date", "report.issued"), "ce_corrects", "report"),
                data("2022-08-04", "The report was issued a day earlier"));

        awaitSequence(2);
        events("")
                .body("items.size()", equalTo(1), "items[0].revision", equalTo(2), "items[0].id", equalTo("report"))
                .body("items[0].data.occurred", equalTo("2022-08-04"));
        changes("").body("items.kind", contains("event", "correction"), "items.revision", contains(1, 2));
    }

    @Test
    void answers_a_retracted_event_with_the_reason_and_lists_it_on_request() {
        publish(event(timeline, "twice", "report.issued"), data("2022-08-05", "Entered twice"));
        publish(
                with(event(timeline, "twice-withdrawn", "desk.note"), "ce_retracts", "twice"),
                "{\"reason\":\"Entered twice by the desk\"}");

        awaitSequence(2);
        events("").body("items.size()", equalTo(0));
        String eventId = events("?retracted=include")
                .body("items[0].retracted", equalTo(true), "items[0].type", equalTo("report.issued"))
                .extract()
                .jsonPath()
                .getString("items[0].eventId");
        given().get("/v1/events/" + eventId)
                .then()
                .statusCode(410)
                .contentType("application/problem+json")
                .body("code", equalTo("event-retracted"), "detail", containsString("Entered twice by the desk"));
    }

    @Test
    void stores_a_message_that_comes_twice_once() {
        publish(event(timeline, "report", "report.issued"), data("2022-08-04", "A report"));
        publish(
                event(timeline, "report", "report.issued"),
                "{ \"title\": \"A report\", \"occurred\": \"2022-08-04\" }");
        publish(event(timeline, "next", "report.issued"), data("2022-08-05", "Another"));

        awaitSequence(2);
        changes("").body("items.size()", equalTo(2));
    }

    @Test
    void rejects_the_same_id_with_other_content() {
        publish(event(timeline, "report", "report.issued"), data("2022-08-04", "A report"));
        publish(event(timeline, "report", "report.issued"), data("2022-08-04", "Another report"));

        awaitRejection("id-conflict");
        awaitSequence(1);
    }

    @Test
    void lets_a_correction_that_comes_first_wait_for_its_event() {
        publish(
                with(event(timeline, "fix", "report.issued"), "ce_corrects", "report"),
                data("2022-08-04", "The corrected report"));
        publish(event(timeline, "other", "report.issued"), data("2022-08-05", "Something else"));
        awaitSequence(1);
        Management.get("/metrics").then().body(not(containsString("annals_messages_waiting 0.0")));
        publish(event(timeline, "report", "report.issued"), data("2022-08-05", "The report"));

        awaitSequence(3);
        changes("").body("items.kind", contains("event", "event", "correction"));
        events("").body("items[0].data.title", equalTo("The corrected report"));
    }

    @Test
    void rejects_a_pending_id_with_other_content_and_goes_on() {
        publish(with(event(timeline, "fix", "report.issued"), "ce_corrects", "reprot"), data("2022-08-04", "Fixed"));
        publish(event(timeline, "first", "report.issued"), data("2022-08-05", "Stored after it"));
        awaitSequence(1);

        publish(with(event(timeline, "fix", "report.issued"), "ce_corrects", "report"), data("2022-08-04", "Fixed"));
        publish(event(timeline, "fix", "report.issued"), data("2022-08-04", "An event with that id"));
        publish(event(timeline, "reprot", "report.issued"), data("2022-08-05", "The event that it waited for"));

        awaitSequence(3);
        changes("").body("items.kind", contains("event", "event", "correction"));
        awaitRejections("id-conflict", "id-conflict");
    }

    @Test
    void rejects_a_correction_whose_event_does_not_come() throws SQLException {
        publish(with(event(timeline, "fix", "report.issued"), "ce_corrects", "reprot"), data("2022-08-04", "Fixed"));
        publish(event(timeline, "first", "report.issued"), data("2022-08-05", "Stored after it"));
        awaitSequence(1);

        // As if it had come two hours ago.
        execute("UPDATE waiting SET recorded = recorded - interval '2 hours' WHERE timeline = '" + timeline + "'");

        awaitRejection("unknown-event");
        given().get("/v1/rejections?limit=1").then().body("items[0].timeline", equalTo(timeline));
        publish(with(event(timeline, "fix", "report.issued"), "ce_corrects", "first"), data("2022-08-04", "Fixed"));
        awaitSequence(2);
    }

    @Test
    void rejects_alone_what_the_database_refuses() throws SQLException {
        execute("ALTER TABLE change ADD CONSTRAINT refuse CHECK (type <> 'report.refused') NOT VALID");
        try {
            Topic.publishAll(
                    List.of(
                            event(timeline, "before", "report.issued"),
                            event(timeline, "refused", "report.refused"),
                            event(timeline, "after", "report.issued")),
                    data("2022-08-04", "A report"));

            awaitSequence(2);
            awaitRejection("unstorable");
        } finally {
            execute("ALTER TABLE change DROP CONSTRAINT refuse");
        }
    }

    @Test
    void rejects_alone_what_does_not_fit_into_the_next_topics() {
        String large = "{\"occurred\":\"2022\",\"title\":\"Large\",\"details\":\"" + "a".repeat(3_000_000) + "\"}";
        byte[] noJson = new byte[1_700_000];
        new Random(1).nextBytes(noJson);
        var places = List.of(
                Topic.publishCompressed(event(timeline, "large", "report.issued"), large),
                publish(timeline, event(timeline, "bytes", "report.issued"), noJson));
        publish(event(timeline, "good", "report.issued"), data("2022-08-04", "Goes on"));

        awaitSequence(1);
        for (var place : places) {
            given().get("/v1/rejections?limit=500")
                    .then()
                    .body(
                            "items.findAll { it.partition == %d && it.offset == %d }.code"
                                    .formatted(place.partition(), place.offset()),
                            contains("unreadable"));
        }
    }

    @Test
    void rejects_a_correction_of_a_retracted_event() {
        publish(event(timeline, "report", "report.issued"), data("2022-08-04", "A report"));
        publish(with(event(timeline, "gone", "report.issued"), "ce_retracts", "report"), "{\"reason\":\"wrong\"}");
        publish(with(event(timeline, "fix", "report.issued"), "ce_corrects", "report"), data("2022", "Fixed"));

        awaitRejection("event-retracted");
        awaitSequence(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "[]",
                "{\"title\":\"No date\"}",
                "{\"occurred\":\"2022-08-04\"}",
                "{\"occurred\":\"yesterday\",\"title\":\"Wrong date\"}",
                "{\"occurred\":\"2022\",\"title\":\"a\",\"title\":\"b\"}",
                "{\"occurred\":\"2022\",\"title\":\"NUL \\u0000\"}",
                "{\"occurred\":\"2022\",\"title\":\"Half \\ud800 a character\"}",
                "{\"occurred\":\"2022\",\"title\":\"The other half \\udc00\"}",
                "{\"occurred\":\"2022\",\"title\":\"Two firsts \\ud83d\\ud83d\"}",
                "{\"occurred\":\"2022\",\"title\":\"T\",\"details\":{\"half \\uD800\":1}}",
                "{\"occurred\":\"2022\",\"title\":\"T\",\"details\":{\"n\":9007199254740993}}",
                "{\"occurred\":\"2022\",\"title\":\"T\",\"details\":{\"n\":[-9007199254740993.0]}}",
                "{\"occurred\":\"2022\",\"title\":\"T\",\"details\":{\"n\":0.1000000000000000000001}}",
                "{\"occurred\":\"2022\",\"title\":\"T\",\"details\":{\"n\":1e-400}}",
                "{\"occurred\":\"2022\",\"title\":\"Number\",\"details\":{\"n\":1e999}}",
                "{\"occurred\":\"2022\",\"title\":\"Rest\"} rest",
            })
    void rejects_what_it_cannot_read_and_goes_on(String value) {
        var place = publish(event(timeline, "bad", "report.issued"), value);
        publish(event(timeline, "good", "report.issued"), data("2022-08-04", "Goes on"));

        awaitSequence(1);
        given().get("/v1/rejections?limit=500")
                .then()
                .body(
                        "items.findAll { it.partition == %d && it.offset == %d }.code"
                                .formatted(place.partition(), place.offset()),
                        contains("unreadable"));
    }

    @Test
    void rejects_records_that_are_no_cloud_events() {
        publish("no-headers-" + timeline, Map.of(), new byte[] {(byte) 0xff, 0, 1});
        publish(
                "another-key",
                event(timeline, "key", "report.issued"),
                data("2022", "Key").getBytes(StandardCharsets.UTF_8));
        publish(event(timeline, "deep", "report.issued"), "{\"details\":" + "[".repeat(100_000));
        publish(event(timeline, "good", "report.issued"), data("2022-08-04", "Goes on"));

        awaitSequence(1);
        Management.get("/health/live").then().statusCode(200);
    }

    @Test
    void no_record_stops_the_reading() {
        Random random = new Random(7);
        byte[] noise = new byte[40];
        random.nextBytes(noise);
        List<byte[]> parts = Arrays.asList(
                null,
                new byte[0],
                noise,
                "x".repeat(100_000).getBytes(StandardCharsets.UTF_8),
                "\0".getBytes(StandardCharsets.UTF_8));
        List<byte[]> values = new ArrayList<>(parts);
        for (String value : List.of(
                "null",
                "5",
                "{\"title\":5}",
                "{\"title\":\"x\",\"occurred\":{}}",
                "{\"title\":\"x\",\"occurred\":\"Y-99999999999999999\"}",
                "{\"title\":\"x\",\"occurred\":\"2022\",\"actors\":5,\"places\":[[]],\"links\":{\"a\":[1]},\"tags\":[{}]}",
                "{\"title\":\"x\",\"occurred\":\"2022\",\"details\":{\"n\":1e999999999}}",
                "{\"title\":\"\\ud800\",\"occurred\":\"2022\"}",
                "{\"title\":\"x\",\"occurred\":\"2022\",\"visibility\":[],\"translations\":7}")) {
            values.add(value.getBytes(StandardCharsets.UTF_8));
        }
        byte[] key = timeline.getBytes(StandardCharsets.UTF_8);
        for (byte[] part : parts) {
            for (String name :
                    List.of("specversion", "id", "source", "type", "subject", "time", "corrects", "backfill")) {
                Map<String, byte[]> headers = bytes(event(timeline, "raw-" + name, "report.issued"));
                headers.put("ce_" + name, part);
                Topic.publishRaw(part == null ? key : part, headers, values.get(5));
                Topic.publishRaw(
                        key, headers, "{\"title\":\"x\",\"occurred\":\"2022\"}".getBytes(StandardCharsets.UTF_8));
            }
        }
        for (byte[] value : values) {
            for (String type : List.of("report.issued", "annals.timeline.described", "annals.none")) {
                Topic.publishRaw(key, bytes(event(timeline, "raw-value", type)), value);
            }
        }
        String after = "after-" + timeline;
        RecordMetadata last = Topic.publishRaw(
                after.getBytes(StandardCharsets.UTF_8),
                bytes(event(after, "good", "report.issued")),
                data("2022-08-04", "Goes on").getBytes(StandardCharsets.UTF_8));

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> given().get("/v1/timelines/" + after)
                        .then()
                        .statusCode(200)
                        .body("sequence", equalTo(1)));
        assertEquals(0, last.partition());
        given().get("/v1/timelines/" + timeline + "/changes?limit=500").then().statusCode(200);
        given().get("/v1/rejections?limit=500").then().statusCode(200);
    }

    private static Map<String, byte[]> bytes(Map<String, String> headers) {
        Map<String, byte[]> bytes = new LinkedHashMap<>();
        headers.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.UTF_8)));
        return bytes;
    }

    @Test
    void accepts_what_a_later_publisher_adds() {
        publish(
                with(event(timeline, "new", "report.issued"), "ce_newsroom", "kyiv"),
                "{\"occurred\":\"2022-08-04\",\"title\":\"New\",\"mood\":\"calm\",\"price\":1.10}");

        awaitSequence(1);
        String content = given().get("/v1/timelines/" + timeline + "/changes")
                .then()
                .body("items[0].content.newsroom", equalTo("kyiv"), "items[0].content.data.mood", equalTo("calm"))
                .extract()
                .asString();
        assertTrue(content.contains("1.10"), "numbers stay as they were written: " + content);
    }

    @Test
    void takes_no_attribute_that_annals_adds_from_a_publisher() {
        Map<String, String> forged = event(timeline, "forged", "report.issued");
        for (String name : List.of("visibility", "changes", "changedsince", "sequence", "hash", "kind", "eventid")) {
            forged.put("ce_" + name, "forged");
        }
        publish(forged, data("2022-08-04", "Forged"));
        publish(event(timeline, "control", "annals.clock.turned"), data("2022-08-04", "No event"));
        publish(event(timeline, "last", "report.issued"), data("2022-08-04", "Last"));
        awaitSequence(2);

        changes("").body("items.content.id", contains("forged", "last"));
        given().get("/v1/rejections")
                .then()
                .body("items.detail", hasItem("ce_type begins with annals., which is reserved for control records"));
        changes("").body("items[0].content.visibility", nullValue(), "items[0].content.sequence", nullValue());
        Awaitility.await()
                .untilAsserted(() ->
                        assertEquals(2, Topic.read("annals.changes", timeline).size()));
        List<String> values = new ArrayList<>();
        Topic.read("annals.changes", timeline)
                .get(0)
                .headers()
                .forEach(header -> values.add(header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8)));
        assertEquals(
                List.of("ce_id=forged"),
                values.stream().filter(value -> value.endsWith("=forged")).toList());
    }

    @Test
    void describes_a_timeline() {
        publish(
                with(
                        event(timeline, UUID.randomUUID().toString(), "annals.timeline.described"),
                        "ce_source",
                        "/annals/timelines"),
                "{\"title\":\"A story\",\"description\":\"What it is about\",\"visibility\":\"public\"}");

        Awaitility.await()
                .untilAsserted(() -> given().get("/v1/timelines/" + timeline)
                        .then()
                        .statusCode(200)
                        .body("title", equalTo("A story"), "sequence", equalTo(0)));
        changes("").body("items.size()", equalTo(0));
    }

    @Test
    void chains_all_changes_by_their_hashes() {
        for (int i = 0; i < 20; i++) {
            publish(event(timeline, "event-" + i, "report.issued"), data("2022-08-04", "Event \\u00e9 " + i));
        }
        publish(with(event(timeline, "fix", "report.issued"), "ce_corrects", "event-3"), data("2022", "Fixed"));
        awaitSequence(21);

        String last =
                ChainChecker.check(timeline, changes("?limit=500").extract().asString());

        given().get("/v1/timelines/" + timeline).then().body("hash", equalTo(last), "events", equalTo(20));
    }

    @Test
    void stores_and_publishes_what_comes_at_once_in_its_order() {
        Topic.publishAll(
                IntStream.rangeClosed(1, 2500)
                        .mapToObj(i -> event(timeline, Integer.toString(i), "report.issued"))
                        .toList(),
                data("2022-08-04", "One of many"));
        awaitSequence(2500);

        List<String> expected =
                IntStream.rangeClosed(1, 2500).mapToObj(Integer::toString).toList();
        Awaitility.await()
                .untilAsserted(() -> assertEquals(
                        expected,
                        Topic.read("annals.changes", timeline).stream()
                                .map(Topic::headers)
                                .map(headers -> headers.get("ce_id"))
                                .toList()));
        changes("?after=2499").body("items.content.id", contains("2500"));
    }

    @Test
    void goes_on_with_the_trace_of_what_caused_a_change() {
        String traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        publish(with(event(timeline, "a", "report.issued"), "traceparent", traceparent), data("2022", "Traced"));
        awaitSequence(1);

        Awaitility.await()
                .untilAsserted(() -> assertEquals(
                        traceparent,
                        Topic.headers(Topic.read("annals.changes", timeline).get(0))
                                .get("traceparent")));
    }

    @Test
    void catches_up_by_sequence() {
        for (int i = 0; i < 5; i++) {
            publish(event(timeline, "event-" + i, "report.issued"), data("2022-08-04", "Event " + i));
        }
        awaitSequence(5);

        changes("?after=1&limit=2").body("items.sequence", contains(2, 3), "next", equalTo(3));
        changes("?after=3&limit=2").body("items.sequence", contains(4, 5), "next", nullValue());
        changes("?after=5").body("items.size()", equalTo(0));
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/timelines/no-such-story, 404, unknown-timeline",
        "/v1/timelines/no-such-story/events, 404, unknown-timeline",
        "/v1/timelines/no-such-story/changes, 404, unknown-timeline",
        "/v1/events/no-uuid, 404, unknown-event",
        "/v1/events/00000000-0000-0000-0000-000000000000, 404, unknown-event",
        "/v1/events?from=yesterday, 400, invalid-parameter",
        "/v1/events?from=2023&to=2022, 400, invalid-parameter",
        "/v1/events?match=perhaps, 400, invalid-parameter",
        "/v1/events?limit=0, 400, invalid-parameter",
        "/v1/events?limit=501, 400, invalid-parameter",
        "/v1/events?limit=many, 400, invalid-parameter",
        "/v1/events?cursor=nonsense, 400, invalid-cursor",
        "/v1/timelines?cursor=%FF, 400, invalid-cursor",
        "/v1/rejections?cursor=AAAA, 400, invalid-cursor",
        "/v1/nothing, 404, not-found",
    })
    void answers_what_cannot_be_answered_as_a_problem(String path, int status, String code) {
        given().urlEncodingEnabled(false)
                .get(path)
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code), "status", equalTo(status));
    }

    @Test
    void tells_its_health_its_metrics_and_its_api() {
        Management.get("/health/ready").then().statusCode(200).body("checks.size()", equalTo(4));
        Management.get("/metrics").then().statusCode(200).body(containsString("annals_changes_published_total"));
        given().get("/q/health/ready").then().statusCode(404);
        given().get("/q/metrics").then().statusCode(404);
        given().get("/q/openapi").then().statusCode(200).body(containsString("/v1/timelines/{timeline}/changes"));
    }

    private void awaitSequence(int sequence) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> given().get("/v1/timelines/" + timeline)
                        .then()
                        .statusCode(200)
                        .body("sequence", equalTo(sequence)));
    }

    private void awaitRejection(String code) {
        awaitRejections(code);
        assertEquals(1, Topic.read("annals.rejected", timeline).size());
    }

    private void awaitRejections(String... codes) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> given().get("/v1/rejections?limit=500")
                        .then()
                        .body("items.findAll { it.timeline == '%s' }.code".formatted(timeline), contains(codes)));
    }

    private void execute(String statement) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement executed = connection.createStatement()) {
            executed.execute(statement);
        }
    }

    private ValidatableResponse events(String query) {
        return given().get("/v1/timelines/" + timeline + "/events" + query)
                .then()
                .statusCode(200);
    }

    private ValidatableResponse changes(String query) {
        return given().get("/v1/timelines/" + timeline + "/changes" + query)
                .then()
                .statusCode(200);
    }
}
