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
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.annals.local.InfrastructureTestResource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(InfrastructureTestResource.class)
class EventTypesTest {

    private static final String GRADE = """
            {"type": "object", "properties": {"grade": {"type": "integer", "minimum": 1, "maximum": 6}}}""";

    private final String timeline = "story-" + UUID.randomUUID();
    private final String type = "bridge.inspected-" + UUID.randomUUID();

    @Test
    void ships_a_vocabulary_that_describes_itself() {
        given().get("/v1/event-types")
                .then()
                .statusCode(200)
                .body("items.findAll { it.builtIn }.size()", greaterThan(29))
                .body("items.type", hasItem("report.issued"))
                .body("items.description", everyItem(containsString(".")));
    }

    @Test
    void answers_a_type_that_was_registered() {
        put(type, form(GRADE)).statusCode(201);

        given().get("/v1/event-types/" + type)
                .then()
                .statusCode(200)
                .body("type", equalTo(type))
                .body("builtIn", equalTo(false))
                .body("schema.properties.grade.maximum", equalTo(6));
    }

    @Test
    void publishes_what_the_contract_says() throws Exception {
        JsonNode golden = MAPPER.readTree(Files.readString(Path.of("..", "contracts", "annals.event-types.json")));
        String name = golden.get(0).get("key").asText();
        put(name, golden.get(0).get("value").toString()).statusCode(201);

        given().delete("/v1/event-types/" + name).then().statusCode(204);

        JsonNode published = Topic.messages("annals.event-types", name);
        for (int i = 0; i < golden.size(); i++) {
            // Drawn anew each time.
            ((ObjectNode) published.get(i).get("headers"))
                    .set("ce_id", golden.get(i).at("/headers/ce_id"));
        }
        assertEquals(golden, published);
    }

    @Test
    void names_each_detail_that_the_schema_refuses() {
        put(type, form("""
                {"type": "object", "required": ["grade", "by"], "additionalProperties": false,
                 "properties": {"grade": {"type": "integer", "maximum": 6}, "by": {"type": "array",
                 "items": {"type": "string", "pattern": "^[A-Z]"}}}}""")).statusCode(201);

        post(
                        BATCHED,
                        "[" + event("{\"grade\": 4, \"by\": [\"Ann\"]}") + ","
                                + event("{\"grade\": 7, \"by\": [\"Ann\", \"bob\"], \"a/b\": 1}") + "," + event(null)
                                + "]")
                .statusCode(400)
                .body("violations.index", contains(1, 1, 1, 2, 2))
                .body("violations.pointer", hasItem("/data/details/grade"))
                .body("violations.pointer", hasItem("/data/details/by/1"))
                .body("violations.pointer", hasItem("/data/details/a~1b"))
                .body("violations.message", hasItem("is required, by the schema of " + type))
                .body("violations.message", hasItem("must have a maximum value of 6, by the schema of " + type));
    }

    @Test
    void takes_events_that_the_schema_accepts() {
        put(type, form(GRADE)).statusCode(201);

        post(STRUCTURED, event("{\"grade\": 6}")).statusCode(202);
    }

    @Test
    void takes_events_of_types_that_nobody_registered() {
        post(STRUCTURED, event("{\"grade\": \"any\"}")).statusCode(202);
    }

    @Test
    void asks_no_details_of_a_retraction() {
        put(type, form("{\"type\": \"object\", \"required\": [\"grade\"]}")).statusCode(201);
        ObjectNode retraction =
                Front.event(timeline, "withdrawn").put("type", type).put("retracts", "event");
        retraction.putObject("data").put("reason", "Entered twice");

        post(STRUCTURED, retraction.toString()).statusCode(202);
    }

    @Test
    void forgets_a_type_that_is_deleted() {
        put(type, form("{\"type\": \"object\", \"required\": [\"grade\"]}")).statusCode(201);

        given().delete("/v1/event-types/" + type).then().statusCode(204);

        given().get("/v1/event-types/" + type).then().statusCode(404).body("code", equalTo("unknown-event-type"));
        post(STRUCTURED, event(null)).statusCode(202);
    }

    @Test
    void makes_a_type_of_the_vocabulary_as_it_was_when_its_replacement_is_deleted() {
        put("apology.made", "{\"description\": \"Ours.\"}").statusCode(200).body("builtIn", equalTo(false));

        given().delete("/v1/event-types/apology.made").then().statusCode(204);

        given().get("/v1/event-types/apology.made").then().body("builtIn", equalTo(true));
        given().delete("/v1/event-types/apology.made").then().statusCode(409).body("code", equalTo("built-in-type"));
    }

    @Test
    void refuses_a_schema_that_would_refuse_what_was_accepted_unless_forced() {
        put(type, form(GRADE)).statusCode(201);
        String narrower = form(GRADE.replace("6}}", "5}, \"by\": {\"type\": \"string\"}}, \"required\": [\"by\"]"));

        put(type, narrower)
                .statusCode(409)
                .body("code", equalTo("incompatible-schema"))
                .body(
                        "violations.pointer",
                        contains("/schema/properties/grade/maximum", "/schema/properties/by/type", "/schema/required"))
                .body("violations[0].message", equalTo("was 6 before"))
                .body("violations[0].value", equalTo("5"));

        given().get("/v1/event-types/" + type).then().body("schema.required", nullValue());
        given().contentType("application/json")
                .queryParam("force", true)
                .body(narrower)
                .put("/v1/event-types/" + type)
                .then()
                .statusCode(200)
                .body("schema.required", contains("by"));
    }

    @Test
    void takes_a_schema_that_accepts_more() {
        put(type, form(GRADE)).statusCode(201);

        put(type, form(GRADE.replace("6}}", "10}}")))
                .statusCode(200)
                .body("schema.properties.grade.maximum", equalTo(10));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"type": "objekt"}                                              | /schema/type
                    {"minimum": "one"}                                              | /schema/minimum
                    {"requird": ["a"]}                                              | /schema/requird
                    {"$ref": "https://example.org/schema"}                          | /schema/$ref
                    {"$ref": "file:///etc/passwd"}                                  | /schema/$ref
                    {"$ref": "other.json"}                                          | /schema/$ref
                    {"$ref": "#/$defs/none"}                                        | /schema/$ref
                    {"$ref": "#"}                                                   | /schema/$ref/$ref
                    {"$ref": "#/$defs/a", "$defs": {"a": {"not": {"$ref": "#/$defs/a"}}}} | /schema/$ref/not/$ref
                    {"$dynamicRef": "#a"}                                           | /schema/$dynamicRef
                    {"$schema": "http://json-schema.org/draft-07/schema#"}          | /schema/$schema
                    {"properties": {"a": {"$id": "https://example.org/a"}}}         | /schema/properties/a/$id
                    {"properties": {"a": {"pattern": "(a)\\\\1"}}}                  | /schema/properties/a/pattern
                    {"patternProperties": {"(?=a)": true}}                          | /schema/patternProperties/(?=a)
                    """)
    void refuses_a_schema_that_is_none_or_leads_elsewhere(String schema, String pointer) {
        put(type, form(schema))
                .statusCode(400)
                .body("code", equalTo("invalid-event-type"))
                .body("violations.pointer", hasItem(pointer));
    }

    @Test
    void refuses_a_schema_that_grows_beyond_measure() {
        StringBuilder doubling = new StringBuilder("{\"$ref\": \"#/$defs/a0\", \"$defs\": {");
        for (int i = 0; i < 30; i++) {
            doubling.append("\"a%d\": {\"allOf\": [{\"$ref\": \"#/$defs/a%d\"}, {\"$ref\": \"#/$defs/a%d\"}]},"
                    .formatted(i, i + 1, i + 1));
        }

        put(type, form(doubling.append("\"a30\": {}}}").toString()))
                .statusCode(400)
                .body("violations.message", hasItem(containsString("makes the schema too large")));
    }

    @Test
    void is_not_slowed_down_by_a_pattern_that_makes_others_try_for_ever() {
        put(type, form("{\"properties\": {\"a\": {\"pattern\": \"^(a+)+$\"}}}")).statusCode(201);

        post(STRUCTURED, event("{\"a\": \"" + "a".repeat(50_000) + "!\"}")).statusCode(400);
    }

    @Test
    void checks_the_examples_by_the_schema() {
        put(
                        type,
                        "{\"description\": \"x\", \"schema\": " + GRADE
                                + ", \"examples\": [{\"title\": \"x\", \"details\": {\"grade\": 0}}, {\"titel\": \"x\"}]}")
                .statusCode(400)
                .body("violations.pointer", hasItem("/examples/1/titel"));
        put(
                        type,
                        "{\"description\": \"x\", \"schema\": " + GRADE
                                + ", \"examples\": [{\"title\": \"x\", \"details\": {\"grade\": 0}}]}")
                .statusCode(400)
                .body("violations.pointer", contains("/examples/0/details/grade"));
    }

    @ParameterizedTest
    @CsvSource({"Report.issued", "report", "annals.timeline.described"})
    void refuses_a_name_that_no_type_may_have(String name) {
        put(name, form(GRADE)).statusCode(400).body("code", equalTo("invalid-event-type"));
    }

    @Test
    void is_ready_when_the_types_are_read() {
        Management.get("/health/ready").then().body("checks.find { it.name == 'event-types' }.status", equalTo("UP"));
    }

    private static ValidatableResponse put(String type, String form) {
        return given().contentType("application/json")
                .body(form)
                .put("/v1/event-types/" + type)
                .then();
    }

    private static String form(String schema) {
        return "{\"description\": \"A bridge was inspected.\", \"schema\": " + schema + "}";
    }

    private String event(@Nullable String details) {
        ObjectNode event = Front.event(timeline, "event-" + UUID.randomUUID()).put("type", type);
        if (details != null) {
            event.withObject("/data").putRawValue("details", new com.fasterxml.jackson.databind.util.RawValue(details));
        }
        return event.toString();
    }
}
