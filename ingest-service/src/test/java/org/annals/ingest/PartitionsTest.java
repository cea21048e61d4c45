// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static io.restassured.RestAssured.given;
import static org.annals.ingest.Front.STRUCTURED;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.annals.local.InfrastructureTestResource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** Partitions are added while publishers publish. */
@QuarkusTest
@WithTestResource(InfrastructureTestResource.class)
class PartitionsTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final String timeline = "story-" + UUID.randomUUID();

    @Test
    void publishing_is_paused_while_partitions_are_added_and_each_gets_a_marker() {
        int before = partitions();
        int after = before + 2;
        CompletableFuture<Integer> growing = CompletableFuture.supplyAsync(
                () -> put(after).statusCode(200).extract().path("partitions"));

        awaitPaused();
        given().contentType("application/json")
                .body("{\"title\":\"A story\"}")
                .put("/v1/timelines/" + timeline)
                .then()
                .statusCode(503)
                .body("code", equalTo("publishing-paused"));
        assertEquals(after, growing.join());

        publish("after").then().statusCode(202);
        int epoch = given().get("/v1/partitions").path("epoch");
        Set<String> marked = new TreeSet<>();
        Topic.messages("annals.events", "annals.events").forEach(marker -> {
            assertEquals("annals.epoch.started", marker.at("/headers/ce_type").textValue());
            if (marker.at("/value/epoch").intValue() == epoch) {
                assertEquals(before, marker.at("/value/earlierPartitions").intValue());
                marked.add(marker.at("/headers/ce_id").textValue());
            }
        });
        assertEquals(after, marked.size());
        // There is nothing to do any more.
        put(after).statusCode(200).body("epoch", equalTo(epoch), "paused", equalTo(false));
    }

    @Test
    void what_was_interrupted_stays_paused_until_it_is_asked_for_again() {
        int before = partitions();
        int epoch = given().get("/v1/partitions").path("epoch");
        announce("{\"epoch\":%d,\"partitions\":%d,\"earlierPartitions\":%d,\"paused\":true}"
                .formatted(epoch + 1, before + 1, before));
        awaitPaused();

        put(before + 2).statusCode(409).body("code", equalTo("other-partitions"));
        put(before + 1).statusCode(200).body("partitions", equalTo(before + 1), "paused", equalTo(false));

        publish("after").then().statusCode(202);
        assertEquals(
                1,
                StreamSupport.stream(Topic.messages(timeline).spliterator(), false)
                        .filter(message -> message.at("/headers/ce_id").asText().equals("after"))
                        .count());
    }

    @Test
    void partitions_do_not_become_fewer() {
        put(1).statusCode(409).body("code", equalTo("fewer-partitions"));
    }

    @Test
    void says_what_is_wrong_with_a_number() {
        given().contentType("application/json")
                .body("{\"partitions\":\"many\"}")
                .put("/v1/partitions")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-partitions"), "violations[0].pointer", equalTo("/partitions"));
    }

    private static int partitions() {
        return given().get("/v1/partitions").then().statusCode(200).extract().path("partitions");
    }

    private static ValidatableResponse put(int partitions) {
        return given().contentType("application/json")
                .body("{\"partitions\":" + partitions + "}")
                .put("/v1/partitions")
                .then();
    }

    private void awaitPaused() {
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> publish("meanwhile")
                        .then()
                        .statusCode(503)
                        .header("Retry-After", notNullValue())
                        .body("code", equalTo("publishing-paused")));
    }

    private Response publish(String id) {
        return given().contentType(STRUCTURED).body("""
                        {"specversion": "1.0", "id": "%s", "source": "/desk", "type": "report.issued", "subject": "%s",
                         "data": {"occurred": "2022-08-04", "title": "A report was issued"}}""".formatted(id, timeline)).post("/v1/events");
    }

    /** As a replica does that is killed then. */
    private static void announce(String epoch) {
        Map<String, Object> connection = Map.of(
                "bootstrap.servers", ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(connection, new ByteArraySerializer(), new ByteArraySerializer())) {
            var sent = producer.send(new ProducerRecord<>(
                    "annals.event-types",
                    "annals.epoch".getBytes(StandardCharsets.UTF_8),
                    epoch.getBytes(StandardCharsets.UTF_8)));
            producer.flush();
            assertTrue(sent.isDone());
        }
    }
}
