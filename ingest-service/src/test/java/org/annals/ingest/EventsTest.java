package org.annals.ingest;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.annals.local.InfrastructureTestResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(InfrastructureTestResource.class)
class EventsTest {

    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCHED = "application/cloudevents-batch+json";
    private static final Path CONTRACTS = Path.of("..", "contracts");

    private final ObjectMapper mapper = new ObjectMapper();
    private final String timeline = "story-" + UUID.randomUUID();

    @Test
    void answers_a_published_event_with_its_event_id() {
        post(
                        STRUCTURED,
                        event("report-issued")
                                .put("subject", "amnesty-ukraine-2022")
                                .toString())
                .statusCode(202)
                // Worked out by another implementation of RFC 9562.
                .body("accepted[0].eventId", equalTo("2623f344-1d77-51da-a01d-ea4440395dbe"))
                .body(
                        "accepted[0].timeline",
                        equalTo("amnesty-ukraine-2022"),
                        "accepted[0].id",
                        equalTo("report-issued"));
    }

    @Test
    void publishes_what_the_contract_says() throws Exception {
        JsonNode golden = mapper.readTree(Files.readString(CONTRACTS.resolve("annals.events.json")));
        StringBuilder batch = new StringBuilder("[");
        for (JsonNode message : golden) {
            if (!message.at("/headers/ce_type").asText().startsWith("annals.")) {
                batch.append(batch.length() > 1 ? "," : "").append(toCloudEvent(message));
            }
        }
        String name = golden.get(0).get("key").asText();

        post(BATCHED, batch.append("]").toString()).statusCode(202);
        given().contentType("application/json")
                .body(golden.get(golden.size() - 1).get("value").toString())
                .put("/v1/timelines/" + name)
                .then()
                .statusCode(202);

        JsonNode published = Topic.messages(name);
        // The id of a description is drawn anew each time.
        ((ObjectNode) published.get(published.size() - 1).get("headers"))
                .set("ce_id", golden.get(golden.size() - 1).at("/headers/ce_id"));
        assertEquals(golden, published);
    }

    @Test
    void publishes_numbers_as_they_were_written() {
        post(
                        STRUCTURED,
                        event("price")
                                .toString()
                                .replace(
                                        "\"data\":{",
                                        "\"data\":{\"details\":{\"price\":1.10,\"big\":12345678901234567890},"))
                .statusCode(202);

        String value = Topic.messages(timeline).get(0).get("value").toString();
        assertTrue(value.contains("1.1") && value.contains("12345678901234567890"), value);
    }

    @Test
    void publishes_nothing_of_a_batch_in_which_one_event_is_wrong() {
        String batch = "[" + event("good") + "," + event("bad").without("source") + "]";

        post(BATCHED, batch)
                .statusCode(400)
                .body("code", equalTo("invalid-event"))
                .body("violations[0].index", equalTo(1), "violations[0].pointer", equalTo("/source"));
        assertEquals(0, Topic.messages(timeline).size());
    }

    @Test
    void names_all_violations_at_once() {
        ObjectNode event = event("wrong");
        event.put("type", "Report Issued")
                .put("time", "yesterday")
                .put("subject", "Not A Slug")
                .put("sequence", "1");
        event.withObject("/data")
                .put("occured", "2022-08-04")
                .put("occurred", "2022-02-30")
                .put("title", "")
                .put("status", "sure")
                .put("language", "not a language")
                .withArray("sources")
                .addObject()
                .put("url", "javascript:alert(1)")
                .put("credibility", 7);

        post(STRUCTURED, event.toString())
                .statusCode(400)
                .contentType("application/problem+json")
                .body(
                        "violations.pointer",
                        hasItems(
                                "/type",
                                "/time",
                                "/subject",
                                "/sequence",
                                "/data/occured",
                                "/data/occurred",
                                "/data/title",
                                "/data/status",
                                "/data/language",
                                "/data/sources/0/url",
                                "/data/sources/0/credibility"))
                .body("violations.message", hasItem(containsString("did you mean occurred?")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/specversion | \"0.3\"",
                "/id | \"\"",
                "/id | 5",
                "/source | \"not a uri\"",
                "/type | \"annals.timeline.described\"",
                "/type | \"report\"",
                "/corrects | \"self\"",
                "/corrects | true",
                "/datacontenttype | \"text/plain\"",
                "/Upper | \"x\"",
                "/extension | {}",
                "/extension | 1.5",
                "/backfill | \"maybe\"",
                "/data | []",
                "/data | null",
                "/data | \"text\"",
                "/data/title | \"NUL \\u0000\"",
                "/data/title | \"half \\ud800\"",
                "/data/details | 5",
                "/data/details/n | 1e999",
                "/data/places | [{\"name\":\"Kyiv\",\"latitude\":91}]",
                "/data/actors | [{\"kind\":\"person\"}]",
                "/data/links | [{\"rel\":\"follows\",\"id\":\"x\"}]",
                "/data/translations | {\"no language\":{\"title\":\"x\"}}",
                "/data/tags | \"one\"",
                "/data/titel | \"x\"",
            })
    void refuses_a_wrong_value_and_names_its_place(String pointer, String value) throws Exception {
        ObjectNode event = event("self");
        int last = pointer.lastIndexOf('/');
        ObjectNode parent = last == 0 ? event : event.withObject(pointer.substring(0, last));
        parent.putRawValue(pointer.substring(last + 1), new RawValue(value));

        post(STRUCTURED, event.toString())
                .statusCode(400)
                .body("code", equalTo("invalid-event"))
                .body("violations.pointer", hasItem(startsWith(pointer)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "nonsense", "{\"id\":1,\"id\":2}", "{} {}", "{\"id\":NaN}", "[[[[[["})
    void refuses_what_is_no_json(String body) {
        post(STRUCTURED, body).statusCode(400).body("code", equalTo("unreadable-json"));
    }

    @Test
    void refuses_json_that_is_nested_too_deeply() {
        post(STRUCTURED, "{\"data\":" + "[".repeat(100_000)).statusCode(400).body("code", equalTo("unreadable-json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "null", "\"text\"", "[]"})
    void refuses_json_that_is_no_event(String body) {
        post(STRUCTURED, body).statusCode(400).body("code", equalTo("invalid-event"));
    }

    @Test
    void refuses_a_batch_that_is_no_list() {
        post(BATCHED, "{}").statusCode(400).body("code", equalTo("invalid-batch"));
    }

    @Test
    void refuses_invalid_utf_8() {
        given().contentType(STRUCTURED)
                .body(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'})
                .post("/v1/events")
                .then()
                .statusCode(400)
                .body("code", equalTo("unreadable-json"));
    }

    @Test
    void refuses_a_body_of_ten_megabytes() {
        post(STRUCTURED, " ".repeat(10_000_000)).statusCode(413).body("code", equalTo("request-too-large"));
    }

    @Test
    void refuses_an_event_that_is_too_large() {
        ObjectNode event = event("large");
        for (int i = 0; i < 40; i++) {
            event.withObject("/data/details").put("text" + i, "x".repeat(10_000));
        }

        post(STRUCTURED, event.toString()).statusCode(413).body("code", equalTo("event-too-large"));
    }

    @Test
    void refuses_a_batch_of_too_many_events() {
        post(BATCHED, "[" + "{},".repeat(10_000) + "{}]").statusCode(413).body("code", equalTo("batch-too-large"));
    }

    @Test
    void refuses_other_media_types() {
        post("text/plain", "hello").statusCode(415).body("code", equalTo("unsupported-media-type"));
    }

    @Test
    void refuses_a_description_that_is_wrong() {
        given().contentType("application/json")
                .body("{\"titel\":\"x\"}")
                .put("/v1/timelines/" + timeline)
                .then()
                .statusCode(400)
                .body("violations.pointer", hasItems("/title", "/titel"));
        given().contentType("application/json")
                .body("{\"title\":\"x\"}")
                .put("/v1/timelines/Not_A_Slug")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-timeline"));
    }

    @Test
    void tells_its_health_its_metrics_and_its_api() {
        post(STRUCTURED, event("counted").toString()).statusCode(202);

        given().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/metrics").then().statusCode(200).body(containsString("annals_events_accepted_total"));
        given().get("/q/openapi").then().statusCode(200).body(containsString("/v1/events"));
    }

    private ObjectNode event(String id) {
        ObjectNode event = mapper.createObjectNode();
        event.put("specversion", "1.0").put("id", id).put("source", "/desk/kyiv");
        event.put("type", "report.issued").put("subject", timeline);
        event.putObject("data").put("occurred", "2022-08-04").put("title", "A report was issued");
        return event;
    }

    private static ObjectNode toCloudEvent(JsonNode golden) {
        ObjectNode event = new ObjectMapper().createObjectNode();
        golden.get("headers").properties().forEach(header -> {
            if (header.getKey().startsWith("ce_")) {
                event.set(header.getKey().substring(3), header.getValue());
            }
        });
        event.set("data", golden.get("value"));
        return event;
    }

    private static ValidatableResponse post(String contentType, String body) {
        return given().contentType(contentType)
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post("/v1/events")
                .then();
    }
}
