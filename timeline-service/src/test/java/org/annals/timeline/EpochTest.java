// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline;

import static io.restassured.RestAssured.given;
import static org.annals.timeline.Topic.data;
import static org.annals.timeline.Topic.event;
import static org.annals.timeline.Topic.publish;
import static org.annals.timeline.Topic.with;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.annals.local.InfrastructureTestResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Epochs of annals.events: what is behind a marker comes after all that is before the others. */
@QuarkusTest
@QuarkusTestResource(InfrastructureTestResource.class)
class EpochTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int PARTITIONS = 12;

    private final String timeline = "epoch-" + UUID.randomUUID();

    @Test
    void what_is_behind_a_marker_waits_until_all_partitions_have_come_to_theirs() {
        int partition = publishEvent(timeline, "first");
        String other = Stream.iterate(0, number -> number + 1)
                .map(number -> timeline + "-" + number)
                .filter(name -> publishEvent(name, "first") != partition)
                .findFirst()
                .orElseThrow();

        Topic.publishMarker(partition, 2, PARTITIONS);
        publishEvent(timeline, "second");
        publish(with(event(timeline, "late", "report.issued"), "annals-epoch", "1"), data("2022", "Late"));
        publish(with(event(timeline, "third", "report.issued"), "annals-epoch", "2"), data("2022", "Third"));
        publishEvent(other, "second");

        awaitSequence(other, 2);
        assertSequence(timeline, 1);

        // Twice, as by somebody who was interrupted: the second ones have no effect.
        IntStream.range(0, 2)
                .forEach(time ->
                        IntStream.range(0, PARTITIONS).forEach(number -> Topic.publishMarker(number, 2, PARTITIONS)));
        publishEvent(timeline, "fourth");
        awaitSequence(timeline, 4);
        given().get("/v1/timelines/" + timeline + "/changes")
                .then()
                .body("items.content.id", contains("first", "second", "third", "fourth"));
        given().get("/v1/rejections?limit=500")
                .then()
                .body("items.findAll { it.timeline == '%s' }.size()".formatted(timeline), equalTo(0));
        assertEquals(0, Topic.read("annals.rejected", "annals.events").size());
    }

    private static int publishEvent(String timeline, String id) {
        return publish(event(timeline, id, "report.issued"), data("2022-08-04", "A report was issued"))
                .partition();
    }

    private static void assertSequence(String timeline, int sequence) {
        given().get("/v1/timelines/" + timeline).then().statusCode(200).body("sequence", equalTo(sequence));
    }

    private static void awaitSequence(String timeline, int sequence) {
        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertSequence(timeline, sequence));
    }
}
