// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static io.restassured.RestAssured.given;
import static org.annals.ingest.Front.BATCHED;
import static org.annals.ingest.Front.MAPPER;
import static org.annals.ingest.Front.STRUCTURED;
import static org.annals.ingest.Front.post;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.annals.local.InfrastructureTestResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(InfrastructureTestResource.class)
class EventsTest {

    private static final Path CONTRACTS = Path.of("..", "contracts");

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
        JsonNode golden = MAPPER.readTree(Files.readString(CONTRACTS.resolve("annals.events.json")));
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
    void publishes_data_as_it_was_written_but_for_white_space() {
        String data = "{ \"occurred\" : \"2022-08-04\",\n\t\"title\": \"A \\\"report\\\" \\u0456 і\",\r\n"
                + " \"details\": {\"price\": 1.10, \"big\": -9007199254740991, \"exact\": 1E5} }";
        String event = event("as-written").without("data").toString();

        post(STRUCTURED, event.substring(0, event.length() - 1) + ", \"data\" : " + data + " }")
                .statusCode(202);

        assertEquals(
                "{\"occurred\":\"2022-08-04\",\"title\":\"A \\\"report\\\" \\u0456 і\","
                        + "\"details\":{\"price\":1.10,\"big\":-9007199254740991,\"exact\":1E5}}",
                Topic.values(timeline).get(0));
    }

    @Test
    void passes_extension_attributes_on_and_takes_null_for_unset() {
        ObjectNode event = event("extended");
        event.put("flag", true)
                .put("number", -7)
                .put("traceparent", "00-ab-cd-01")
                .put("empty", "");
        event.putNull("time").putNull("corrects").putNull("newsroom");

        post(STRUCTURED, event.toString()).statusCode(202);

        JsonNode headers = Topic.messages(timeline).get(0).get("headers");
        assertEquals("true", headers.path("ce_flag").asText());
        assertEquals("-7", headers.path("ce_number").asText());
        assertEquals("00-ab-cd-01", headers.path("ce_traceparent").asText());
        assertFalse(headers.has("ce_time") || headers.has("ce_corrects") || headers.has("ce_newsroom"));
    }

    @Test
    void answers_a_correction_with_the_id_of_the_event_that_it_revises() {
        String batch = "[" + event("report") + "," + event("report-again").put("corrects", "report") + "]";

        JsonPath answer = post(BATCHED, batch).statusCode(202).extract().jsonPath();

        assertEquals(answer.getString("accepted[0].eventId"), answer.getString("accepted[1].eventId"));
        assertEquals("report-again", answer.getString("accepted[1].id"));
    }

    @Test
    void takes_the_sample_story() throws Exception {
        String story = Files.readString(Path.of("..", "deploy", "samples", "amnesty-ukraine-2022.json"));

        post(BATCHED, story)
                .statusCode(202)
                .body("accepted.size()", equalTo(MAPPER.readTree(story).size()));
    }

    @Test
    void takes_an_empty_batch() {
        post(BATCHED, "[]").statusCode(202).body("accepted.size()", equalTo(0));
    }

    @Test
    void takes_the_time_where_data_does_not_say_when_it_occurred() {
        ObjectNode event = event("timed");
        event.withObject("/data").remove("occurred");

        post(STRUCTURED, event.toString()).statusCode(400).body("violations[0].pointer", equalTo("/data/occurred"));
        post(STRUCTURED, event.put("time", "2022-08-04T10:00:00.5+03:00").toString())
                .statusCode(202);
    }

    @Test
    void takes_a_retraction_with_its_reason_and_nothing_else() {
        ObjectNode retraction = event("withdrawn").put("retracts", "report");

        post(STRUCTURED, retraction.toString())
                .statusCode(400)
                .body("violations.pointer", hasItems("/data/reason", "/data/title", "/data/occurred"));
        retraction.putObject("data").put("reason", "Entered by mistake");
        post(STRUCTURED, retraction.toString()).statusCode(202);
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
                "/id | \"two\\nlines\"",
                "/id | \"\\uffff\"",
                "/source | \"\"",
                "/source | \"/desk/київ\"",
                "/source | \"not a uri\"",
                "/type | \"annals.timeline.described\"",
                "/type | \"report\"",
                "/corrects | \"self\"",
                "/corrects | true",
                "/corrects | \"\"",
                "/retracts | \" \"",
                "/time | \"2022-08-04\"",
                "/time | \"2022-02-30T10:00:00Z\"",
                "/time | \"2022-08-04T10:00Z\"",
                "/dataschema | \"relative\"",
                "/data_base64 | \"e30=\"",
                "/datacontenttype | \"text/plain\"",
                "/Upper | \"x\"",
                "/extension | {}",
                "/extension | 1.5",
                "/extension | 2147483648",
                "/extension | \"two\\u0085lines\"",
                "/under_score | \"x\"",
                "/sequence | \"1\"",
                "/recordedtime | \"2022-08-04T00:00:00Z\"",
                "/eventid | \"x\"",
                "/revision | \"1\"",
                "/kind | \"event\"",
                "/hash | \"0\"",
                "/visibility | \"internal\"",
                "/changes | \"[]\"",
                "/changedsince | \"9\"",
                "/backfill | \"maybe\"",
                "/data | []",
                "/data | null",
                "/data | \"text\"",
                "/data/title | \"NUL \\u0000\"",
                "/data/title | \"half \\ud800\"",
                "/data/title | \"over \\u202eridden\"",
                "/data/details/a | \"over \\u202dridden\"",
                "/data/details | 5",
                "/data/details/n | 1e999",
                "/data/details/n | -1e999",
                "/data/details/n | 9007199254740992",
                "/data/details/n | -9007199254740993",
                "/data/details/n | 12345678901234567890",
                "/data/details/n | 9007199254740993.0",
                "/data/details/n | 9.007199254740993e15",
                "/data/details/n | 0.1000000000000000000001",
                "/data/details/n | 1e-400",
                "/data/details/n | 3e-324",
                "/data/details/n | 1e-99999999999",
                "/data/details/a | [{\"b\":\"half \\udc00\"}]",
                "/data/details/a | {\"nul \\u0000\":1}",
                "/data/summary | null",
                "/data/places | [{\"name\":\"Kyiv\",\"latitude\":91}]",
                "/data/places | [{\"name\":\"Kyiv\",\"latitude\":50}]",
                "/data/actors | [{\"kind\":\"person\"}]",
                "/data/actors | [{\"name\":\"x\",\"uri\":\"javascript:alert(1)\"}]",
                "/data/sources | [{}]",
                "/data/sources | [{\"title\":\"x\",\"reliability\":\"G\"}]",
                "/data/sources | [{\"title\":\"x\",\"credibility\":0}]",
                "/data/quotes | [{\"speaker\":\"x\"}]",
                "/data/media | {\"url\":\"https://example.org/a.jpg\"}",
                "/data/media | [{\"alt\":\"x\"}]",
                "/data/media | [{\"url\":\"javascript:alert(1)\"}]",
                "/data/media | [{\"url\":\"data:image/png;base64,AA\"}]",
                "/data/media | [{\"url\":\"https://example.org/a\",\"kind\":\"photo\"}]",
                "/data/media | [{\"url\":\"https://example.org/a\",\"license\":\"x\"}]",
                "/data/media | [{\"url\":\"https://example.org/a\",\"alt\":\"\"}]",
                "/data/links | [{\"rel\":\"supports\"}]",
                "/data/links | [{\"rel\":\"supports\",\"id\":\"x\",\"timeline\":\"Not A Slug\"}]",
                "/data/links | [{\"rel\":\"follows\",\"id\":\"x\"}]",
                "/data/translations | {\"no language\":{\"title\":\"x\"}}",
                "/data/translations | {\"\":{\"title\":\"x\"}}",
                "/data/translations | {\"uk\":{}}",
                "/data/sensitivity | [\"secret\"]",
                "/data/phase | \"over\"",
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
    @ValueSource(
            strings = {
                "0.1",
                "1.10",
                "-0.0",
                "0.30000000000000004",
                "0.10000000000000001",
                "50.450100000000006",
                "6.02214076e23",
                "1E20",
                "5e-324",
                "1.7976931348623157e308",
                "9007199254740991",
                "-9007199254740991",
            })
    void accepts_numbers_that_a_double_can_hold(String number) {
        String event = event("number").toString().replace("\"title\"", "\"details\":{\"n\":" + number + "},\"title\"");

        post(STRUCTURED, event).statusCode(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9007199254740993", "0.1000000000000000000001"})
    void refuses_in_every_mode_numbers_that_a_double_can_not_hold(String number) {
        String data = "{\"occurred\":\"2022\",\"title\":\"T\",\"details\":{\"n\":[1," + number + "]}}";
        String event = event("number").without("data").toString().replaceFirst("}$", ",\"data\":" + data + "}");

        post(STRUCTURED, event).statusCode(400).body("violations.pointer", contains("/data/details/n/1"));
        post(BATCHED, "[" + event + "]").statusCode(400).body("violations.pointer", contains("/data/details/n/1"));
        post("application/x-ndjson", event + "\n").statusCode(200).body(containsString("/data/details/n/1"));
        given().headers(Map.of(
                        "ce-specversion", "1.0", "ce-id", "n", "ce-source", "/desk/kyiv", "ce-type", "report.issued"))
                .header("ce-subject", timeline)
                .contentType("application/json")
                .body(data)
                .post("/v1/events")
                .then()
                .statusCode(400)
                .body("violations.pointer", contains("/data/details/n/1"));
    }

    @Test
    void shows_what_was_sent_where_it_can_be_shown() {
        String event = event("shown").put("type", "x".repeat(500)).toString();

        post(STRUCTURED, event.replace("A report was issued", "half \\ud800"))
                .statusCode(400)
                .body("violations[0].value", equalTo("x".repeat(80) + "…"))
                .body("violations[1].value", equalTo("half ?"));
        post(STRUCTURED, event.replace("\"title\"", "\"half \\ud800\""))
                .statusCode(400)
                .body("code", equalTo("unreadable-json"));
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
    void refuses_other_media_types() {
        post("text/plain", "hello").statusCode(415).body("code", equalTo("unsupported-media-type"));
        given().noContentType()
                .body(event("untyped").toString().getBytes(StandardCharsets.UTF_8))
                .post("/v1/events")
                .then()
                .statusCode(415)
                .body("detail", containsString("application/cloudevents+json"));
    }

    @Test
    void refuses_to_answer_in_another_form_than_json() {
        given().accept("text/html")
                .contentType(STRUCTURED)
                .body(event("html").toString())
                .post("/v1/events")
                .then()
                .statusCode(406)
                .contentType("application/problem+json")
                .body("code", equalTo("not-acceptable"), "detail", containsString("application/json"));
        given().accept("text/html")
                .contentType("application/json")
                .body("{\"title\":\"x\"}")
                .put("/v1/timelines/" + timeline)
                .then()
                .statusCode(406)
                .body("code", equalTo("not-acceptable"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/*",
                "application/*",
                "text/html, application/json;q=0.1",
                "application/problem+json, */*;q=0.5"
            })
    void answers_who_takes_json_among_others(String accept) {
        given().accept(accept)
                .contentType(STRUCTURED)
                .body(event("accepted").toString())
                .post("/v1/events")
                .then()
                .statusCode(202);
    }

    @Test
    void takes_media_types_with_parameters_in_any_case() {
        post("Application/CloudEvents+JSON; charset=UTF-8", event("typed").toString())
                .statusCode(202);
    }

    @Test
    void takes_what_the_description_of_the_api_shows() {
        JsonPath api = given().get("/q/openapi?format=json").jsonPath();
        String content = "paths.'/v1/events'.post.requestBody.content.";

        for (String example : List.of("event", "correction", "retraction")) {
            String value = example(api, content + "'" + STRUCTURED + "'.examples." + example);
            post(STRUCTURED, value).statusCode(202);
        }
        post(BATCHED, example(api, content + "'" + BATCHED + "'.examples.batch"))
                .statusCode(202);
    }

    private static String example(JsonPath api, String path) {
        Object value = api.get(path + ".value");
        return value instanceof String text ? text : MAPPER.valueToTree(value).toString();
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
    void passes_the_trace_of_a_request_on() {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        given().contentType(BATCHED)
                .header("traceparent", trace)
                .header("tracestate", "desk=kyiv")
                .body("[" + event("traced") + "," + event("traced-too") + "]")
                .post("/v1/events")
                .then()
                .statusCode(202);
        given().contentType(STRUCTURED)
                .header("traceparent", "00-" + "0".repeat(32) + "-00f067aa0ba902b7-01")
                .body(event("untraced").toString())
                .post("/v1/events")
                .then()
                .statusCode(202);

        JsonNode messages = Topic.messages(timeline);
        assertEquals(trace, messages.at("/1/headers/traceparent").asText());
        assertEquals("desk=kyiv", messages.at("/1/headers/tracestate").asText());
        assertFalse(messages.at("/2/headers").has("traceparent"));
    }

    @Test
    void tells_its_health_its_metrics_and_its_api() {
        post(STRUCTURED, event("counted").toString()).statusCode(202);
        post(STRUCTURED, event("counted").without("type").toString()).statusCode(400);

        Management.get("/health/ready").then().statusCode(200).body("status", equalTo("UP"));
        Management.get("/health/live").then().statusCode(200);
        given().get("/q/health/live").then().statusCode(404);
        given().get("/q/metrics").then().statusCode(404);
        Management.get("/metrics")
                .then()
                .statusCode(200)
                .body(
                        containsString("annals_events_accepted_total"),
                        containsString("annals_requests_refused_total{code=\"invalid-event\""),
                        containsString("annals_requests_events_bucket"),
                        containsString("annals_requests_bytes_sum"),
                        containsString("annals_events_confirmation_seconds_bucket"));
        given().get("/q/openapi").then().statusCode(200).body(containsString("/v1/events"));
    }

    private ObjectNode event(String id) {
        return Front.event(timeline, id);
    }

    private static ObjectNode toCloudEvent(JsonNode golden) {
        ObjectNode event = MAPPER.createObjectNode();
        golden.get("headers").properties().forEach(header -> {
            if (header.getKey().startsWith("ce_")) {
                event.set(header.getKey().substring(3), header.getValue());
            }
        });
        event.set("data", golden.get("value"));
        return event;
    }
}
