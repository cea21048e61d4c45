// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.annals.local.InfrastructureTestResource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What ingest-service writes is read here, and what is written here is what notification-service reads. */
@QuarkusTest
@QuarkusTestResource(InfrastructureTestResource.class)
class ContractTest {

    private static final Path CONTRACTS = Path.of("..", "contracts");
    private static final int CHANGES = 5;

    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void makes_the_golden_changes_of_the_golden_events() throws Exception {
        JsonNode events = read("annals.events.json");
        String timeline = events.get(0).get("key").asText();

        for (JsonNode event : events) {
            publish(event, timeline, Map.of());
        }

        awaitSequence(timeline);
        ArrayNode published = mapper.createArrayNode();
        for (ConsumerRecord<byte[], byte[]> change : Topic.read("annals.changes", timeline)) {
            published.add(golden(change));
        }
        assertEquals(read("annals.changes.json"), published);
    }

    @Test
    void tells_what_a_timeline_is_as_the_golden_description_does() throws Exception {
        JsonNode golden = read("annals.timelines.json").get(0);
        String timeline = "described-" + golden.get("key").asText();
        for (JsonNode event : read("annals.events.json")) {
            publish(event, timeline, Map.of());
        }

        awaitSequence(timeline);
        ConsumerRecord<byte[], byte[]> published =
                Topic.read("annals.timelines", timeline).get(0);
        Map<String, String> headers = Topic.headers(published);
        assertTrue(headers.get("ce_id").matches(timeline + "/.*Z"));
        headers.put("ce_id", golden.at("/headers/ce_id").asText());
        headers.put("ce_time", golden.at("/headers/ce_time").asText());
        headers.put("ce_subject", golden.at("/headers/ce_subject").asText());
        assertEquals(golden.get("headers"), mapper.valueToTree(headers));
        assertEquals(golden.get("value"), mapper.readTree(published.value()));
    }

    @Test
    void a_change_of_a_private_timeline_says_so_and_one_of_before_does_not() throws Exception {
        String timeline = "private-contract";
        JsonNode events = read("annals.events.json");
        publish(events.get(0), timeline, Map.of());
        Topic.publish(
                Topic.with(
                        Topic.event(timeline, "described", "annals.timeline.described"),
                        "ce_source",
                        "/annals/timelines"),
                "{\"title\":\"Private\",\"visibility\":\"private\"}");
        publish(events.get(0), timeline, Map.of("ce_id", "second"));

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> Topic.read("annals.changes", timeline).size() == 2);
        var changes = Topic.read("annals.changes", timeline);
        assertEquals(null, Topic.headers(changes.get(0)).get("ce_visibility"));
        assertEquals("private", Topic.headers(changes.get(1)).get("ce_visibility"));
    }

    @Test
    void accepts_golden_events_with_what_a_later_version_adds() throws Exception {
        String timeline = "a-later-version";
        for (JsonNode event : read("annals.events.json")) {
            ((ObjectNode) event.get("value")).put("laterInvention", true);

            publish(event, timeline, Map.of("ce_laterinvention", "yes", "another-header", "yes"));
        }

        awaitSequence(timeline);
        given().get("/v1/timelines/" + timeline + "/changes")
                .then()
                .body("items[0].content.laterinvention", equalTo("yes"))
                .body("items[0].content.data.laterInvention", equalTo(true));
    }

    private static void publish(JsonNode event, String timeline, Map<String, String> more) {
        Map<String, String> headers = new LinkedHashMap<>();
        event.get("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        headers.put("ce_subject", timeline);
        headers.putAll(more);
        Topic.publish(headers, event.get("value").toString());
    }

    private static void awaitSequence(String timeline) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> given().get("/v1/timelines/" + timeline)
                        .then()
                        .body("sequence", equalTo(CHANGES), "title", equalTo("The contract")));
    }

    /** With fixed values in place of those that are others each time, once their form is checked. */
    private JsonNode golden(ConsumerRecord<byte[], byte[]> change) throws IOException {
        Map<String, String> headers = Topic.headers(change);
        assertTrue(headers.get("ce_hash").matches("[0-9a-f]{64}"));
        assertTrue(headers.get("ce_recordedtime").matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"));
        headers.put("ce_hash", "0".repeat(64));
        headers.put("ce_recordedtime", "2026-01-01T12:00:00.000Z");
        ObjectNode golden = mapper.createObjectNode();
        golden.put("key", new String(change.key(), StandardCharsets.UTF_8));
        golden.set("headers", mapper.valueToTree(headers));
        golden.set("value", mapper.readTree(change.value()));
        return golden;
    }

    private JsonNode read(String name) throws IOException {
        return mapper.readTree(CONTRACTS.resolve(name).toFile());
    }
}
